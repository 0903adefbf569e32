import { test } from "node:test";
import { emptyGenerated, run } from "./tool.mjs";

test("graphql-codegen: what the client preset makes of the schema types an application", () => {
  emptyGenerated("codegen");
  run("codegen", "graphql-codegen", "--config", "codegen.json");
  run("codegen", "tsc", "-p", ".");
});

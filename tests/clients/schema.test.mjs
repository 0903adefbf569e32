import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { BreakingChangeType, buildSchema, findBreakingChanges } from "graphql";
import { faults } from "./lint.mjs";

const sdl = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
// A copy of schema.graphql as of the last release; it is made with the first one (CONTRIBUTING.md).
const released = new URL("released.graphql", import.meta.url);

test("the linter finds no fault with the schema", async () => {
  assert.deepEqual(await faults(sdl), []);
});

test("the linter would find a list that Relay cannot page", async () => {
  const without = sdl.replace(/(type ContactConnection \{[^}]*)pageInfo: PageInfo!/, "$1page: PageInfo!");
  assert.notEqual(without, sdl);
  assert.ok((await faults(without)).some((fault) => fault.includes("pageInfo")));
});

if (existsSync(released)) {
  test("nothing breaks the clients of the last release", () => {
    assert.deepEqual(breaking(readFileSync(released, "utf8")), []);
  });
}

test("a field that is missing would break them", () => {
  const more = sdl.replace(/^type Tag \{/m, 'type Tag {\n"""\nFormer.\n"""\nformer: String');
  assert.notEqual(more, sdl);
  assert.deepEqual(breaking(more), [`${BreakingChangeType.FIELD_REMOVED}: Tag.former was removed.`]);
});

function breaking(before) {
  return findBreakingChanges(buildSchema(before), buildSchema(sdl)).map(({ type, description }) => `${type}: ${description}`);
}

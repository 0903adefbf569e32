// What the linter asks of schema.graphql: connections as Relay's specification has them, and a description everywhere.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import plugin from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";

const RULES = {
  // Lists inside of lists page forward alone.
  "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
  "@graphql-eslint/relay-connection-types": "error",
  "@graphql-eslint/relay-edge-types": [
    "error",
    {
      // The entries of a timeline are a union, whose members are nodes; a connection also has its nodes alone.
      shouldImplementNode: false,
      listTypeCanWrapOnlyEdgeType: false,
    },
  ],
  "@graphql-eslint/relay-page-info": "error",
  "@graphql-eslint/no-unreachable-types": "error",
  "@graphql-eslint/unique-enum-value-names": "error",
  "@graphql-eslint/require-description": [
    "error",
    { types: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true, DirectiveDefinition: true },
  ],
};

/** The directives of GraphQL itself, which the schema lists as well. */
const BUILT_IN = /^"""\n(?:(?!""").*\n)*"""\ndirective @(?:include|skip|specifiedBy|deprecated|oneOf)\b.*\n/gm;

/** What the linter finds in the schema: lines with the rule and the fault. */
export async function faults(sdl) {
  // The rules read the schema from a file, too.
  const cwd = mkdtempSync(join(tmpdir(), "rapport-schema-"));
  const file = join(cwd, "schema.graphql");
  try {
    writeFileSync(file, sdl.replace(BUILT_IN, ""));
    const config = {
      files: ["**/*.graphql"],
      languageOptions: { parser: plugin.parser, parserOptions: { graphQLConfig: { schema: file } } },
      plugins: { "@graphql-eslint": plugin },
      rules: RULES,
    };
    const eslint = new ESLint({ cwd, overrideConfigFile: true, overrideConfig: config });
    const [{ messages }] = await eslint.lintFiles(["schema.graphql"]);
    return messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

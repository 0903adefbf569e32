import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { chance, document } from "./documents.mjs";
import { mutated } from "./mutations.mjs";

const { ORIGIN, TOKEN } = process.env;
const many = Number(process.env.AGREEMENT_DOCUMENTS ?? 2000);
const seed = Number(process.env.AGREEMENT_SEED ?? 20261122);
const schema = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));

/** What graphql-js says is wrong with a document; nothing when it fits. */
function wrongByGraphqlJs(text) {
  try {
    return validate(schema, parse(text)).map((error) => error.message);
  } catch (error) {
    return [error.message];
  }
}

/** The first error of the server. An operation that is not there is asked for, so that nothing runs. */
async function errorOfServer(text) {
  const response = await fetch(`${ORIGIN}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ query: text, operationName: "NobodyIsCalledThis" }),
  });
  const { errors } = await response.json();
  return { code: errors[0].extensions.code, message: errors[0].message };
}

const INVALID = ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"];
/** Where the server refuses what graphql-js lets pass, on purpose: documents that ask for too much (the limits of docs/security.md). */
const LIMITS = ["TOO_COMPLEX", "PAYLOAD_TOO_LARGE"];

const dice = chance(seed);
const counts = { fit: 0, not: 0, limited: 0, differ: 0 };
let unsound = 0;
for (let n = 0; n < many; n += 1) {
  const good = document(schema, dice);
  const text = n % 3 === 0 ? good : mutated(good, dice);
  const wrong = wrongByGraphqlJs(text);
  if (text === good && wrong.length > 0) {
    unsound += 1;
    console.log(`the generator made a document that does not fit: ${wrong[0]}\n        ${text}`);
  }
  const { code, message } = await errorOfServer(text);
  const expected = ["BAD_USER_INPUT", ...INVALID, ...LIMITS];
  if (!expected.includes(code)) {
    counts.differ += 1;
    console.log(`FAIL    ${code}: ${message}\n        ${text}`);
  } else if (LIMITS.includes(code)) {
    counts.limited += 1;
  } else if (INVALID.includes(code) === wrong.length > 0) {
    counts[wrong.length > 0 ? "not" : "fit"] += 1;
  } else {
    counts.differ += 1;
    console.log(`FAIL    graphql-js: ${wrong[0] ?? "it fits"}; the server: ${code} ${message}\n        ${text}`);
  }
}
console.log(`seed ${seed}: ${counts.fit} documents fit, ${counts.not} do not, ${counts.limited} are over a limit`);
// A test that only knows one kind of answer tells nothing.
const lopsided = counts.fit < many / 5 || counts.not < many / 5 || counts.limited > many / 20;
if (lopsided) console.log("the documents are too much alike");
console.log(`${counts.fit + counts.not} passed, ${counts.differ + unsound} failed`);
process.exitCode = counts.differ + unsound > 0 || lopsided ? 1 : 0;

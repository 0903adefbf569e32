import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createClient } from "graphql-sse";
import {
  PEOPLE, RECORD, UPDATES, WITHIN_MS, assertPeople, assertRecorded, assertRenamed, authorization, firstNews, person, renamedUntil, url,
} from "./door.mjs";

// A connection for each operation, which is the mode that the server speaks.
const client = connect({ authorization });
after(() => client.dispose());

test("graphql-sse: a query", async () => {
  assertPeople(await once(client, PEOPLE));
});

test("graphql-sse: a mutation", async () => {
  const { createContact } = await once(client, RECORD, { input: { givenName: "Dorothy", familyName: "Vaughan" } });
  assert.equal(createContact.contact.displayName, "Dorothy Vaughan");
});

test("graphql-sse: a subscription tells of a mutation, and goes on from a cursor", { timeout: 2 * WITHIN_MS }, async () => {
  const id = await person("Ada");
  const updates = client.iterate({ query: UPDATES, variables: { ids: [id] } });
  const value = await renamedUntil(firstNews(updates), id);
  assertRenamed(value.data.contactUpdates, id);
  await updates.return();

  const missed = await person("Missed");
  const later = client.iterate({ query: UPDATES, variables: { ids: [missed], since: value.data.contactUpdates.cursor } });
  assertRecorded((await later.next()).value.data.contactUpdates, missed, "Missed");
  await later.return();
});

test("graphql-sse: a bad token is answered 401", { timeout: WITHIN_MS }, async () => {
  const stranger = connect({ authorization: "Bearer nobody" });
  await assert.rejects(once(stranger, PEOPLE), ({ response }) => response?.status === 401);
});

function connect(headers) {
  return createClient({ url, headers, singleConnection: false, retryAttempts: 0 });
}

async function once(from, query, variables) {
  const answers = from.iterate({ query, variables });
  const { value } = await answers.next();
  assert.equal(value.errors, undefined, JSON.stringify(value.errors));
  assert.equal((await answers.next()).done, true, "a query is complete after its answer");
  return value.data;
}

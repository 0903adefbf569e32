import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import {
  PEOPLE, RECORD, UPDATES, WITHIN_MS, assertPeople, assertRecorded, assertRenamed, authorization, firstNews, person,
  renamedUntil, socketUrl,
} from "./door.mjs";

const client = connect({ authorization });
after(() => client.dispose());

test("graphql-ws: a query", async () => {
  assertPeople(await once(client, PEOPLE));
});

test("graphql-ws: a mutation", async () => {
  const { createContact } = await once(client, RECORD, { input: { givenName: "Katherine", familyName: "Johnson" } });
  assert.equal(createContact.contact.displayName, "Katherine Johnson");
});

test("graphql-ws: errors of a document are told by an answer, and the socket stays", async () => {
  const wrong = client.iterate({ query: "{ nothing }" });
  await assert.rejects(wrong.next(), (errors) => errors[0].extensions.code === "GRAPHQL_VALIDATION_FAILED");
  assertPeople(await once(client, PEOPLE));
});

test("graphql-ws: a subscription tells of a mutation, and goes on from a cursor", { timeout: 2 * WITHIN_MS }, async () => {
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

test("graphql-ws: a bad token closes with 4403", { timeout: WITHIN_MS }, async () => {
  const stranger = connect({ authorization: "Bearer nobody" });
  await assert.rejects(once(stranger, PEOPLE), ({ code }) => code === 4403);
});

function connect(connectionParams) {
  return createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0, lazyCloseTimeout: 1000 });
}

async function once(from, query, variables) {
  const answers = from.iterate({ query, variables });
  const { value } = await answers.next();
  assert.equal(value.errors, undefined, JSON.stringify(value.errors));
  assert.equal((await answers.next()).done, true, "a query is complete after its answer");
  return value.data;
}

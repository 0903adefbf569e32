import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ask } from "./door.mjs";
import { emptyGenerated, run } from "./tool.mjs";

// relay/app.js has connections, @refetchable fragments, edges that are added and deleted, and a subscription.
before(() => {
  emptyGenerated("relay");
  run("relay", "relay-compiler", "relay.config.json");
});

test("Relay: what its compiler makes of a list pages through it", async () => {
  const { contacts, me } = await ask(await compiled("appPeopleQuery"), { count: 2 });
  assert.ok(me.id);
  assert.equal(contacts.edges.length, 2);
  const { endCursor, hasNextPage } = contacts.pageInfo;
  assert.equal(hasNextPage, true);
  assert.equal(endCursor, contacts.edges[1].cursor);
  const next = await ask(await compiled("appPeoplePaginationQuery"), { count: 2, cursor: endCursor });
  const seen = [...contacts.edges, ...next.contacts.edges].map(({ node }) => node.id);
  assert.equal(new Set(seen).size, 4);
});

test("Relay: a record is fetched again through node(id), with a list of its own", async () => {
  const { contacts } = await ask(await compiled("appPeopleQuery"), { count: 1 });
  const [{ node }] = contacts.edges;
  const again = await ask(await compiled("appPersonRefetchQuery"), { id: node.id, entries: 2 });
  assert.equal(again.node.__typename, "Contact");
  assert.equal(again.node.displayName, node.displayName);
  assert.ok(Array.isArray(again.node.timeline.edges));
});

test("Relay: mutations answer the records that its store adds and removes", async () => {
  const record = await compiled("appRecordMutation");
  const { createContact } = await ask(record, { input: { givenName: "Evelyn" } });
  const { id } = createContact.contact;
  assert.equal(createContact.contact.displayName, "Evelyn");
  const { deleteContact } = await ask(await compiled("appDeleteMutation"), { input: { id } });
  assert.equal(deleteContact.contact.id, id);
  assert.ok(deleteContact.contact.deletedAt);
});

/** The text of an operation as the compiler writes it, with the ids and cursors that it adds. */
async function compiled(operation) {
  const { default: artifact } = await import(`./relay/__generated__/${operation}.graphql.js`);
  return artifact.params.text;
}

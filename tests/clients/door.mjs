// Where the server is that the tests use, and what they ask of it apart from the client that they are about.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

export const origin = process.env.RAPPORT_ORIGIN;
export const url = `${origin}/graphql`;
export const socketUrl = url.replace(/^http/, "ws");
export const authorization = `Bearer ${process.env.RAPPORT_TOKEN}`;
export const WITHIN_MS = 20_000;

export const PEOPLE = "query People { contacts(first: 3) { totalCount nodes { id displayName } } }";
export const RECORD = `mutation Record($input: CreateContactInput!) {
  createContact(input: $input) { contact { id displayName } }
}`;
export const UPDATES = `subscription Updates($ids: [ID!], $since: EventCursor) {
  contactUpdates(ids: $ids, since: $since) { cursor kind contactId changedFields contact { displayName } }
}`;

/** Asserts that this is an answer to PEOPLE. */
export function assertPeople({ contacts }) {
  assert.ok(contacts.totalCount > 100, `${contacts.totalCount} people`);
  assert.equal(contacts.nodes.length, 3);
  for (const { id, displayName } of contacts.nodes) assert.ok(id && displayName);
}

/** Records a person, and returns the id. */
export async function person(givenName) {
  const { createContact } = await ask(RECORD, { input: { givenName } });
  return createContact.contact.id;
}

async function rename(id, givenName) {
  await ask("mutation ($input: UpdateContactInput!) { updateContact(input: $input) { contact { id } } }", {
    input: { id, givenName },
  });
}

/**
 * Changes the person again and again until the subscription tells of it, and returns what it tells: no protocol says
 * when a subscription has begun.
 */
export async function renamedUntil(told, id) {
  let update;
  // A refusal is told by the race below.
  told.then((value) => (update = value), () => {});
  for (const deadline = Date.now() + WITHIN_MS; !update && Date.now() < deadline; ) {
    await rename(id, `Name ${Date.now()}`);
    await Promise.race([told, sleep(300)]);
  }
  assert.ok(update, `no update came in ${WITHIN_MS} ms`);
  return update;
}

/**
 * Whether an answer tells of more than that the person was recorded: a subscription begins where the log has got to, and
 * what was recorded just before may still be to come.
 */
export function isNews({ data }) {
  return data?.contactUpdates?.kind !== "CREATED";
}

/** The first answer that is news. */
export async function firstNews(updates) {
  for (;;) {
    const { value, done } = await updates.next();
    assert.ok(!done, "the subscription ended");
    if (isNews(value)) return value;
  }
}

/** Asserts that this is an update of the person's first name. */
export function assertRenamed({ contactId, kind, changedFields, contact }, id) {
  assert.equal(contactId, id);
  assert.equal(kind, "UPDATED");
  assert.deepEqual(changedFields, ["givenName"]);
  assert.match(contact.displayName, /^Name /);
}

/** Asserts that this tells that the person was recorded. */
export function assertRecorded({ contactId, kind, contact }, id, displayName) {
  assert.equal(contactId, id);
  assert.equal(kind, "CREATED");
  assert.equal(contact.displayName, displayName);
}

/** What the server answers to this, sent as plainly as can be. */
export async function ask(query, variables) {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

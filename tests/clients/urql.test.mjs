import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import {
  PEOPLE, RECORD, UPDATES, WITHIN_MS, assertPeople, assertRenamed, authorization, isNews, person, renamedUntil, socketUrl, url,
} from "./door.mjs";

const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { authorization } });
after(() => socket.dispose());

const overSocket = subscriptionExchange({
  forwardSubscription: ({ query, variables }) => ({
    subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
  }),
});

for (const method of ["POST", "GET"]) {
  test(`urql: a query (${method})`, async () => {
    const sent = [];
    const client = urql({
      preferGetMethod: method === "GET" ? "force" : false,
      fetch: (address, options) => {
        sent.push(options.method);
        return fetch(address, options);
      },
    });
    const { data, error } = await client.query(PEOPLE, {}).toPromise();
    assert.equal(error, undefined, String(error));
    assertPeople(data);
    assert.deepEqual(sent, [method]);
  });
}

test("urql: a mutation, and what is wrong with one", async () => {
  const client = urql();
  const record = (input) => client.mutation(RECORD, { input }).toPromise();
  const { data } = await record({ givenName: "Mary", familyName: "Jackson" });
  assert.equal(data.createContact.contact.displayName, "Mary Jackson");
  const { error } = await record({ givenName: "Mary", country: "Nowhere" });
  assert.equal(error.graphQLErrors[0].extensions.code, "BAD_USER_INPUT");
});

const ways = [
  ["graphql-ws", { exchanges: [overSocket, fetchExchange] }],
  ["server-sent events, which it fetches itself", { fetchSubscriptions: true }],
];
for (const [way, options] of ways) {
  test(`urql: a subscription over ${way}`, { timeout: 2 * WITHIN_MS }, async () => {
    const id = await person("Ada");
    let subscription;
    const told = new Promise((resolve) => {
      subscription = urql(options).subscription(UPDATES, { ids: [id] }).subscribe((value) => isNews(value) && resolve(value));
    });
    const { data, error } = await renamedUntil(told, id);
    subscription.unsubscribe();
    assert.equal(error, undefined, String(error));
    assertRenamed(data.contactUpdates, id);
  });
}

function urql(options) {
  return new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers: { authorization } }, ...options });
}

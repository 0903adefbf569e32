import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import UploadHttpLink from "apollo-upload-client/UploadHttpLink.mjs";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import {
  PEOPLE, RECORD, UPDATES, WITHIN_MS, assertPeople, assertRenamed, authorization, isNews, person, renamedUntil, socketUrl, url,
} from "./door.mjs";

const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { authorization } });
after(() => socket.dispose());

test("Apollo Client: a query, whose records the cache keeps by id", async () => {
  const client = apollo(new HttpLink({ uri: url, headers: { authorization } }));
  const { data } = await client.query({ query: gql(PEOPLE) });
  assertPeople(data);
  const [{ id, displayName }] = data.contacts.nodes;
  assert.equal(client.cache.extract()[`Contact:${id}`].displayName, displayName);
});

test("Apollo Client: a mutation, and what is wrong with one", async () => {
  const client = apollo(new HttpLink({ uri: url, headers: { authorization } }));
  const record = (input) => client.mutate({ mutation: gql(RECORD), variables: { input } });
  const { data } = await record({ givenName: "Annie", familyName: "Easley" });
  assert.equal(data.createContact.contact.displayName, "Annie Easley");
  await assert.rejects(record({ givenName: "Annie", country: "Nowhere" }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.equal(error.errors[0].extensions.code, "BAD_USER_INPUT");
    return true;
  });
});

for (const useGETForHashedQueries of [false, true]) {
  test(`Apollo Client: a persisted query is sent once, then by its hash (${useGETForHashedQueries ? "GET" : "POST"})`, async () => {
    // Of its own, so that no other test has sent it.
    const query = gql`query Persisted${String(useGETForHashedQueries)} { contacts(first: 3) { totalCount nodes { id displayName } } }`;
    const sent = [];
    const http = new HttpLink({
      uri: url,
      headers: { authorization },
      fetch: (address, options) => {
        const body = options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(address).searchParams);
        sent.push([options.method, body.query ? "document" : "hash"]);
        return fetch(address, options);
      },
    });
    const sha256 = (text) => createHash("sha256").update(text).digest("hex");
    const client = apollo(new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(http));
    const ask = () => client.query({ query, fetchPolicy: "network-only" });
    assertPeople((await ask()).data);
    assertPeople((await ask()).data);
    const method = useGETForHashedQueries ? "GET" : "POST";
    assert.deepEqual(sent, [[method, "hash"], ["POST", "document"], [method, "hash"]]);
  });
}

test("Apollo Client: a file by apollo-upload-client", async () => {
  const headers = { authorization, "Apollo-Require-Preflight": "true" };
  const client = apollo(new UploadHttpLink({ uri: url, headers }));
  const file = new File(["No.,Name\napollo-1,Hamilton\napollo-2,\n"], "people.csv", { type: "text/csv" });
  const { data } = await client.mutate({
    mutation: gql`
      mutation Import($input: ImportContactsInput!) {
        importContacts(input: $input) { created unchanged failed errors { row } }
      }
    `,
    variables: {
      input: {
        file,
        mapping: [
          { column: "No.", field: "EXTERNAL_ID" },
          { column: "Name", field: "FAMILY_NAME" },
        ],
      },
    },
  });
  const { created, unchanged, failed, errors } = data.importContacts;
  assert.deepEqual([created, unchanged, failed, errors.map(({ row }) => row)], [1, 0, 1, [3]]);
});

test("Apollo Client: a subscription over graphql-ws", { timeout: 2 * WITHIN_MS }, async () => {
  const client = apollo(new GraphQLWsLink(socket));
  const id = await person("Ada");
  let subscription;
  const told = new Promise((next, error) => {
    const updates = client.subscribe({ query: gql(UPDATES), variables: { ids: [id] } });
    subscription = updates.subscribe({ next: (value) => isNews(value) && next(value), error });
  });
  const { data } = await renamedUntil(told, id);
  subscription.unsubscribe();
  assertRenamed(data.contactUpdates, id);
});

function apollo(link) {
  return new ApolloClient({ link, cache: new InMemoryCache() });
}

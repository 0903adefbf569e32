// A small application in TypeScript, whose documents are typed by the code generator. Only type-checked: each line that
// must not compile says so, and fails the check when it does.
import type { ResultOf, TypedDocumentNode, VariablesOf } from "@graphql-typed-document-node/core";
import { graphql } from "./__generated__";

const people = graphql(`
  query People($filter: ContactFilter, $after: String) {
    contacts(first: 20, after: $after, filter: $filter) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          id
          displayName
          birthDate
          createdAt
          lifecycleStage
          company {
            name
          }
          timeline(first: 2) {
            nodes {
              __typename
              ... on Interaction {
                kind
              }
            }
          }
        }
      }
    }
  }
`);
const importPeople = graphql(`
  mutation ImportPeople($input: ImportContactsInput!) {
    importContacts(input: $input) {
      created
    }
  }
`);
const updates = graphql(`
  subscription Updates($since: EventCursor) {
    contactUpdates(since: $since) {
      cursor
      contact {
        displayName
      }
    }
  }
`);

declare function ask<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables: Variables): Result;

const { contacts } = ask(people, { filter: { lifecycleStage: ["CUSTOMER"], country: { eq: "CH" } }, after: null });
export const names: (string | null)[] = (contacts?.edges ?? []).map(({ node }) => node.displayName ?? null);
export const births: (string | null)[] = (contacts?.edges ?? []).map(({ node }) => node.birthDate ?? null);
export const recorded: string[] = (contacts?.edges ?? []).map(({ node }) => node.createdAt);
for (const { node } of contacts?.edges ?? []) {
  for (const entry of node.timeline?.nodes ?? []) {
    if (entry.__typename === "Interaction") void entry.kind;
    // @ts-expect-error an entry of another type has no kind
    else void entry.kind;
  }
}

// @ts-expect-error there is no such stage
ask(people, { filter: { lifecycleStage: ["FRIEND"] } });
// @ts-expect-error a list that may not be seen is null
void ask(people, {}).contacts.edges;
// @ts-expect-error what is not selected is not there
void contacts?.totalCount;

export const file: VariablesOf<typeof importPeople> = {
  input: { file: new File([], "people.csv"), mapping: [{ column: "Name", field: "FAMILY_NAME" }] },
};
// @ts-expect-error the file is missing
ask(importPeople, { input: { mapping: [] } });

export function cursor(update: ResultOf<typeof updates>): VariablesOf<typeof updates> {
  return { since: update.contactUpdates.cursor };
}

// The GraphQL of a small application, as an author of one writes it for Relay. Only compiled: what stands here is what
// Relay asks of a schema.
import { graphql } from "relay-runtime";

graphql`
  query appPeopleQuery($count: Int!, $cursor: String, $filter: ContactFilter) {
    ...appPeople_query @arguments(count: $count, cursor: $cursor, filter: $filter)
    me {
      id
      name
    }
  }
`;

// A list that grows at its end, by a query that Relay makes itself.
graphql`
  fragment appPeople_query on Query
  @refetchable(queryName: "appPeoplePaginationQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 2 }
    cursor: { type: "String" }
    filter: { type: "ContactFilter" }
  ) {
    contacts(first: $count, after: $cursor, filter: $filter) @connection(key: "appPeople_contacts") {
      totalCount
      edges {
        node {
          id
          ...appPerson_contact
        }
      }
    }
  }
`;

// A record that is fetched again by its id, which Relay does through node(id), with a list of its own.
graphql`
  fragment appPerson_contact on Contact
  @refetchable(queryName: "appPersonRefetchQuery")
  @argumentDefinitions(entries: { type: "Int", defaultValue: 3 }, cursor: { type: "String" }) {
    displayName
    birthDate
    company {
      name
    }
    timeline(first: $entries, after: $cursor) @connection(key: "appPerson_timeline") {
      edges {
        node {
          __typename
          ... on Interaction {
            kind
            occurredAt
          }
          ... on CustomerEvent {
            occurredAt
          }
        }
      }
    }
  }
`;

graphql`
  mutation appRecordMutation($input: CreateContactInput!, $connections: [ID!]!) {
    createContact(input: $input) {
      contact @prependNode(connections: $connections, edgeTypeName: "ContactEdge") {
        id
        ...appPerson_contact
      }
    }
  }
`;

graphql`
  mutation appDeleteMutation($input: ContactIdInput!, $connections: [ID!]!) {
    deleteContact(input: $input) {
      contact {
        id @deleteEdge(connections: $connections)
        deletedAt
      }
    }
  }
`;

graphql`
  subscription appUpdatesSubscription($since: EventCursor) {
    contactUpdates(since: $since) {
      cursor
      kind
      contact {
        id
        ...appPerson_contact
      }
    }
  }
`;

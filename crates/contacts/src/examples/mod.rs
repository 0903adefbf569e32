//! Operations that show what the module does. They stand in the playground, and a test runs each.

use rapport_graphql::module::{Example, Sample};

const CONTACT: (&str, &str) = ("{ contacts(first: 1) { nodes { id } } }", "/contacts/nodes/0/id");
const DELETED_CONTACT: (&str, &str) =
    ("{ contacts(first: 1, filter: { deleted: true }) { nodes { id } } }", "/contacts/nodes/0/id");
const COMPANY: (&str, &str) = ("{ companies(first: 1) { nodes { id } } }", "/companies/nodes/0/id");
const DELETED_COMPANY: (&str, &str) =
    ("{ companies(first: 1, filter: { deleted: true }) { nodes { id } } }", "/companies/nodes/0/id");
const INTERACTION: (&str, &str) = (
    "{ contacts(first: 50) { nodes { interactions(first: 1) { nodes { id } } } } }",
    "/contacts/nodes/*/interactions/nodes/0/id",
);
const CUSTOMER_EVENT: (&str, &str) = (
    "{ contacts(first: 50) { nodes { timeline(first: 1, kinds: [CUSTOMER_EVENT]) { nodes { ... on CustomerEvent { id } } } } } }",
    "/contacts/nodes/*/timeline/nodes/0/id",
);
const CUSTOMER_EVENT_TYPE: (&str, &str) =
    ("{ customerEventTypes(first: 1) { nodes { id } } }", "/customerEventTypes/nodes/0/id");
const AFFILIATION: (&str, &str) =
    ("{ contacts(first: 50) { nodes { affiliations { id } } } }", "/contacts/nodes/*/affiliations/0/id");
const HOUSEHOLD: (&str, &str) =
    ("{ contacts(first: 100) { nodes { household { id } } } }", "/contacts/nodes/*/household/id");
/// Someone who lives in no household yet: the latest.
const LATEST_CONTACT: (&str, &str) =
    ("{ contacts(first: 1, orderBy: [{ field: ID, direction: DESC }]) { nodes { id } } }", "/contacts/nodes/0/id");
const USER: (&str, &str) = ("{ users(first: 1) { nodes { id } } }", "/users/nodes/0/id");
const API_KEY: (&str, &str) = ("{ apiKeys(first: 1) { nodes { id } } }", "/apiKeys/nodes/0/id");
const TEAM: (&str, &str) = ("{ teams(first: 1) { nodes { id } } }", "/teams/nodes/0/id");

/// A value for the variable `$variable`: the id of something that is there.
const fn sample(variable: &'static str, query: &'static str, pointer: &'static str) -> Sample {
    Sample { variable, query, pointer }
}

/// The examples, the most telling first.
pub(crate) const ALL: &[Example] = &[
    Example { name: "People, page by page", document: include_str!("contacts.graphql"), samples: &[] },
    Example { name: "A search box", document: include_str!("search.graphql"), samples: &[] },
    Example {
        name: "A person with all there is",
        document: include_str!("contact.graphql"),
        samples: &[sample("id", CONTACT.0, CONTACT.1)],
    },
    Example { name: "Last interactions of many people", document: include_str!("timeline.graphql"), samples: &[] },
    Example {
        name: "The timeline of a person",
        document: include_str!("timeline_of_contact.graphql"),
        samples: &[sample("id", CONTACT.0, CONTACT.1)],
    },
    Example {
        name: "The timeline of a company",
        document: include_str!("timeline_of_company.graphql"),
        samples: &[sample("id", COMPANY.0, COMPANY.1)],
    },
    Example { name: "Changes of people, live", document: include_str!("contact_updates.graphql"), samples: &[] },
    Example { name: "Companies by size", document: include_str!("companies.graphql"), samples: &[] },
    Example {
        name: "A company and its people",
        document: include_str!("company.graphql"),
        samples: &[sample("id", COMPANY.0, COMPANY.1)],
    },
    Example {
        name: "An interaction",
        document: include_str!("interaction.graphql"),
        samples: &[sample("id", INTERACTION.0, INTERACTION.1)],
    },
    Example { name: "Tags to choose from", document: include_str!("tags.graphql"), samples: &[] },
    Example {
        name: "A customer event",
        document: include_str!("customer_event.graphql"),
        samples: &[sample("id", CUSTOMER_EVENT.0, CUSTOMER_EVENT.1)],
    },
    Example { name: "Types of customer events", document: include_str!("customer_event_types.graphql"), samples: &[] },
    Example { name: "Who am I", document: include_str!("me.graphql"), samples: &[] },
    Example { name: "A colleague", document: include_str!("user.graphql"), samples: &[sample("id", USER.0, USER.1)] },
    Example { name: "Colleagues", document: include_str!("users.graphql"), samples: &[] },
    Example { name: "Teams", document: include_str!("teams.graphql"), samples: &[] },
    Example { name: "API keys", document: include_str!("api_keys.graphql"), samples: &[] },
    Example {
        name: "An API key",
        document: include_str!("api_key.graphql"),
        samples: &[sample("id", API_KEY.0, API_KEY.1)],
    },
    Example {
        name: "Any record by its id",
        document: include_str!("node.graphql"),
        samples: &[sample("id", CONTACT.0, CONTACT.1)],
    },
    Example {
        name: "Several records by their ids",
        document: include_str!("nodes.graphql"),
        samples: &[sample("first", CONTACT.0, CONTACT.1), sample("second", COMPANY.0, COMPANY.1)],
    },
    Example { name: "Record a person", document: include_str!("create_contact.graphql"), samples: &[] },
    Example { name: "Record people together", document: include_str!("create_contacts.graphql"), samples: &[] },
    Example {
        name: "Change a person",
        document: include_str!("update_contact.graphql"),
        samples: &[sample("id", CONTACT.0, CONTACT.1)],
    },
    Example {
        name: "Delete a person",
        document: include_str!("delete_contact.graphql"),
        samples: &[sample("id", CONTACT.0, CONTACT.1)],
    },
    Example {
        name: "Restore a person",
        document: include_str!("restore_contact.graphql"),
        samples: &[sample("id", DELETED_CONTACT.0, DELETED_CONTACT.1)],
    },
    Example {
        name: "Remove a person for good",
        document: include_str!("purge_contact.graphql"),
        samples: &[sample("id", DELETED_CONTACT.0, DELETED_CONTACT.1)],
    },
    Example {
        name: "People out of a file",
        document: include_str!("import_contacts.graphql"),
        samples: &[Sample::file(
            "file",
            "Customer no.,First name,Last name,Tags\nC-1001,Grace,Hopper,navy;compilers\nC-1002,Alan,Turing,\n",
        )],
    },
    Example {
        name: "Import companies",
        document: include_str!("import_companies.graphql"),
        samples: &[Sample::file(
            "file",
            "account,sector,revenue,subsidiary_of\nBluth Company,technolgy,1242.32,Acme Corporation\nAcme Corporation,technolgy,1100.04,\n",
        )],
    },
    Example {
        name: "Import users and teams",
        document: include_str!("import_users.graphql"),
        samples: &[Sample::file("file", "agent,manager,office\nMei-Mei Johns,Melvin Marxen,Central\n")],
    },
    Example { name: "Record a company", document: include_str!("create_company.graphql"), samples: &[] },
    Example { name: "Record companies together", document: include_str!("create_companies.graphql"), samples: &[] },
    Example {
        name: "Change a company",
        document: include_str!("update_company.graphql"),
        samples: &[sample("id", COMPANY.0, COMPANY.1)],
    },
    Example {
        name: "Delete a company",
        document: include_str!("delete_company.graphql"),
        samples: &[sample("id", COMPANY.0, COMPANY.1)],
    },
    Example {
        name: "Restore a company",
        document: include_str!("restore_company.graphql"),
        samples: &[sample("id", DELETED_COMPANY.0, DELETED_COMPANY.1)],
    },
    Example {
        name: "Remove a company for good",
        document: include_str!("purge_company.graphql"),
        samples: &[sample("id", DELETED_COMPANY.0, DELETED_COMPANY.1)],
    },
    Example {
        name: "Give a person a role at a company",
        document: include_str!("create_affiliation.graphql"),
        samples: &[sample("contact", CONTACT.0, CONTACT.1), sample("company", COMPANY.0, COMPANY.1)],
    },
    Example {
        name: "Give roles together",
        document: include_str!("create_affiliations.graphql"),
        samples: &[sample("contact", CONTACT.0, CONTACT.1), sample("company", COMPANY.0, COMPANY.1)],
    },
    Example {
        name: "Change a role at a company",
        document: include_str!("update_affiliation.graphql"),
        samples: &[sample("id", AFFILIATION.0, AFFILIATION.1)],
    },
    Example {
        name: "End a role that was none",
        document: include_str!("delete_affiliation.graphql"),
        samples: &[sample("id", AFFILIATION.0, AFFILIATION.1)],
    },
    Example {
        name: "Record a household",
        document: include_str!("create_household.graphql"),
        samples: &[sample("contact", LATEST_CONTACT.0, LATEST_CONTACT.1)],
    },
    Example {
        name: "Change a household",
        document: include_str!("update_household.graphql"),
        samples: &[sample("id", HOUSEHOLD.0, HOUSEHOLD.1)],
    },
    Example {
        name: "Remove a household",
        document: include_str!("delete_household.graphql"),
        samples: &[sample("id", HOUSEHOLD.0, HOUSEHOLD.1)],
    },
    Example {
        name: "Record a call",
        document: include_str!("record_interaction.graphql"),
        samples: &[sample("contact", CONTACT.0, CONTACT.1)],
    },
    Example {
        name: "Correct an interaction",
        document: include_str!("update_interaction.graphql"),
        samples: &[sample("id", INTERACTION.0, INTERACTION.1)],
    },
    Example {
        name: "Remove an interaction",
        document: include_str!("delete_interaction.graphql"),
        samples: &[sample("id", INTERACTION.0, INTERACTION.1)],
    },
    Example {
        name: "Record a customer event",
        document: include_str!("record_customer_event.graphql"),
        samples: &[sample("contact", CONTACT.0, CONTACT.1)],
    },
    Example {
        name: "Record customer events together",
        document: include_str!("record_customer_events.graphql"),
        samples: &[sample("contact", CONTACT.0, CONTACT.1)],
    },
    Example {
        name: "Register a type of customer event",
        document: include_str!("create_customer_event_type.graphql"),
        samples: &[],
    },
    Example {
        name: "Describe a type of customer event",
        document: include_str!("update_customer_event_type.graphql"),
        samples: &[sample("id", CUSTOMER_EVENT_TYPE.0, CUSTOMER_EVENT_TYPE.1)],
    },
    Example {
        name: "Retire a type of customer event",
        document: include_str!("retire_customer_event_type.graphql"),
        samples: &[sample("id", CUSTOMER_EVENT_TYPE.0, CUSTOMER_EVENT_TYPE.1)],
    },
    Example {
        name: "Take a type of customer event back into use",
        document: include_str!("restore_customer_event_type.graphql"),
        samples: &[sample("id", CUSTOMER_EVENT_TYPE.0, CUSTOMER_EVENT_TYPE.1)],
    },
    Example { name: "Add a colleague", document: include_str!("create_user.graphql"), samples: &[] },
    Example {
        name: "Change a colleague",
        document: include_str!("update_user.graphql"),
        samples: &[sample("id", USER.0, USER.1)],
    },
    Example {
        name: "Make a team",
        document: include_str!("create_team.graphql"),
        samples: &[sample("member", USER.0, USER.1)],
    },
    Example {
        name: "Change a team",
        document: include_str!("update_team.graphql"),
        samples: &[sample("id", TEAM.0, TEAM.1)],
    },
    Example { name: "Make an API key", document: include_str!("create_api_key.graphql"), samples: &[] },
    Example {
        name: "Revoke an API key",
        document: include_str!("revoke_api_key.graphql"),
        samples: &[sample("id", API_KEY.0, API_KEY.1)],
    },
];

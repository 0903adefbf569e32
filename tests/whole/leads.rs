//! Leads: recorded, changed, deleted, and by whom they are seen; the rules by which they are assigned.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    world,
};

const CREATE: &str = "mutation ($input: CreateLeadInput!) { createLead(input: $input) { lead { id version displayName \
                      email phone companyName status reason country owner { id } captures } } }";
const UPDATE: &str = "mutation ($input: UpdateLeadInput!) { updateLead(input: $input) { lead { id version displayName \
                      email phone companyName status reason notes owner { id } } } }";
const DELETE: &str = "mutation ($id: ID!) { deleteLead(input: { id: $id }) { lead { deletedAt } } }";
const RESTORE: &str = "mutation ($id: ID!) { restoreLead(input: { id: $id }) { lead { deletedAt } } }";
const PURGE: &str = "mutation ($id: ID!) { purgeLead(input: { id: $id }) { id } }";
const CREATE_RULE: &str = "mutation ($input: CreateLeadAssignmentRuleInput!) { createLeadAssignmentRule(input: $input) { \
                           leadAssignmentRule { id version name countries members { id } } } }";
const UPDATE_RULE: &str = "mutation ($input: UpdateLeadAssignmentRuleInput!) { updateLeadAssignmentRule(input: $input) { \
                           leadAssignmentRule { version name countries isActive members { id } } } }";
const DELETE_RULE: &str = "mutation ($id: ID!) { deleteLeadAssignmentRule(input: { id: $id }) { id } }";

/// Records a lead and returns it.
pub(crate) async fn create(client: &Client, input: Value) -> Value {
    client.ok(CREATE, json!({ "input": input })).await["createLead"]["lead"].clone()
}

/// Records a rule of assignment and returns it.
pub(crate) async fn create_rule(client: &Client, input: Value) -> Value {
    client.ok(CREATE_RULE, json!({ "input": input })).await["createLeadAssignmentRule"]["leadAssignmentRule"].clone()
}

/// Records a user and returns their id.
pub(crate) async fn user(admin: &Client, name: &str) -> Value {
    let create =
        "mutation ($n: String!, $e: String!) { createUser(input: { name: $n, email: $e, role: REP }) { user { id } } }";
    let email = format!("{name}.{}@example.org", uuid::Uuid::now_v7());
    admin.ok(create, json!({ "n": name, "e": email })).await["createUser"]["user"]["id"].clone()
}

/// A living and a deleted lead and a rule, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    create(admin, json!({ "givenName": "Living" })).await;
    let gone = create(admin, json!({ "givenName": "Gone" })).await["id"].clone();
    admin.ok(DELETE, json!({ "id": gone })).await;
    let member = admin.ok("{ users(first: 1) { nodes { id } } }", json!({})).await["users"]["nodes"][0]["id"].clone();
    let rules = admin.ok("{ leadAssignmentRules { totalCount } }", json!({})).await["leadAssignmentRules"].clone();
    if rules["totalCount"] == 0 {
        create_rule(admin, json!({ "name": "Nobody", "isActive": false, "memberIds": [member] })).await;
    }
}

/// A lead with one of everything, and a rule.
pub(crate) async fn case(admin: &Client, owner: String) -> Value {
    create_rule(admin, json!({ "name": "Case", "isActive": false, "memberIds": [owner] })).await;
    let input = json!({ "givenName": "Case", "email": "lead@example.org", "phone": "+12025550143", "ownerId": owner });
    create(admin, input).await["id"].clone()
}

#[tokio::test]
async fn a_lead_is_recorded_changed_deleted_restored_and_purged() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({
        "givenName": " Ada ", "familyName": "Lovelace", "email": "Ada@Engines.Example", "phone": "020 7946 0958",
        "country": "gb", "companyName": "Analytical  Engines", "source": "Fair", "campaign": "fair-2026"
    });
    let made = create(&admin, input).await;
    assert_eq!(made["displayName"], "Ada Lovelace");
    assert_eq!((&made["email"], &made["phone"]), (&json!("Ada@Engines.Example"), &json!("+442079460958")));
    assert_eq!((&made["status"], &made["companyName"]), (&json!("NEW"), &json!("Analytical Engines")));
    let id = made["id"].clone();
    let change =
        json!({ "id": id, "expectedVersion": 1, "status": "UNQUALIFIED", "reason": "No budget.", "phone": null });
    let changed = admin.ok(UPDATE, json!({ "input": change })).await["updateLead"]["lead"].clone();
    assert_eq!(
        (&changed["version"], &changed["reason"], &changed["phone"]),
        (&json!(2), &json!("No budget."), &Value::Null)
    );
    let same = admin.ok(UPDATE, json!({ "input": { "id": id, "status": "UNQUALIFIED" } })).await;
    assert_eq!(same["updateLead"]["lead"]["version"], 2, "nothing changed");
    let again = admin.ok(UPDATE, json!({ "input": { "id": id, "status": "WORKING" } })).await;
    assert_eq!(again["updateLead"]["lead"]["reason"], Value::Null, "why it was turned away says nothing now");
    for (wrong, code) in [
        (json!({ "id": id, "expectedVersion": 1, "notes": "x" }), "CONFLICT"),
        (json!({ "id": id, "givenName": null, "familyName": null, "email": null }), "BAD_USER_INPUT"),
        (json!({ "id": id, "status": "CONVERTED" }), "BAD_USER_INPUT"),
        (json!({ "id": id, "email": "nobody" }), "BAD_USER_INPUT"),
    ] {
        assert_eq!(admin.error(UPDATE, json!({ "input": wrong })).await["extensions"]["code"], code);
    }
    admin.ok(DELETE, json!({ "id": id })).await;
    let query = "query ($id: ID!) { lead(id: $id) { id } node(id: $id) { id } leads { totalCount } }";
    let gone = admin.ok(query, json!({ "id": id })).await;
    assert_eq!(gone, json!({ "lead": null, "node": null, "leads": { "totalCount": 0 } }));
    admin.ok(RESTORE, json!({ "id": id })).await;
    let query = "query ($id: ID!) { lead(id: $id) { history { nodes { kind changes { field } } } } }";
    let told = admin.ok(query, json!({ "id": id })).await["lead"]["history"]["nodes"].clone();
    let kinds: Vec<_> = told.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["lead.restored", "lead.deleted", "lead.updated", "lead.updated", "lead.created"]);
    assert!(told.to_string().contains("email"));
    admin.ok(PURGE, json!({ "id": id })).await;
    assert_eq!(admin.error(PURGE, json!({ "id": id })).await["extensions"]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn leads_are_filtered_and_ordered() {
    let world = world();
    let admin = world.client(Role::Admin);
    for (name, email, source, status) in [
        ("Cole", "c@example.org", "Web", "NEW"),
        ("Abel", "a@b\u{fc}cher.example", "Fair", "WORKING"),
        ("Bose", "b@example.org", "Web", "QUALIFIED"),
    ] {
        create(&admin, json!({ "familyName": name, "email": email, "source": source, "status": status })).await;
    }
    let names = async |arguments: &str| -> Vec<String> {
        let found = admin.ok(&format!("{{ leads{arguments} {{ nodes {{ familyName }} }} }}"), json!({})).await;
        let nodes = found["leads"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|node| node["familyName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("(orderBy: [{ field: FAMILY_NAME }])").await, ["Abel", "Bose", "Cole"]);
    assert_eq!(names("(filter: { status: [NEW, QUALIFIED] })").await, ["Cole", "Bose"]);
    assert_eq!(names("(filter: { email: { eq: \"A@xn--bcher-kva.EXAMPLE\" } })").await, ["Abel"]);
    assert_eq!(names("(filter: { not: { source: { eq: \"Web\" } } })").await, ["Abel"]);
    assert!(names("(filter: { deleted: true })").await.is_empty());
    let by_email = "{ leads(filter: { email: { eq: \"x\" } }) { totalCount } }";
    let error = world.client(Role::Analyst).error(by_email, json!({})).await;
    assert_eq!(error["extensions"]["code"], "FORBIDDEN", "who may not see addresses does not ask by them");
}

#[tokio::test]
async fn leads_are_seen_as_their_owners_are_and_by_no_partner() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let of = async |name: &str, owner: Value| {
        create(&admin, json!({ "givenName": name, "ownerId": owner })).await["id"].clone()
    };
    let leads = [
        ("rep", of("rep", json!(user_id(Role::Rep))).await),
        ("manager", of("manager", json!(user_id(Role::Manager))).await),
        ("nobody", of("nobody", Value::Null).await),
    ];
    for (role, expected) in [
        (Role::Admin, vec!["rep", "manager", "nobody"]),
        (Role::Manager, vec!["rep", "manager"]),
        (Role::Rep, vec!["rep"]),
    ] {
        let client = world.client(role);
        let found = client.ok("{ leads { totalCount nodes { givenName } } }", json!({})).await["leads"].clone();
        let names: Vec<_> = found["nodes"].as_array().unwrap().iter().map(|one| &one["givenName"]).collect();
        assert_eq!(
            (names, &found["totalCount"]),
            (expected.iter().map(|name| json!(name)).collect::<Vec<_>>().iter().collect(), &json!(expected.len()))
        );
        for (name, id) in &leads {
            let sees = expected.contains(name);
            let data =
                client.ok("query ($id: ID!) { node(id: $id) { id } lead(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!((data["node"].is_object(), data["lead"].is_object()), (sees, sees), "{role} {name}");
            if !sees {
                let update = json!({ "input": { "id": id, "notes": "x" } });
                assert_eq!(client.error(UPDATE, update).await["extensions"]["code"], "NOT_FOUND");
                let convert = "mutation ($id: ID!) { convertLead(input: { id: $id }) { lead { id } } }";
                assert_eq!(client.error(convert, json!({ "id": id })).await["extensions"]["code"], "NOT_FOUND");
            }
        }
    }
    let partner = world.client(Role::Partner).error("{ leads { totalCount } }", json!({})).await;
    assert_eq!(partner["extensions"]["code"], "FORBIDDEN");
    let mine = create(&world.client(Role::Rep), json!({ "givenName": "Mine" })).await;
    assert_eq!(mine["owner"]["id"], json!(user_id(Role::Rep)), "whoever sees only their own owns what they record");
    let give = json!({ "input": { "id": mine["id"], "ownerId": user_id(Role::Manager) } });
    assert_eq!(world.client(Role::Rep).error(UPDATE, give).await["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn leads_are_assigned_by_territory_in_turn_or_by_load() {
    let world = world();
    let admin = world.client(Role::Admin);
    let (ann, ben, cy) = (user(&admin, "ann").await, user(&admin, "ben").await, user(&admin, "cy").await);
    create_rule(&admin, json!({ "name": "All", "priority": 9, "method": "LOAD", "memberIds": [ann, ben] })).await;
    let alps = json!({ "name": "Alps", "priority": 1, "countries": ["ch", "AT"], "memberIds": [cy, ben] });
    let alps = create_rule(&admin, alps).await;
    assert_eq!(alps["countries"], json!(["CH", "AT"]));
    let lead = async |country: Option<&str>| create(&admin, json!({ "givenName": "x", "country": country })).await;
    let owner = async |country| lead(country).await["owner"]["id"].clone();
    assert_eq!(
        [owner(Some("CH")).await, owner(Some("AT")).await, owner(Some("CH")).await],
        [cy.clone(), ben.clone(), cy.clone()]
    );
    // Ben has one by now, Ann none: the next two bring her past him.
    assert_eq!([owner(None).await, owner(Some("DE")).await], [ann.clone(), ben.clone()], "then equals in turn");
    assert_eq!(owner(None).await, ann);
    // Both have two by now: it is Ben's turn. What is turned away is no load.
    let busy = lead(None).await;
    assert_eq!(busy["owner"]["id"], ben);
    admin.ok(UPDATE, json!({ "input": { "id": busy["id"], "status": "UNQUALIFIED" } })).await;
    assert_eq!([owner(None).await, owner(None).await], [ann.clone(), ben.clone()]);
    admin.ok(UPDATE_RULE, json!({ "input": { "id": alps["id"], "isActive": false } })).await;
    let again = admin.ok(UPDATE_RULE, json!({ "input": { "id": alps["id"], "isActive": false } })).await;
    assert_eq!(again["updateLeadAssignmentRule"]["leadAssignmentRule"]["version"], 2, "nothing changed");
    assert_ne!(owner(Some("CH")).await, cy, "the rule counts no more");
    admin.ok(DELETE_RULE, json!({ "id": alps["id"] })).await;
    assert_eq!(admin.error(DELETE_RULE, json!({ "id": alps["id"] })).await["extensions"]["code"], "NOT_FOUND");
    let named = json!({ "givenName": "x", "ownerId": cy });
    assert_eq!(create(&admin, named).await["owner"]["id"], cy, "who is named is not chosen");
    let wrong = json!({ "input": { "name": " ", "priority": -1, "countries": ["XX"], "memberIds": [ann, ann, "x"] } });
    let error = admin.error(CREATE_RULE, wrong).await;
    assert_eq!(error["extensions"]["violations"].as_array().unwrap().len(), 5, "{error:#}");
}

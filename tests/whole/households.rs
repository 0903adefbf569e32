//! Households: who lives together, and who may know.

use rapport_kernel::Role;
use serde_json::json;

use crate::{
    authorization::{hire, user_id},
    world,
};

const CREATE: &str =
    "mutation ($input: CreateHouseholdInput!) { createHousehold(input: $input) { household { id version } } }";
const UPDATE: &str =
    "mutation ($input: UpdateHouseholdInput!) { updateHousehold(input: $input) { household { version name } } }";
const READ: &str =
    "query ($id: ID!) { node(id: $id) { ... on Household { name members { role contact { displayName } } } } }";

#[tokio::test]
async fn a_household_has_members_who_live_in_no_other() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ann = admin.create_contact(json!({ "givenName": "Ann" })).await;
    let bob = admin.create_contact(json!({ "givenName": "Bob" })).await;
    let cleo = admin.create_contact(json!({ "givenName": "Cleo" })).await;
    let input = json!({ "name": "Mill", "members": [{ "contactId": ann, "role": "HEAD" }, { "contactId": bob }] });
    let mill = admin.ok(CREATE, json!({ "input": input })).await["createHousehold"]["household"]["id"].clone();
    let members = json!([
        { "role": "HEAD", "contact": { "displayName": "Ann" } }, { "role": null, "contact": { "displayName": "Bob" } }
    ]);
    assert_eq!(admin.ok(READ, json!({ "id": mill })).await["node"], json!({ "name": "Mill", "members": members }));

    let input = json!({ "name": "River", "members": [{ "contactId": cleo }, { "contactId": bob }] });
    let error = admin.error(CREATE, json!({ "input": input })).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    assert_eq!(error["extensions"]["path"], json!(["input", "members", 1, "contactId"]));
    assert_eq!(error["extensions"]["conflictingIds"], json!([mill]));

    let stale = json!({ "id": mill, "expectedVersion": 7, "name": "Stale" });
    assert_eq!(admin.error(UPDATE, json!({ "input": stale })).await["extensions"]["code"], "CONFLICT");
    let input = json!({ "id": mill, "expectedVersion": 1, "members": [{ "contactId": cleo, "role": "HEAD" }] });
    let data = admin.ok(UPDATE, json!({ "input": input })).await;
    assert_eq!(data["updateHousehold"]["household"], json!({ "version": 2, "name": "Mill" }));
    let data = admin.ok("query ($id: ID!) { contact(id: $id) { household { name } } }", json!({ "id": bob })).await;
    assert_eq!(data["contact"]["household"], json!(null), "who is not named has left");

    let delete = "mutation ($id: ID!) { deleteHousehold(input: { id: $id }) { id } }";
    admin.ok(delete, json!({ "id": mill })).await;
    assert_eq!(admin.ok(READ, json!({ "id": mill })).await["node"], json!(null));
    let data = admin
        .ok("query ($id: ID!) { contact(id: $id) { displayName household { name } } }", json!({ "id": cleo }))
        .await;
    assert_eq!(data["contact"], json!({ "displayName": "Cleo", "household": null }));
}

#[tokio::test]
async fn bad_members_are_refused_all_at_once() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ann = admin.create_contact(json!({ "givenName": "Ann" })).await;
    let input = json!({ "name": " ", "members": [{ "contactId": ann }, { "contactId": "x" }, { "contactId": ann }] });
    let error = admin.error(CREATE, json!({ "input": input })).await;
    assert_eq!(error["extensions"]["violations"].as_array().unwrap().len(), 3, "{error}");
    let error = admin.error(CREATE, json!({ "input": { "name": "Mill", "members": [] } })).await;
    assert_eq!(error["extensions"]["path"], json!(["input", "members"]));
}

#[tokio::test]
async fn who_sees_none_of_its_people_sees_no_household() {
    let world = world();
    let admin = world.client(Role::Admin);
    hire(&world);
    let rep = world.client(Role::Rep);
    let mine = admin.create_contact(json!({ "givenName": "Mine", "ownerId": user_id(Role::Rep) })).await;
    let other = admin.create_contact(json!({ "givenName": "Other" })).await;
    let create = async |contact: &str| {
        let input = json!({ "name": "Home", "members": [{ "contactId": contact }] });
        admin.ok(CREATE, json!({ "input": input })).await["createHousehold"]["household"]["id"].clone()
    };
    let (seen, unseen) = (create(&mine).await, create(&other).await);
    assert_eq!(rep.ok(READ, json!({ "id": unseen })).await["node"], json!(null));
    let input = json!({ "id": unseen, "name": "Taken" });
    assert_eq!(rep.error(UPDATE, json!({ "input": input })).await["extensions"]["code"], "NOT_FOUND");
    // The admin adds someone whom the rep does not see: the rep sees the rest, and sends nobody away.
    let delete = "mutation ($id: ID!) { deleteHousehold(input: { id: $id }) { id } }";
    admin.ok(delete, json!({ "id": unseen })).await;
    let both = json!({ "id": seen, "members": [{ "contactId": other }, { "contactId": mine }] });
    admin.ok(UPDATE, json!({ "input": both })).await;
    let members = json!([{ "role": null, "contact": { "displayName": "Mine" } }]);
    assert_eq!(rep.ok(READ, json!({ "id": seen })).await["node"]["members"], members);
    let renamed = json!({ "id": seen, "members": [{ "contactId": mine, "role": "CHILD" }] });
    rep.ok(UPDATE, json!({ "input": renamed })).await;
    let data = admin.ok(READ, json!({ "id": seen })).await;
    assert_eq!(data["node"]["members"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn of_two_households_at_once_one_has_the_person() {
    let world = world();
    let admin = world.client(Role::Admin);
    for round in 0..5 {
        let ann = admin.create_contact(json!({ "givenName": "Ann" })).await;
        let input = json!({ "input": { "name": format!("Home {round}"), "members": [{ "contactId": ann }] } });
        let (one, other) = tokio::join!(admin.run(CREATE, input.clone()), admin.run(CREATE, input));
        let mut codes: Vec<_> = [one, other]
            .into_iter()
            .map(|reply| reply.errors.first().map(|error| error["extensions"]["code"].clone()))
            .collect();
        codes.sort_by_key(Option::is_some);
        assert_eq!(codes, [None, Some(json!("CONFLICT"))]);
    }
}

#[tokio::test]
async fn a_household_goes_with_the_last_who_is_purged() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ann = admin.create_contact(json!({ "givenName": "Ann" })).await;
    let bob = admin.create_contact(json!({ "givenName": "Bob" })).await;
    let input = json!({ "name": "The Smiths", "members": [{ "contactId": ann }, { "contactId": bob }] });
    let home = admin.ok(CREATE, json!({ "input": input })).await["createHousehold"]["household"]["id"].clone();
    let purge = "mutation ($id: ID!) { purgeContact(input: { id: $id }) { id } }";
    admin.ok(purge, json!({ "id": ann })).await;
    assert_eq!(admin.ok(READ, json!({ "id": home })).await["node"]["name"], "The Smiths");
    admin.ok(purge, json!({ "id": bob })).await;
    assert_eq!(admin.ok(READ, json!({ "id": home })).await["node"], json!(null));
}

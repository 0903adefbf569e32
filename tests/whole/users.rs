//! Users and teams: who one is, and what an administrator alone records.

use rapport_kernel::{Actor, Role, id::encode_global};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{authorization::hire, world};

const CREATE: &str =
    "mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id version name email role } } }";
const UPDATE: &str =
    "mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { version name email role } } }";
const CREATE_TEAM: &str =
    "mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id version name members { name } } } }";
const UPDATE_TEAM: &str =
    "mutation ($input: UpdateTeamInput!) { updateTeam(input: $input) { team { version name members { name } } } }";
const COMPANY: &str = "query ($id: ID!) { company(id: $id) { name version deletedAt } }";
const UPDATE_COMPANY: &str =
    "mutation ($input: UpdateCompanyInput!) { updateCompany(input: $input) { company { id } } }";
const DELETE_COMPANY: &str = "mutation ($input: CompanyIdInput!) { deleteCompany(input: $input) { company { id } } }";
const TOTALS: &str = "{ users { totalCount } teams { totalCount } }";

async fn user(admin: &Client, name: &str) -> Value {
    let input = json!({ "name": name, "email": format!("{name}@example.org"), "role": "REP" });
    admin.ok(CREATE, json!({ "input": input })).await["createUser"]["user"]["id"].clone()
}

#[tokio::test]
async fn me_is_the_user_behind_the_token_in_every_role() {
    let world = world();
    hire(&world);
    for role in Role::ALL {
        let data = world.client(role).ok("{ me { id name email role teams { name } } }", json!({})).await;
        let expected = json!({
            "id": encode_global("User", role.demo_user()), "name": format!("Demo {role}"),
            "email": format!("{role}@demo.example"), "role": role.as_str().to_uppercase(),
            "teams": [{ "name": "Everybody" }]
        });
        let seen = &data["me"];
        assert_eq!(seen, &expected);
    }
}

#[tokio::test]
async fn me_is_null_for_a_token_of_nobody() {
    let world = world();
    hire(&world);
    for role in Role::ALL {
        let nobody = world.client_of(Actor::new(uuid::Uuid::now_v7(), role));
        assert_eq!(nobody.ok("{ me { id } }", json!({})).await["me"], Value::Null, "{role}");
    }
}

#[tokio::test]
async fn an_e_mail_address_belongs_to_one_user_whatever_its_case() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({ "name": " Ada ", "email": " Ada@Example.ORG ", "role": "MANAGER" });
    let made = admin.ok(CREATE, json!({ "input": input })).await["createUser"]["user"].take();
    let ada = made["id"].clone();
    assert_eq!(made, json!({ "id": ada, "version": 1, "name": "Ada", "email": "ada@example.org", "role": "MANAGER" }));
    let bea = user(&admin, "bea").await;
    let create = json!({ "name": "Cleo", "email": "ADA@example.org", "role": "REP" });
    let update = json!({ "id": bea, "name": "Cleo", "email": "aDa@example.org" });
    for (mutation, input) in [(CREATE, create), (UPDATE, update)] {
        let error = admin.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        assert_eq!(error["extensions"]["path"], json!(["input", "email"]));
        assert_eq!(error["extensions"]["conflictingIds"], json!([ada]));
    }
    let data = admin.ok("{ users { nodes { name version } } }", json!({})).await;
    let unchanged = json!([{ "name": "Ada", "version": 1 }, { "name": "bea", "version": 1 }]);
    assert_eq!(data["users"]["nodes"], unchanged);
}

#[tokio::test]
async fn a_user_changes_and_a_stale_version_is_a_conflict() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = user(&admin, "ada").await;
    let input = json!({ "id": id, "expectedVersion": 1, "name": "Ada", "role": "SUPPORT", "email": null });
    let changed = json!({ "version": 2, "name": "Ada", "email": "ada@example.org", "role": "SUPPORT" });
    assert_eq!(admin.ok(UPDATE, json!({ "input": input })).await["updateUser"]["user"], changed);
    let same = json!({ "id": id, "expectedVersion": 2, "name": "Ada", "email": "ADA@example.org" });
    assert_eq!(admin.ok(UPDATE, json!({ "input": same })).await["updateUser"]["user"], changed, "nothing changed");
    let stale = json!({ "id": id, "expectedVersion": 1, "name": "Other" });
    assert_eq!(admin.error(UPDATE, json!({ "input": stale })).await["extensions"]["code"], "CONFLICT");
    let bad = json!({ "id": id, "name": " ", "email": "nowhere" });
    let error = admin.error(UPDATE, json!({ "input": bad })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(error["extensions"]["violations"][0]["path"], json!(["input", "name"]));
    assert_eq!(error["extensions"]["violations"][1]["path"], json!(["input", "email"]));
    let unknown = json!({ "id": encode_global("User", uuid::Uuid::now_v7()), "name": "Other" });
    assert_eq!(admin.error(UPDATE, json!({ "input": unknown })).await["extensions"]["code"], "NOT_FOUND");
    let data = admin.ok("query ($id: ID!) { user(id: $id) { version name email role } }", json!({ "id": id })).await;
    assert_eq!(data["user"], changed);
}

#[tokio::test]
async fn a_team_has_the_members_that_were_said_last() {
    let world = world();
    let admin = world.client(Role::Admin);
    let (cleo, ada, bea) = (user(&admin, "cleo").await, user(&admin, "ada").await, user(&admin, "bea").await);
    let input = json!({ "name": " North ", "memberIds": [cleo, ada, cleo] });
    let made = admin.ok(CREATE_TEAM, json!({ "input": input })).await["createTeam"]["team"].take();
    let id = made["id"].clone();
    let members = json!([{ "name": "ada" }, { "name": "cleo" }]);
    assert_eq!(made, json!({ "id": id, "version": 1, "name": "North", "members": members }));
    let change = async |mut input: Value| {
        input["id"] = id.clone();
        admin.ok(UPDATE_TEAM, json!({ "input": input })).await["updateTeam"]["team"].take()
    };
    assert_eq!(
        change(json!({ "name": "South" })).await,
        json!({ "version": 2, "name": "South", "members": members }),
        "members that are left out stay"
    );
    assert_eq!(change(json!({ "memberIds": [ada, cleo] })).await["version"], 2, "in another order, the same");
    let changed = change(json!({ "expectedVersion": 2, "memberIds": [bea, ada] })).await;
    assert_eq!(changed["members"], json!([{ "name": "ada" }, { "name": "bea" }]));
    let stale = json!({ "id": id, "expectedVersion": 2, "memberIds": [] });
    assert_eq!(admin.error(UPDATE_TEAM, json!({ "input": stale })).await["extensions"]["code"], "CONFLICT");
    let teams = "query ($id: ID!) { user(id: $id) { teams { name } } }";
    assert_eq!(admin.ok(teams, json!({ "id": bea })).await["user"]["teams"], json!([{ "name": "South" }]));
    assert_eq!(admin.ok(teams, json!({ "id": cleo })).await["user"]["teams"], json!([]));
    assert_eq!(change(json!({ "memberIds": null })).await, json!({ "version": 4, "name": "South", "members": [] }));
}

#[tokio::test]
async fn a_member_who_is_not_there_is_pointed_at_and_nothing_is_written() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ada = user(&admin, "ada").await;
    let nobody = || encode_global("User", uuid::Uuid::now_v7());
    let team = admin.ok(CREATE_TEAM, json!({ "input": { "name": "Old", "memberIds": [ada] } })).await;
    let team = &team["createTeam"]["team"]["id"];
    let create = json!({ "name": "New", "memberIds": [nobody(), ada, nobody()] });
    let update = json!({ "id": team, "name": "New", "memberIds": [nobody(), ada, nobody()] });
    for (mutation, input) in [(CREATE_TEAM, create), (UPDATE_TEAM, update)] {
        let error = admin.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
        let violations = error["extensions"]["violations"].as_array().unwrap();
        let paths: Vec<_> = violations.iter().map(|violation| violation["path"].clone()).collect();
        assert_eq!(paths, [json!(["input", "memberIds", 0]), json!(["input", "memberIds", 2])]);
    }
    let data = admin.ok("{ teams { nodes { name version members { name } } } }", json!({})).await;
    assert_eq!(data["teams"]["nodes"], json!([{ "name": "Old", "version": 1, "members": [{ "name": "ada" }] }]));
}

#[tokio::test]
async fn a_name_belongs_to_one_team_whatever_its_case_and_accents() {
    let world = world();
    let admin = world.client(Role::Admin);
    let made = admin.ok(CREATE_TEAM, json!({ "input": { "name": "Süd" } })).await;
    let south = &made["createTeam"]["team"]["id"];
    let made = admin.ok(CREATE_TEAM, json!({ "input": { "name": "Nord" } })).await;
    let north = &made["createTeam"]["team"]["id"];
    for (mutation, input) in
        [(CREATE_TEAM, json!({ "name": "SUD" })), (UPDATE_TEAM, json!({ "id": north, "name": "sud" }))]
    {
        let error = admin.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        assert_eq!(error["extensions"]["path"], json!(["input", "name"]));
        assert_eq!(error["extensions"]["conflictingIds"], json!([south]));
    }
    let data = admin.ok("{ teams { nodes { name } } }", json!({})).await;
    assert_eq!(data["teams"]["nodes"], json!([{ "name": "Nord" }, { "name": "Süd" }]));
    // Its own name is not in its way.
    admin.ok(UPDATE_TEAM, json!({ "input": { "id": south, "name": "SÜD" } })).await;
}

#[tokio::test]
async fn only_an_administrator_records_users_and_teams() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let ada = user(&admin, "ada").await;
    let team = admin.ok(CREATE_TEAM, json!({ "input": { "name": "North" } })).await;
    let team = &team["createTeam"]["team"]["id"];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
        let own = encode_global("User", role.demo_user());
        for (mutation, input) in [
            (CREATE, json!({ "name": "New", "email": "new@example.org", "role": "REP" })),
            (UPDATE, json!({ "id": ada, "name": "New" })),
            (UPDATE, json!({ "id": own, "role": "ADMIN" })),
            (CREATE_TEAM, json!({ "name": "New", "memberIds": [own] })),
            (UPDATE_TEAM, json!({ "id": team, "memberIds": [own] })),
        ] {
            let error = world.client(role).error(mutation, json!({ "input": input })).await;
            assert_eq!(error["extensions"]["code"], "FORBIDDEN", "{role}: {mutation}");
        }
        let data = admin.ok("query ($id: ID!) { user(id: $id) { role version } }", json!({ "id": own })).await;
        assert_eq!(data["user"], json!({ "role": role.as_str().to_uppercase(), "version": 1 }));
    }
    let data = admin.ok(TOTALS, json!({})).await;
    assert_eq!(data, json!({ "users": { "totalCount": Role::ALL.len() + 1 }, "teams": { "totalCount": 2 } }));
    let members = "query ($id: ID!) { node(id: $id) { ... on Team { version members { id } } } }";
    assert_eq!(admin.ok(members, json!({ "id": team })).await["node"], json!({ "version": 1, "members": [] }));
}

#[tokio::test]
async fn who_sees_some_people_changes_what_they_their_team_or_nobody_looks_after() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let stranger = user(&admin, "stranger").await;
    let of = async |owner: Value| admin.create_company(json!({ "name": "Acme", "ownerId": owner })).await;
    let strange = of(stranger).await;
    let managed = of(json!(encode_global("User", Role::Manager.demo_user()))).await;
    let (rep, manager) = (world.client(Role::Rep), world.client(Role::Manager));
    let own = rep.create_company(json!({ "name": "Acme" })).await;
    let nobodys = of(Value::Null).await;
    for (client, id, may) in [
        (&rep, &nobodys, true),
        (&rep, &own, true),
        (&rep, &strange, false),
        (&rep, &managed, false),
        (&manager, &nobodys, true),
        (&manager, &own, true),
        (&manager, &managed, true),
        (&manager, &strange, false),
    ] {
        let role = client.actor.role;
        let before = admin.ok(COMPANY, json!({ "id": id })).await["company"].clone();
        let name = format!("{role} was here");
        let reply = client.run(UPDATE_COMPANY, json!({ "input": { "id": id, "name": name } })).await;
        let seen = client.ok(COMPANY, json!({ "id": id })).await["company"].clone();
        if may {
            assert_eq!(seen["name"], name, "{role}: {}", reply.json);
        } else {
            assert_eq!(reply.errors[0]["extensions"]["code"], "FORBIDDEN");
            assert_eq!(
                client.error(DELETE_COMPANY, json!({ "input": { "id": id } })).await["extensions"]["code"],
                "FORBIDDEN"
            );
            assert_eq!(seen, before, "seen by {role}, and unchanged");
        }
    }
    let data = rep.ok("{ companies { totalCount } }", json!({})).await;
    assert_eq!(data["companies"]["totalCount"], 4, "whoever may read companies sees every one");
}

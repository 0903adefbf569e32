//! The example client in `examples/legislators`, against the binary.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use crate::http::{Server, send};

const FILES: [&str; 3] = ["people.csv", "offices.csv", "terms.csv"];
const NOTHING: [&str; 3] =
    ["companies: 0 created, 0 changed", "people: 0 created, 0 changed", "terms: 0 created, 0 changed"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Says that a test found nothing to do, past the test runner, which keeps what passing tests print.
fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "tests of examples/legislators are skipped: {why}");
}

fn has_interpreter() -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        skip("python3 is missing");
    }
    found
}

/// An empty folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Loads the files of a folder: whether it succeeded, and what it said, one space between words.
fn load(server: &Server, data: &Path) -> (bool, Vec<String>) {
    let output = Command::new("python3")
        .arg(root().join("examples/legislators/load.py"))
        .args(["--url", &format!("http://{}/graphql", server.address)])
        .arg("--data")
        .arg(data)
        .env("RAPPORT_TOKEN", server.token("admin"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    let lines = String::from_utf8(text).unwrap();
    let lines = lines.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    (output.status.success(), lines)
}

fn ask(server: &Server, query: &str, variables: &Value) -> Value {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let (_, _, answer) = send(server.request().header("content-type", "application/json"), &body);
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"].clone()
}

/// The affiliations of a person, by what tells them apart.
fn affiliations(server: &Server, external_id: &str) -> Vec<Value> {
    let query = "query ($id: String!) { contacts(filter: { externalId: { eq: $id } }) {
        nodes { affiliations { id role startsOn isPrimary company { name } } } } }";
    let data = ask(server, query, &json!({ "id": external_id }));
    data["contacts"]["nodes"][0]["affiliations"].as_array().unwrap().clone()
}

#[test]
fn the_members_of_congress_are_loaded_again_and_again_with_no_doubles() {
    let data = root().join("../shared/data/legislators");
    if !data.is_dir() {
        return skip("../shared/data/legislators is missing");
    }
    if !has_interpreter() {
        return;
    }
    let server = Server::start();
    // As a run that was broken off leaves it: some of the people, and of those every other term.
    let begun = folder("legislators_begun");
    let rows = |name: &str| fs::read_to_string(data.join(name)).unwrap();
    let key = |row: &str| row.split(',').next().unwrap_or_default().to_owned();
    let people: Vec<String> = rows("people.csv").lines().take(101).map(key).collect();
    for name in FILES {
        let text = rows(name);
        let of_them = text.lines().filter(|row| people.contains(&key(row)));
        let step = if name == "terms.csv" { 2 } else { 1 };
        fs::write(begun.join(name), of_them.step_by(step).collect::<Vec<_>>().join("\n")).unwrap();
    }
    let (succeeded, lines) = load(&server, &begun);
    assert!(succeeded && lines.contains(&"people 100 100".to_owned()), "{lines:#?}");

    let (succeeded, lines) = load(&server, &data);
    assert!(succeeded, "{lines:#?}");
    assert!(lines.contains(&"people: 437 created, 0 changed".to_owned()), "{lines:#?}");
    let (succeeded, lines) = load(&server, &data);
    assert!(succeeded, "{lines:#?}");
    assert_eq!(lines[..3], NOTHING);
    assert_eq!(lines[4..], ["people 537 537", "offices 1,312 1,312", "terms 2,792 2,792"]);

    // What a frontend asks then.
    let data = ask(
        &server,
        "{ contacts { totalCount }
           senators: contacts(filter: { company: { externalId: { eq: \"us-senate\" } } }) { totalCount }
           companies(first: 2) { totalCount nodes { externalId contacts { totalCount } affiliations { totalCount } } }
           search(query: \"bernie sanders\") { nodes { ... on Contact { externalId } } } }",
        &json!({}),
    );
    assert_eq!(data["contacts"]["totalCount"], 537);
    assert_eq!(data["senators"]["totalCount"], 100);
    assert_eq!(data["search"]["nodes"], json!([{ "externalId": "S000033" }]));
    let chamber = |id: &str, people: u32, terms: u32| json!({ "externalId": id, "contacts": { "totalCount": people }, "affiliations": { "totalCount": terms } });
    let chambers =
        json!({ "totalCount": 2, "nodes": [chamber("us-senate", 100, 267), chamber("us-house", 481, 2525)] });
    assert_eq!(data["companies"], chambers);
    let terms = affiliations(&server, "S000033");
    assert_eq!(terms.len(), 12);
    assert_eq!(terms[0]["role"], "Senator for VT");
    assert_eq!((&terms[0]["isPrimary"], &terms[1]["isPrimary"]), (&json!(true), &json!(false)));
    assert_eq!(terms[11]["company"]["name"], "United States House of Representatives");
}

const PEOPLE: &str = "\
external_id,first_name,middle_name,last_name,suffix,nickname,full_name,birthday,gender,role,company,state,party,phone,\
fax,website,contact_form,address,twitter,facebook,youtube,instagram
A1,Zoë,,Ashe,Jr.,,Zoë Ashe,1970-01-31,F,Senator,United States Senate,VT,Independent,202-555-0101,,\
https://ashe.example,,1 Hart Senate Office Building Washington DC 20510,zoe,,,
B2,Ben,,Birch,,,Ben Birch,1980-02-01,M,Representative,United States House of Representatives,WA,Independent,\
202-555-0102,,,,2 Longworth House Office Building Washington DC 20515,,,,
";
const OFFICES: &str = "\
external_id,office_id,street,suite,building,city,state,zip,phone,fax,latitude,longitude
A1,A1-barre,1 Main  St.,,,Barre,VT,05641,802-555-0103,802-555-0104,,
A1,A1-stowe,,,,Stowe,VT,,,802-555-0104,,
";
const TERMS: &str = "\
external_id,chamber,start,end,state,district,party
A1,rep,2001-01-03,2003-01-03,VT,0,Independent
A1,sen,2021-01-03,2027-01-03,VT,,Independent
B2,rep,2025-01-03,2027-01-03,WA,1,Independent
";

#[test]
fn what_is_missing_is_created_and_what_differs_is_changed() {
    if !has_interpreter() {
        return;
    }
    let server = Server::start();
    let data = folder("legislators_of_two");
    for (name, text) in FILES.into_iter().zip([PEOPLE, OFFICES, TERMS]) {
        fs::write(data.join(name), text).unwrap();
    }
    let counts = ["people 2 2", "offices 2 2", "terms 3 3"];
    let (succeeded, lines) = load(&server, &data);
    assert!(succeeded && lines[4..] == counts, "{lines:#?}");
    let (_, lines) = load(&server, &data);
    assert_eq!(lines[..3], NOTHING);

    // Somebody changed a name, and removed a term.
    let query = "{ contacts(filter: { externalId: { eq: \"A1\" } }) { nodes { id } } }";
    let contact = ask(&server, query, &json!({}))["contacts"]["nodes"][0]["id"].clone();
    let update = "mutation ($input: UpdateContactInput!) { updateContact(input: $input) { contact { id } } }";
    ask(
        &server,
        update,
        &json!({ "input": { "id": contact, "familyName": "Oak", "tags": ["VT", "Independent", "mine"] } }),
    );
    let delete = "mutation ($input: AffiliationIdInput!) { deleteAffiliation(input: $input) { id } }";
    ask(&server, delete, &json!({ "input": { "id": affiliations(&server, "A1")[0]["id"] } }));
    let (succeeded, lines) = load(&server, &data);
    assert!(succeeded && lines[4..] == counts, "{lines:#?}");
    assert_eq!(lines[..3], [NOTHING[0], "people: 0 created, 1 changed", "terms: 1 created, 0 changed"]);
    let query = "{ contacts(filter: { externalId: { eq: \"A1\" } }) { nodes {
        displayName tags phones { number label } addresses { street label } company { name } } } }";
    assert_eq!(
        ask(&server, query, &json!({}))["contacts"]["nodes"][0],
        json!({
            "displayName": "Zoë Ashe Jr.",
            "tags": ["Independent", "mine", "VT"],
            "phones": [
                { "number": "+12025550101", "label": "Washington office" },
                { "number": "+18025550103", "label": "district office Barre" },
                { "number": "+18025550104", "label": "fax" },
            ],
            "addresses": [
                { "street": "1 Hart Senate Office Building", "label": "Washington office" },
                { "street": "1 Main St.", "label": "district office Barre" },
                { "street": null, "label": "district office Stowe" },
            ],
            "company": { "name": "United States Senate" },
        })
    );

    // What is refused is told with code, path and person, and the exit code says so.
    fs::write(data.join("people.csv"), PEOPLE.replace("B2,", "C3,").replace("202-555-0102", "none")).unwrap();
    fs::write(data.join("terms.csv"), TERMS.replace("B2,", "C3,")).unwrap();
    let (succeeded, lines) = load(&server, &data);
    let told = "BAD_USER_INPUT at input.contacts.0.phones.0.number: This is not a phone number.";
    assert!(!succeeded && lines.iter().any(|line| line.starts_with(told) && line.contains("C3")), "{lines:#?}");
}

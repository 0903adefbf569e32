//! Fifty callers at once convert the same lead, accept the same quote, place the same order, and the server is killed while
//! they do: whoever got no answer asks again. Each gets the same result, and it is there once.

use std::{
    collections::BTreeSet,
    net::TcpListener,
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use rapport_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::{http::agent, pipeline::usual, sockets::binary::Binary};

const CALLERS: usize = 50;
/// After how many answers of all 150 the server is killed, each with a lead, a quote and an order of its own.
const KILLED_AFTER: [usize; 4] = [0, 1, 20, 75];
/// How long somebody waits for the server at most before they ask again.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often they ask at most.
const MOST: usize = 60;

/// What callers and the one who kills the server know of each other.
#[derive(Default)]
struct Course {
    /// How many began to ask.
    asking: usize,
    answered: usize,
    /// How many had to ask more than once.
    repeating: usize,
    /// How often the server was started again.
    starts: usize,
}

struct Stage {
    address: String,
    token: String,
    course: Mutex<Course>,
    changed: Condvar,
}

impl Stage {
    fn tell(&self, change: impl FnOnce(&mut Course)) {
        change(&mut self.course.lock().unwrap());
        self.changed.notify_all();
    }

    /// Asks once; nothing when the server gave no answer.
    fn once(&self, query: &str, input: &Value) -> Option<Value> {
        let request = agent().post(format!("http://{}/graphql", self.address));
        let request = request.header("Authorization", format!("Bearer {}", self.token));
        let body = json!({ "query": query, "variables": { "input": input } });
        request.send_json(&body).ok()?.into_body().read_json().ok()
    }

    /// Asks until there is an answer.
    fn ask(&self, query: &str, input: &Value) -> Value {
        for attempt in 0..MOST {
            let starts = self.course.lock().unwrap().starts;
            self.tell(|course| {
                course.asking += usize::from(attempt == 0);
                course.repeating += usize::from(attempt == 1);
            });
            let answer = self.once(query, input);
            if let Some(answer) = answer {
                let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
                if answer["errors"].is_null() {
                    self.tell(|course| course.answered += 1);
                    return answer["data"].clone();
                }
                assert!(["OVERLOADED", "RATE_LIMITED", "TIMEOUT"].contains(&code.as_str()), "{answer:#}");
            }
            let course = self.course.lock().unwrap();
            drop(self.changed.wait_timeout_while(course, PATIENCE, |course| course.starts == starts).unwrap());
        }
        panic!("no answer after asking {MOST} times");
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn count(database: &TestDatabase, from: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS number FROM {from}");
    sql_query(sql).get_result::<Count>(&mut database.connect()).unwrap().number
}

const CONVERT: &str = "mutation ($input: ConvertLeadInput!) { convertLead(input: $input) { \
    lead { id status } contact { id } company { id } deal { id } } }";
const ACCEPT: &str = "mutation ($input: AcceptQuoteInput!) { acceptQuote(input: $input) { \
    isNew quote { id status } order { id total { amount } } } }";
const PLACE: &str =
    "mutation ($input: CreateOrderInput!) { createOrder(input: $input) { isNew order { id externalId } } }";

/// A lead, a quote that was sent, and who is to order.
fn furnish(stage: &Stage, pipeline: &Value, round: usize) -> [Value; 3] {
    let lead = "mutation ($input: CreateLeadInput!) { createLead(input: $input) { lead { id } } }";
    let person = json!({ "givenName": "Ada", "familyName": format!("Of {round}"), "email": format!("ada{round}@engines.example"), "companyName": format!("Engines {round}") });
    let lead = stage.ask(lead, &person)["createLead"]["lead"]["id"].clone();
    let contact = "mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }";
    let contact = stage.ask(contact, &json!({ "givenName": format!("Buyer {round}") }));
    let contact = contact["createContact"]["contact"]["id"].clone();
    let deal = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
    let lines = json!([{ "name": "Set-up", "unitPrice": { "amount": 19_999, "currency": "EUR" } }]);
    let input = json!({ "title": format!("Quoted {round}"), "pipelineId": pipeline, "contacts": [{ "contactId": contact }], "lines": lines });
    let deal = stage.ask(deal, &input)["createDeal"]["deal"]["id"].clone();
    let quote = "mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { quote { id } } }";
    let quote = stage.ask(quote, &json!({ "dealId": deal }))["createQuote"]["quote"]["id"].clone();
    stage.ask(
        "mutation ($input: SendQuoteInput!) { sendQuote(input: $input) { quote { id } } }",
        &json!({ "id": quote }),
    );
    [lead, quote, contact]
}

#[test]
fn whoever_asks_again_after_a_crash_gets_the_one_result() {
    let database = Arc::new(TestDatabase::empty());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = Binary::on(Arc::clone(&database), port, &[]);
    let stage = Arc::new(Stage {
        address: server.address.clone(),
        token: server.token.clone(),
        course: Mutex::default(),
        changed: Condvar::new(),
    });
    let pipeline = "mutation ($input: CreatePipelineInput!) { createPipeline(input: $input) { pipeline { id } } }";
    let pipeline = stage.ask(pipeline, &usual())["createPipeline"]["pipeline"]["id"].clone();
    for (round, killed_after) in KILLED_AFTER.into_iter().enumerate() {
        let [lead, quote, buyer] = furnish(&stage, &pipeline, round);
        let external = format!("SHOP-{round}");
        let line = json!({ "name": "x", "unitPrice": { "amount": 500, "currency": "EUR" } });
        let kinds = [
            (CONVERT, json!({ "id": lead, "deal": { "pipelineId": pipeline } })),
            (ACCEPT, json!({ "id": quote, "placeOrder": true })),
            (PLACE, json!({ "externalId": external, "contactId": buyer, "lines": [line] })),
        ];
        *stage.course.lock().unwrap() = Course::default();
        let mut callers = Vec::new();
        for _ in 0..CALLERS {
            for (query, input) in kinds.clone() {
                let stage = Arc::clone(&stage);
                callers.push(std::thread::spawn(move || stage.ask(query, &input)));
            }
        }
        // When all are asking and some were answered, the server is killed by SIGKILL.
        let all = CALLERS * kinds.len();
        let is_early = |course: &mut Course| course.asking < all || course.answered < killed_after;
        drop(stage.changed.wait_while(stage.course.lock().unwrap(), is_early).unwrap());
        server.crash();
        let answered = stage.course.lock().unwrap().answered;
        server = server.again(port);
        stage.tell(|course| course.starts += 1);
        let answers: Vec<Value> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
        let repeating = stage.course.lock().unwrap().repeating;
        eprintln!("killed after {answered} of {all} answers: {repeating} asked again");
        assert!(repeating > 0 && answered < all, "it was killed while they asked");
        assert_eq!(answers.len(), all, "everybody got an answer");

        let different = |path: &str| -> BTreeSet<String> {
            answers.iter().filter_map(|answer| answer.pointer(path)).map(Value::to_string).collect()
        };
        let number = |path: &str| answers.iter().filter(|answer| answer.pointer(path) == Some(&json!(true))).count();
        for path in [
            "/convertLead/contact/id",
            "/convertLead/company/id",
            "/convertLead/deal/id",
            "/acceptQuote/quote",
            "/acceptQuote/order",
            "/createOrder/order",
        ] {
            let of_kind =
                answers.iter().filter(|answer| answer.pointer(path).is_some_and(|one| !one.is_null())).count();
            assert_eq!((different(path).len(), of_kind), (1, CALLERS), "{path} after {answered} answers");
        }
        assert!(number("/acceptQuote/isNew") <= 1 && number("/createOrder/isNew") <= 1, "it was new once at most");

        let rows = |from: &str| count(&database, from);
        assert_eq!(rows(&format!("contacts WHERE family_name = 'Of {round}'")), 1);
        assert_eq!(rows(&format!("companies WHERE name = 'Engines {round}'")), 1);
        assert_eq!(rows(&format!("deals WHERE title = 'Engines {round}'")), 1);
        assert_eq!(rows(&format!("orders WHERE external_id = '{external}'")), 1);
        let deal = format!("(SELECT id FROM deals WHERE title = 'Quoted {round}')");
        assert_eq!(rows(&format!("quotes WHERE status = 'ACCEPTED' AND deal_id = {deal}")), 1);
        assert_eq!(rows(&format!("orders WHERE deal_id = {deal}")), 1);
        let rounds = i64::try_from(round).unwrap() + 1;
        for kind in ["lead.converted", "quote.accepted"] {
            assert_eq!(rows(&format!("events WHERE kind = '{kind}'")), rounds, "{kind} is told once a round");
        }
        assert_eq!(rows("events WHERE kind = 'order.created'"), 2 * rounds);
        assert_eq!(rows("orders"), 2 * rounds);
    }
}

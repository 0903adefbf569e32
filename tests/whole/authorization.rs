//! Who may do what: a matrix made from the schema itself, and the row scope on every path.

use std::{collections::BTreeMap, fmt::Write};

use apollo_compiler::{Schema, schema::ExtendedType};
use diesel::{Connection, RunQueryDsl, sql_query, sql_types::Binary};
use rapport_kernel::{Actor, Grant, Role};
use rapport_pipeline::forecast::ForecastKeeper;
use rapport_test_support::{Client, Reply, World};
use serde_json::{Value, json};

use crate::{
    api_keys, cadences, commitments, competitors, customer_events, examples, exchange_rates, forecast, leads, orders,
    partners, pipeline, pipeline_gates, price_books, products, quotes, scoring, scoring_fit, scoring_rules, tasks,
    webhooks, world,
};

/// How a record of a type is come by: a query into which a selection goes at `%`. Variables are filled in by `ids`.
const WAYS: &[(&str, &str)] = &[
    ("Contact", "query ($contact: ID!) { contact(id: $contact) { % } }"),
    ("ContactEmail", "query ($contact: ID!) { contact(id: $contact) { emails { % } } }"),
    ("ContactPhone", "query ($contact: ID!) { contact(id: $contact) { phones { % } } }"),
    ("PostalAddress", "query ($contact: ID!) { contact(id: $contact) { addresses { % } } }"),
    ("SocialAccount", "query ($contact: ID!) { contact(id: $contact) { socialAccounts { % } } }"),
    ("AccountCare", "query ($rep: ID!) { accountCare(ownerId: $rep) { nodes { % } } }"),
    ("AccountCarePage", "query ($rep: ID!) { accountCare(ownerId: $rep) { % } }"),
    ("Affiliation", "query ($contact: ID!) { contact(id: $contact) { affiliations { % } } }"),
    ("AffiliationConnection", "query ($company: ID!) { company(id: $company) { affiliations { % } } }"),
    ("AffiliationEdge", "query ($company: ID!) { company(id: $company) { affiliations { edges { % } } } }"),
    ("Event", "query ($contact: ID!) { contact(id: $contact) { history { nodes { % } } } }"),
    ("EventPage", "query ($contact: ID!) { contact(id: $contact) { history { % } } }"),
    ("FieldChange", "query ($contact: ID!) { contact(id: $contact) { history { nodes { changes { % } } } } }"),
    ("Interaction", "query ($contact: ID!) { contact(id: $contact) { interactions { nodes { % } } } }"),
    ("InteractionConnection", "query ($contact: ID!) { contact(id: $contact) { interactions { % } } }"),
    ("InteractionEdge", "query ($contact: ID!) { contact(id: $contact) { interactions { edges { % } } } }"),
    ("CustomerEvent", EVENT),
    ("CustomerEventType", "{ customerEventTypes { nodes { % } } }"),
    ("CustomerEventTypeConnection", "{ customerEventTypes { % } }"),
    ("CustomerEventTypeEdge", "{ customerEventTypes { edges { % } } }"),
    ("CustomerEventField", "{ customerEventTypes { nodes { fields { % } } } }"),
    ("TimelineConnection", "query ($contact: ID!) { contact(id: $contact) { timeline { % } } }"),
    ("TimelineEdge", "query ($contact: ID!) { contact(id: $contact) { timeline { edges { % } } } }"),
    ("Company", "query ($company: ID!) { company(id: $company) { % } }"),
    ("CompanyConnection", "{ companies { % } }"),
    ("CompanyEdge", "{ companies { edges { % } } }"),
    ("ContactConnection", "{ contacts { % } }"),
    ("ContactEdge", "{ contacts { edges { % } } }"),
    (
        "ImportContactsError",
        "mutation ($file: Upload!) { importContacts(input: { file: $file, mapping: [{ column: \"mail\", field: EMAIL }] }) { errors { % } } }",
    ),
    (
        "ImportError",
        "mutation ($file: Upload!) { importCompanies(input: { file: $file, mapping: [{ column: \"mail\", field: SIZE }] }) { errors { % } } }",
    ),
    ("Household", "query ($contact: ID!) { contact(id: $contact) { household { % } } }"),
    ("HouseholdMember", "query ($contact: ID!) { contact(id: $contact) { household { members { % } } } }"),
    (
        "ContactUpdate",
        "subscription ($contact: ID!) { contactUpdates(ids: [$contact], since: \"bG9nAAAAAAAAAAA\") { % } }",
    ),
    ("Money", "query ($company: ID!) { company(id: $company) { revenue { % } } }"),
    ("Preference", "query ($contact: ID!) { contact(id: $contact) { preferences { % } } }"),
    ("Tag", "{ tags { % } }"),
    ("PageInfo", "{ contacts { pageInfo { % } } }"),
    ("SearchConnection", "{ search(query: \"case\") { % } }"),
    ("SearchEdge", "{ search(query: \"case\") { edges { % } } }"),
    ("SearchMatch", "{ search(query: \"case\") { edges { matches { % } } } }"),
    ("User", "{ me { % } }"),
    ("UserConnection", "{ users { % } }"),
    ("UserEdge", "{ users { edges { % } } }"),
    ("ApiKey", "{ apiKeys { nodes { % } } }"),
    ("ApiKeyConnection", "{ apiKeys { % } }"),
    ("ApiKeyEdge", "{ apiKeys { edges { % } } }"),
    ("Deal", "query ($deal: ID!) { deal(id: $deal) { % } }"),
    ("DealConnection", "{ deals { % } }"),
    ("DealEdge", "{ deals { edges { % } } }"),
    ("DealContact", "query ($deal: ID!) { deal(id: $deal) { contacts { % } } }"),
    ("DealLine", "query ($deal: ID!) { deal(id: $deal) { lines { % } } }"),
    ("RecurringRevenue", "query ($deal: ID!) { deal(id: $deal) { recurringRevenue { % } } }"),
    ("Order", "query ($order: ID!) { order(id: $order) { % } }"),
    ("OrderConnection", "{ orders { % } }"),
    ("OrderEdge", "{ orders { edges { % } } }"),
    ("OrderLine", "query ($order: ID!) { order(id: $order) { lines { % } } }"),
    ("Payment", "query ($order: ID!) { order(id: $order) { payments { % } } }"),
    ("Refund", "query ($order: ID!) { order(id: $order) { refunds { % } } }"),
    ("Purchases", "query ($contact: ID!) { contact(id: $contact) { purchases { % } } }"),
    ("Quote", "query ($quote: ID!) { quote(id: $quote) { % } }"),
    ("QuotePdf", "query ($quote: ID!) { quote(id: $quote) { pdf { % } } }"),
    ("QuoteConnection", "{ quotes { % } }"),
    ("QuoteEdge", "{ quotes { edges { % } } }"),
    ("QuoteLine", "query ($quote: ID!) { quote(id: $quote) { lines { % } } }"),
    (
        "CustomerNewness",
        "query ($contact: ID!, $product: ID!) { contact(id: $contact) { newness(product: $product) { % } } }",
    ),
    ("DealCheck", "query ($deal: ID!) { deal(id: $deal) { checks { % } } }"),
    ("StageGates", "query ($pipeline: ID!) { pipeline(id: $pipeline) { stages { gates { % } } } }"),
    ("ChecklistItem", "query ($gated: ID!) { pipeline(id: $gated) { stages { gates { checklist { % } } } } }"),
    ("CanMoveDeal", "query ($deal: ID!, $gate: ID!) { canMoveDeal(dealId: $deal, stageId: $gate) { % } }"),
    (
        "MissingForStage",
        "query ($deal: ID!, $gate: ID!) { canMoveDeal(dealId: $deal, stageId: $gate) { missing { % } } }",
    ),
    ("DealPerson", "query ($deal: ID!) { deal(id: $deal) { people { % } } }"),
    ("DealShare", "query ($deal: ID!) { deal(id: $deal) { shares { % } } }"),
    ("Partner", "{ partners { nodes { % } } }"),
    ("PartnerConnection", "{ partners { % } }"),
    ("PartnerEdge", "{ partners { edges { % } } }"),
    ("Cadence", "{ cadences { nodes { % } } }"),
    ("CadenceConnection", "{ cadences { % } }"),
    ("CadenceEdge", "{ cadences { edges { % } } }"),
    ("CadenceStep", "{ cadences { nodes { steps { % } } } }"),
    ("CadenceRun", "query ($deal: ID!) { deal(id: $deal) { cadenceRuns { nodes { % } } } }"),
    ("CadenceRunConnection", "query ($deal: ID!) { deal(id: $deal) { cadenceRuns { % } } }"),
    ("CadenceRunEdge", "query ($deal: ID!) { deal(id: $deal) { cadenceRuns { edges { % } } } }"),
    ("HolidayCalendar", "{ holidayCalendars { nodes { % } } }"),
    ("HolidayCalendarConnection", "{ holidayCalendars { % } }"),
    ("HolidayCalendarEdge", "{ holidayCalendars { edges { % } } }"),
    ("Holiday", "query { holidayCalendars { nodes { days { % } } } }"),
    ("Commitment", "query ($contact: ID!) { contact(id: $contact) { commitments { nodes { % } } } }"),
    ("CommitmentConnection", "query ($contact: ID!) { contact(id: $contact) { commitments { % } } }"),
    ("CommitmentEdge", "query ($contact: ID!) { contact(id: $contact) { commitments { edges { % } } } }"),
    ("CommitmentRate", "query ($contact: ID!) { contact(id: $contact) { commitmentRate { % } } }"),
    ("Competitor", "{ competitors { nodes { % } } }"),
    ("CompetitorConnection", "{ competitors { % } }"),
    ("CompetitorEdge", "{ competitors { edges { % } } }"),
    ("CompetitorDeals", "{ competitors { nodes { lost { % } } } }"),
    ("KindProposal", "query ($deal: ID!) { deal(id: $deal) { kindProposal { % } } }"),
    (
        "DealUpdate",
        "subscription ($deal: ID!) { dealUpdates(filter: { id: { eq: $deal } }, since: \"bG9nAAAAAAAAAAA\") { % } }",
    ),
    ("DealStay", "query ($deal: ID!) { deal(id: $deal) { stays { % } } }"),
    ("Pipeline", "query ($pipeline: ID!) { pipeline(id: $pipeline) { % } }"),
    ("PipelineConnection", "{ pipelines { % } }"),
    ("PipelineEdge", "{ pipelines { edges { % } } }"),
    ("PipelineStage", "query ($pipeline: ID!) { pipeline(id: $pipeline) { stages { % } } }"),
    ("PipelineSnapshot", "query ($pipeline: ID!) { pipelineSnapshot(pipelineId: $pipeline) { % } }"),
    ("PipelineFunnel", "query ($pipeline: ID!) { funnel(pipelineId: $pipeline) { % } }"),
    ("FunnelGroup", "query ($pipeline: ID!) { funnel(pipelineId: $pipeline) { total { % } } }"),
    ("FunnelStage", "query ($pipeline: ID!) { funnel(pipelineId: $pipeline) { total { stages { % } } } }"),
    ("ExchangeBase", "{ exchangeBase { % } }"),
    ("ExchangeRate", "{ exchangeRates { nodes { % } } }"),
    ("ExchangeRateConnection", "{ exchangeRates { % } }"),
    ("ExchangeRateEdge", "{ exchangeRates { edges { % } } }"),
    ("SalesReport", "{ salesReport { % } }"),
    ("Forecast", "{ forecast { % } }"),
    ("ForecastCorrection", "{ forecast { corrections { % } } }"),
    ("ForecastBacktest", "{ forecast { corrections { backtests { % } } } }"),
    ("ForecastGroup", "{ forecast { total { % } } }"),
    ("ForecastPeriod", "{ forecast { total { whole { % } } } }"),
    ("ForecastRange", "{ forecast { total { whole { deals { % } } } } }"),
    ("ForecastValue", "{ forecast { total { whole { values { % } } } } }"),
    ("ForecastAccuracy", "query ($pipeline: ID!) { forecastAccuracy(pipelineId: $pipeline) { % } }"),
    ("ForecastValueAccuracy", "query ($pipeline: ID!) { forecastAccuracy(pipelineId: $pipeline) { values { % } } }"),
    ("ForecastSnapshot", "query ($pipeline: ID!) { forecastSnapshots(pipelineId: $pipeline) { nodes { % } } }"),
    ("ForecastSnapshotConnection", "query ($pipeline: ID!) { forecastSnapshots(pipelineId: $pipeline) { % } }"),
    ("ForecastSnapshotEdge", "query ($pipeline: ID!) { forecastSnapshots(pipelineId: $pipeline) { edges { % } } }"),
    ("PipelineSimulation", SIMULATION),
    ("SimulatedDifference", SIMULATED),
    ("Quota", "{ quotas { nodes { % } } }"),
    ("QuotaConnection", "{ quotas { % } }"),
    ("QuotaEdge", "{ quotas { edges { % } } }"),
    ("SalesGroup", "{ salesReport { total { % } } }"),
    ("ConvertedSales", "{ salesReport(currency: \"EUR\") { total { wonConverted { % } } } }"),
    ("SalesValue", "{ salesReport { total { wonValues { % } } } }"),
    ("StageDuration", "query ($pipeline: ID!) { stageDurations(pipelineId: $pipeline) { % } }"),
    ("Bottleneck", "query ($pipeline: ID!) { bottleneck(pipelineId: $pipeline) { % } }"),
    ("StageLoad", "query ($pipeline: ID!) { bottleneck(pipelineId: $pipeline) { stages { % } } }"),
    ("BottleneckTrait", "query ($pipeline: ID!) { bottleneck(pipelineId: $pipeline) { inCommon { % } } }"),
    ("StageSnapshot", "query ($pipeline: ID!) { pipelineSnapshot(pipelineId: $pipeline) { stages { % } } }"),
    (
        "StageValueShare",
        "query ($pipeline: ID!) { pipelineSnapshot(pipelineId: $pipeline) { stages { valueShares { % } } } }",
    ),
    ("Price", "query ($product: ID!) { product(id: $product) { prices { % } } }"),
    ("PriceConnection", "{ priceBooks { nodes { prices { % } } } }"),
    ("PriceEdge", "{ priceBooks { nodes { prices { edges { % } } } } }"),
    ("ProductPrice", "query ($product: ID!) { priceFor(productId: $product) { % } }"),
    ("PriceCandidate", "query ($product: ID!) { priceFor(productId: $product) { others { % } } }"),
    ("PriceBook", "{ priceBooks { nodes { % } } }"),
    ("PriceBookConnection", "{ priceBooks { % } }"),
    ("PriceBookEdge", "{ priceBooks { edges { % } } }"),
    ("Product", "query ($product: ID!) { product(id: $product) { % } }"),
    ("ProductConnection", "{ products { % } }"),
    ("ProductEdge", "{ products { edges { % } } }"),
    ("Webhook", "{ webhooks { nodes { % } } }"),
    ("WebhookConnection", "{ webhooks { % } }"),
    ("WebhookEdge", "{ webhooks { edges { % } } }"),
    ("WebhookDelivery", "{ webhooks { nodes { deliveries { nodes { % } } } } }"),
    ("WebhookDeliveryConnection", "{ webhooks { nodes { deliveries { % } } } }"),
    ("WebhookDeliveryEdge", "{ webhooks { nodes { deliveries { edges { % } } } } }"),
    ("Task", "query ($deal: ID!) { deal(id: $deal) { tasks { nodes { % } } } }"),
    ("TaskConnection", "query ($deal: ID!) { deal(id: $deal) { tasks { % } } }"),
    ("TaskEdge", "query ($deal: ID!) { deal(id: $deal) { tasks { edges { % } } } }"),
    ("OverdueTasks", "{ overdueTasks { % } }"),
    ("TaskDue", "subscription ($rep: ID!) { taskDue(ownerIds: [$rep], since: \"bG9nAAAAAAAAAAA\") { % } }"),
    ("ScoringModel", "query ($model: ID!) { scoringModel(id: $model) { % } }"),
    ("ScoringModelConnection", "query ($pipeline: ID!) { scoringModels(pipelineId: $pipeline) { % } }"),
    ("ScoringModelEdge", "query ($pipeline: ID!) { scoringModels(pipelineId: $pipeline) { edges { % } } }"),
    ("ScoringWeight", "query ($model: ID!) { scoringModel(id: $model) { weights { % } } }"),
    ("ScoringQuality", "query ($model: ID!) { scoringModel(id: $model) { quality { % } } }"),
    ("ScoringDecile", "query ($model: ID!) { scoringModel(id: $model) { quality { lift { % } } } }"),
    ("CalibrationBin", "query ($model: ID!) { scoringModel(id: $model) { quality { calibration { % } } } }"),
    ("HeldOutPage", "query ($model: ID!) { scoringModelHeldOut(modelId: $model) { % } }"),
    ("HeldOutDeal", "query ($model: ID!) { scoringModelHeldOut(modelId: $model) { nodes { % } } }"),
    ("DealScore", "query ($deal: ID!) { deal(id: $deal) { score { % } } }"),
    ("ScoreContribution", "query ($deal: ID!) { deal(id: $deal) { score { factors { % } } } }"),
    ("PastDealScore", "query ($deal: ID!) { deal(id: $deal) { scoreHistory { % } } }"),
    ("ScoringRule", "{ scoringRules { nodes { % } } }"),
    ("ScoringRuleConnection", "{ scoringRules { % } }"),
    ("ScoringRuleEdge", "{ scoringRules { edges { % } } }"),
    ("Score", "query ($contact: ID!) { contact(id: $contact) { score { % } } }"),
    ("ScoreFactor", "query ($contact: ID!) { contact(id: $contact) { score { factors { % } } } }"),
    ("IdealCustomerProfile", "{ idealCustomerProfiles { nodes { % } } }"),
    ("IdealCustomerProfileConnection", "{ idealCustomerProfiles { % } }"),
    ("IdealCustomerProfileEdge", "{ idealCustomerProfiles { edges { % } } }"),
    ("FitCriterion", "{ idealCustomerProfiles { nodes { criteria { % } } } }"),
    ("Prospect", "query ($profile: ID!) { prospects(profileId: $profile) { % } }"),
    ("Fit", "query ($profile: ID!) { prospects(profileId: $profile) { fit { % } } }"),
    ("Lead", "query ($lead: ID!) { lead(id: $lead) { % } }"),
    ("LeadConnection", "{ leads { % } }"),
    ("LeadEdge", "{ leads { edges { % } } }"),
    ("LeadAssignmentRule", "{ leadAssignmentRules { nodes { % } } }"),
    ("LeadAssignmentRuleConnection", "{ leadAssignmentRules { % } }"),
    ("LeadAssignmentRuleEdge", "{ leadAssignmentRules { edges { % } } }"),
    ("Team", "{ me { teams { % } } }"),
    ("TeamConnection", "{ teams { % } }"),
    ("TeamEdge", "{ teams { edges { % } } }"),
];

const EVENT: &str = "query ($contact: ID!) { contact(id: $contact) { timeline(kinds: [CUSTOMER_EVENT]) { \
                     nodes { ... on CustomerEvent { % } } } } }";

const SIMULATION: &str = "query ($pipeline: ID!, $stage: ID!) { simulatePipeline(pipelineId: $pipeline, \
                          changes: [{ stageId: $stage, speedFactor: 2 }]) { % } }";
const SIMULATED: &str = "query ($pipeline: ID!, $stage: ID!) { simulatePipeline(pipelineId: $pipeline, \
                         changes: [{ stageId: $stage, speedFactor: 2 }]) { moreValue { % } } }";

/// Types without a case of their own. This list only shrinks: a payload shows what its mutation was allowed to do.
const EXCEPTIONS: &[&str] = &["Payload"];

/// The demo users of every role, with manager, rep and partner in one team.
pub(crate) fn hire(world: &World) {
    let conn = &mut diesel::MysqlConnection::establish(world.database().url()).unwrap();
    for role in Role::ALL {
        sql_query(
            "INSERT INTO users (id, name, email, role, created_at, updated_at) VALUES (?, ?, ?, ?, NOW(6), NOW(6))",
        )
        .bind::<Binary, _>(role.demo_user().as_bytes().to_vec())
        .bind::<diesel::sql_types::Text, _>(format!("Demo {role}"))
        .bind::<diesel::sql_types::Text, _>(format!("{role}@demo.example"))
        .bind::<diesel::sql_types::Text, _>(role.as_str())
        .execute(conn)
        .unwrap();
    }
    sql_query(
        "INSERT INTO teams (id, name, created_at, updated_at) VALUES (REPEAT('t', 16), 'Everybody', NOW(6), NOW(6))",
    )
    .execute(conn)
    .unwrap();
    for role in Role::ALL {
        sql_query("INSERT INTO team_members (team_id, user_id) VALUES (REPEAT('t', 16), ?)")
            .bind::<Binary, _>(role.demo_user().as_bytes().to_vec())
            .execute(conn)
            .unwrap();
    }
}

pub(crate) fn user_id(role: Role) -> String {
    rapport_kernel::id::encode_global("User", role.demo_user())
}

/// A person whom the rep owns, with one of everything, and that person's company.
async fn ids(world: &World) -> Value {
    let admin = world.client(Role::Admin);
    let contact = admin
        .create_contact(json!({
            "givenName": "Case", "ownerId": user_id(Role::Rep), "emails": [{ "address": "case@example.org" }],
            "phones": [{ "number": "+12025550143" }], "addresses": [{ "locality": "Here" }],
            "socialAccounts": [{ "network": "x", "handle": "y" }], "tags": ["t"],
            "preferences": [{ "name": "channel" }]
        }))
        .await;
    let company =
        admin.create_company(json!({ "name": "Case Ltd", "revenue": { "amount": 1, "currency": "EUR" } })).await;
    let affiliate = "mutation ($c: ID!, $o: ID!) { createAffiliation(input: { contactId: $c, companyId: $o }) { affiliation { id } } }";
    admin.ok(affiliate, json!({ "c": contact, "o": company })).await;
    let record =
        "mutation ($c: ID!) { recordInteraction(input: { contactId: $c, kind: NOTE }) { interaction { id } } }";
    admin.ok(record, json!({ "c": contact })).await;
    let household = "mutation ($c: ID!) { createHousehold(input: { name: \"Home\", members: [{ contactId: $c }] }) { household { id } } }";
    admin.ok(household, json!({ "c": contact })).await;
    customer_events::register(&admin).await;
    customer_events::record(&admin, &contact, json!({})).await;
    api_keys::create(&admin, json!({ "name": "Case", "role": "REP" })).await;
    webhooks::furnish(world, &admin).await;
    let sales = pipeline::create_pipeline(&admin, pipeline::usual()).await;
    let (stage, sales) = (sales["stages"][0]["id"].clone(), sales["id"].clone());
    forecast::set(&admin, json!([forecast::quota(&user_id(Role::Rep), "2027-01-01", 100)])).await;
    let product = products::create(&admin, products::usual()).await["id"].clone();
    products::create_price_book(&admin, &product).await;
    let deal = json!({
        "title": "Case", "pipelineId": sales, "companyId": company, "contacts": [{ "contactId": contact }],
        "ownerId": user_id(Role::Rep), "lines": [{ "productId": product }]
    });
    let deal = pipeline::create_deal(&admin, deal).await["id"].clone();
    let partner = partners::create(&admin, &[user_id(Role::Partner)]).await;
    // One field more than by default, so that something of money stands beside what stays hidden.
    let fields = json!(["EXPECTED_CLOSE_ON", "KIND", "STAYS", "COMPANY_NAME", "PEOPLE", "LINES"]);
    partners::share(&admin, &deal, &partner, &fields).await;
    let lost = json!({ "title": "Lost", "pipelineId": sales, "ownerId": user_id(Role::Rep) });
    let lost = pipeline::create_deal(&admin, lost).await["id"].clone();
    competitors::lose_to(&admin, &lost, "Initech").await;
    let gated = pipeline_gates::create_gated(&admin).await;
    let rep = user_id(Role::Rep);
    let about = json!({ "title": "Case", "ownerId": rep, "contactId": contact, "companyId": company, "dealId": deal });
    tasks::due_of(world, &admin, about).await;
    let promise = json!({ "promise": "Case", "dueAt": "2020-01-01T00:00:00Z", "contactId": contact, "ownerId": rep });
    commitments::make(&admin, promise).await;
    let mut order = orders::one_line(&contact, 1_000, "EUR");
    (order["companyId"], order["dealId"], order["ownerId"]) =
        (company.clone().into(), deal.clone(), json!(user_id(Role::Rep)));
    let order = orders::place(&admin, order).await["id"].clone();
    for money in [
        "recordPayment(input: { orderId: $id, amount: { amount: 2, currency: \"EUR\" } })",
        "refundOrder(input: { id: $id, amount: { amount: 1, currency: \"EUR\" } })",
    ] {
        admin.ok(&format!("mutation ($id: ID!) {{ {money} {{ isNew }} }}"), json!({ "id": order })).await;
    }
    let model = scoring::furnish_in(&admin, &sales).await;
    scoring_rules::furnish(&admin).await;
    let profile = scoring_fit::furnish(&admin).await;
    let lead = leads::case(&admin, user_id(Role::Rep)).await;
    cadences::furnish(&admin).await;
    let cadence = cadences::create(&admin, json!({ "name": "Case", "steps": [cadences::after(1, "09:00")] })).await;
    cadences::start(&admin, json!({ "cadenceId": cadence, "dealId": deal })).await;
    exchange_rates::furnish(&admin).await;
    price_books::furnish(&admin).await;
    ForecastKeeper::new(world.db.clone(), world.clock.clone()).step().await.unwrap();
    json!({
        "lead": lead, "model": model, "profile": profile,
        "rep": rep, "order": order, "stage": stage, "quote": quotes::make(&admin, json!({ "dealId": deal })).await["id"],
        "gated": gated["id"], "gate": gated["stages"][1]["id"],
        "contact": contact, "company": company, "deal": deal, "pipeline": sales, "product": product, "file": "upload:0"
    })
}

/// A key of an administrator with just the permissions and rows of this role.
fn as_key(world: &World, role: Role) -> Actor {
    let permissions = world.rapport.permissions().iter().filter(|(_, permission)| permission.roles.contains(&role));
    let permissions = Some(permissions.map(|(_, permission)| permission.name.to_owned()).collect());
    let grant = Grant { key: role.demo_user(), maker: Role::Admin, permissions, row_scope: role.row_scope() };
    Actor::of_key(role.demo_user(), Role::Admin, grant)
}

/// What a role gets of a field: `ok`, or the code of the error, or `-` where the way to it is closed already.
fn outcome(data: &Value, errors: &[Value], path_end: &str) -> String {
    match errors.iter().find(|error| error["path"].as_array().and_then(|path| path.last()) == Some(&json!(path_end))) {
        Some(error) => error["extensions"]["code"].as_str().unwrap_or("?").to_owned(),
        None if data.as_object().is_some_and(|roots| roots.values().any(Value::is_null)) => "-".to_owned(),
        None if errors.is_empty() => "ok".to_owned(),
        None => "-".to_owned(),
    }
}

/// What a client is answered first.
async fn answered(client: &Client, document: &str, variables: Value) -> Reply {
    if examples::is_subscription(document) {
        client.first(document, variables).await
    } else {
        client.run(document, variables).await
    }
}

#[tokio::test]
async fn every_field_has_a_case_for_every_role() {
    let world = world();
    hire(&world);
    let ids = ids(&world).await;
    while world.sequencer().step().await.unwrap() > 0 {}
    let schema = Schema::parse_and_validate(world.rapport.sdl(), "schema.graphql").unwrap();
    let ways: BTreeMap<_, _> = WAYS.iter().copied().collect();
    let mut matrix = String::new();
    let mut without = Vec::new();
    for (name, ty) in &schema.types {
        let ExtendedType::Object(object) = ty else { continue };
        let is_root = matches!(name.as_str(), "Query" | "Mutation" | "Subscription");
        if ty.is_built_in() || is_root || EXCEPTIONS.iter().any(|exception| name.ends_with(exception)) {
            continue;
        }
        let Some(way) = ways.get(name.as_str()) else {
            without.push(name.to_string());
            continue;
        };
        for (field, definition) in &object.fields {
            let inner = definition.ty.inner_named_type();
            let is_leaf = matches!(schema.types.get(inner), Some(ExtendedType::Scalar(_) | ExtendedType::Enum(_)));
            let selection = if is_leaf { field.to_string() } else { format!("{field} {{ __typename }}") };
            let query = way.replace('%', &selection);
            let declared: Value = ids
                .as_object()
                .unwrap()
                .iter()
                .filter(|(id, _)| way.contains(&format!("${id}")))
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect::<serde_json::Map<_, _>>()
                .into();
            let mut line = format!("{name}.{field}:");
            for role in Role::ALL {
                let client = world.client(role).with_file("mail\nno address\n");
                let reply = answered(&client, &query, declared.clone()).await;
                let found = outcome(&reply.data, &reply.errors, field);
                let client = world.client_of(as_key(&world, role)).with_file("mail\nno address\n");
                let of_key = answered(&client, &query, declared.clone()).await;
                let by_key = outcome(&of_key.data, &of_key.errors, field);
                assert_eq!(by_key, found, "{name}.{field}: a key with the permissions of {role}: {:?}", of_key.errors);
                write!(line, " {role}={found}").unwrap();
            }
            writeln!(matrix, "{line}").unwrap();
        }
    }
    assert!(without.is_empty(), "types without an authorisation case: {without:?}");
    insta::assert_snapshot!("fields", matrix);
}

/// The errors of an operation. That a subscription is open is what there is to know; what comes is asked of each field.
async fn errors_of(client: &Client, document: &str, variables: Value) -> Vec<Value> {
    if examples::is_subscription(document) {
        return client.subscribe(document, variables).await.map_or_else(|refused| refused.errors, |_| Vec::new());
    }
    client.run(document, variables).await.errors
}

#[tokio::test]
async fn every_query_and_mutation_has_a_case_for_every_role() {
    let world = world();
    hire(&world);
    let admin = examples::furnish(&world).await;
    let mut matrix = String::new();
    let mut examples: Vec<_> = world.rapport.examples().iter().map(|(_, example)| example).collect();
    // What removes comes last, so that the rest finds what it works on.
    examples
        .sort_by_key(|example| (example.document.contains("purge"), example.document.contains("delete"), example.name));
    for example in examples {
        let root: String = example
            .document
            .lines()
            .find_map(|line| line.strip_prefix("  "))
            .unwrap()
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let mut line = format!("{root} ({}):", example.name);
        // From those who may least to those who may most: who may not leaves everything as it was.
        for role in Role::ALL.into_iter().rev() {
            let variables = examples::variables(&admin, example).await;
            let client = examples::with_files(&world.client(role), example);
            let reply = errors_of(&client, example.document, variables).await;
            let of_root = reply.iter().find(|error| error["path"].as_array().map(Vec::len) == Some(1));
            let code = of_root.map_or("ok", |error| error["extensions"]["code"].as_str().unwrap());
            if code == "FORBIDDEN" {
                let variables = examples::variables(&admin, example).await;
                let of_key = {
                    let client = examples::with_files(&world.client_of(as_key(&world, role)), example);
                    errors_of(&client, example.document, variables).await
                };
                let code = of_key.first().map(|error| &error["extensions"]["code"]);
                assert_eq!(code, Some(&json!("FORBIDDEN")), "{root}: a key with the permissions of {role}");
            }
            write!(line, " {role}={code}").unwrap();
            // Nothing but a mutation that was done uses anything up.
            if code == "ok" && example.document.lines().any(|line| line.starts_with("mutation")) {
                examples::replenish_all(&admin).await;
            }
        }
        writeln!(matrix, "{line}").unwrap();
    }
    insta::assert_snapshot!("roots", matrix);
}

#[tokio::test]
async fn the_row_scope_holds_on_every_path() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let mut people = BTreeMap::new();
    for (name, owner) in
        [("rep", Some(user_id(Role::Rep))), ("manager", Some(user_id(Role::Manager))), ("nobody", None)]
    {
        people.insert(name, admin.create_contact(json!({ "givenName": name, "ownerId": owner })).await);
    }
    customer_events::register(&admin).await;
    for contact in people.values() {
        customer_events::record(&admin, contact, json!({})).await;
    }
    let stranger = Actor::new(uuid::Uuid::now_v7(), Role::Rep);
    let company = admin.create_company(json!({ "name": "Shared" })).await;
    for contact in people.values() {
        let affiliate = "mutation ($c: ID!, $o: ID!) { createAffiliation(input: { contactId: $c, companyId: $o }) { affiliation { id } } }";
        admin.ok(affiliate, json!({ "c": contact, "o": company })).await;
    }
    let seen = async |actor: Actor| {
        let client = world.client_of(actor);
        let query = "query ($company: ID!) { contacts { totalCount nodes { givenName } } \
                     company(id: $company) { contacts { totalCount nodes { givenName } } affiliations { totalCount nodes { contact { givenName } } } \
                     timeline { totalCount nodes { ... on CustomerEvent { contact { givenName } } } } } }";
        let data = client.ok(query, json!({ "company": company })).await;
        let names = |list: &Value| {
            let mut names: Vec<_> = list
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|node| node["givenName"].as_str().map(str::to_owned))
                .collect();
            names.sort();
            names
        };
        let listed = names(&data["contacts"]["nodes"]);
        assert_eq!(data["contacts"]["totalCount"], json!(listed.len()), "what is counted is what is read");
        assert_eq!(names(&data["company"]["contacts"]["nodes"]), listed);
        assert_eq!(data["company"]["contacts"]["totalCount"], json!(listed.len()));
        for list in ["affiliations", "timeline"] {
            let list = &data["company"][list];
            let nodes = list["nodes"].as_array().unwrap();
            let people: Vec<Value> = nodes.iter().map(|one| one["contact"].clone()).collect();
            assert_eq!(names(&Value::Array(people)), listed, "{list}");
            assert_eq!(list["totalCount"], json!(listed.len()));
        }
        for (name, id) in &people {
            let visible = listed.contains(&(*name).to_owned());
            let data = client
                .ok("query ($id: ID!) { node(id: $id) { id } contact(id: $id) { id } }", json!({ "id": id }))
                .await;
            assert_eq!(data["node"].is_object(), visible, "{name}");
            assert_eq!(data["contact"].is_object(), visible, "{name}");
            if !visible {
                let update =
                    "mutation ($id: ID!) { updateContact(input: { id: $id, nickname: \"x\" }) { contact { id } } }";
                assert_eq!(client.error(update, json!({ "id": id })).await["extensions"]["code"], "NOT_FOUND");
                let record = "mutation ($c: ID!) { recordInteraction(input: { contactId: $c, kind: NOTE }) { interaction { id } } }";
                assert_eq!(client.error(record, json!({ "c": id })).await["extensions"]["code"], "NOT_FOUND");
                let event = json!({ "input": { "contactId": id, "type": "page_viewed", "payload": { "url": "/" } } });
                let error = client.error(customer_events::RECORD, event).await;
                assert_eq!(error["extensions"]["code"], "NOT_FOUND");
            }
        }
        listed
    };
    assert_eq!(seen(Actor::demo(Role::Admin)).await, ["manager", "nobody", "rep"]);
    assert_eq!(seen(Actor::demo(Role::Manager)).await, ["manager", "rep"], "what the team owns");
    assert_eq!(seen(Actor::demo(Role::Rep)).await, ["rep"], "what is one's own");
    assert!(seen(stranger).await.is_empty());
}

#[tokio::test]
async fn a_rep_gives_nothing_away_and_takes_nothing() {
    let world = world();
    hire(&world);
    let rep = world.client(Role::Rep);
    let id = rep.create_contact(json!({ "givenName": "Mine" })).await;
    let data = rep.ok("query ($id: ID!) { contact(id: $id) { owner { id } } }", json!({ "id": id })).await;
    assert_eq!(
        data["contact"]["owner"]["id"],
        json!(user_id(Role::Rep)),
        "whoever sees only their own owns what they record"
    );
    let give = "mutation ($id: ID!, $to: ID) { updateContact(input: { id: $id, ownerId: $to }) { contact { id } } }";
    for to in [json!(user_id(Role::Manager)), Value::Null] {
        assert_eq!(rep.error(give, json!({ "id": id, "to": to })).await["extensions"]["code"], "FORBIDDEN");
    }
    let manager = world.client(Role::Manager);
    let support = world.client(Role::Support);
    let taken = support.error(give, json!({ "id": id, "to": user_id(Role::Support) })).await;
    assert_eq!(taken["extensions"]["code"], "FORBIDDEN", "nobody takes what another looks after");
    manager.ok(give, json!({ "id": id, "to": user_id(Role::Manager) })).await;
    let unknown = rapport_kernel::id::encode_global("User", uuid::Uuid::now_v7());
    assert_eq!(manager.error(give, json!({ "id": id, "to": unknown })).await["extensions"]["code"], "BAD_USER_INPUT");
}

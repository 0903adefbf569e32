//! Operations that show what the module does. They stand in the playground, and a test runs each.

use rapport_graphql::module::{Example, Sample};

const PIPELINE: (&str, &str) = ("{ pipelines(first: 1) { nodes { id } } }", "/pipelines/nodes/0/id");
/// The first stage of a pipeline, which is one for open deals.
const STAGE: (&str, &str) = ("{ pipelines(first: 1) { nodes { stages { id } } } }", "/pipelines/nodes/0/stages/0/id");
const DEAL: (&str, &str) = ("{ deals(first: 1) { nodes { id } } }", "/deals/nodes/0/id");
const OPEN_DEAL: (&str, &str) =
    ("{ deals(first: 1, filter: { status: [OPEN] }) { nodes { id } } }", "/deals/nodes/0/id");
const CLOSED_DEAL: (&str, &str) =
    ("{ deals(first: 1, filter: { status: [WON, LOST] }) { nodes { id } } }", "/deals/nodes/0/id");
const DELETED_DEAL: (&str, &str) =
    ("{ deals(first: 1, filter: { deleted: true }) { nodes { id } } }", "/deals/nodes/0/id");
const CONTACT: (&str, &str) = ("{ contacts(first: 1) { nodes { id } } }", "/contacts/nodes/0/id");
const COMPANY: (&str, &str) = ("{ companies(first: 1) { nodes { id } } }", "/companies/nodes/0/id");

const PRODUCT: (&str, &str) = ("{ products(first: 1) { nodes { id } } }", "/products/nodes/0/id");
const DELETED_PRODUCT: (&str, &str) =
    ("{ products(first: 1, filter: { deleted: true }) { nodes { id } } }", "/products/nodes/0/id");

const PRICE_BOOK: (&str, &str) = ("{ priceBooks(first: 1) { nodes { id } } }", "/priceBooks/nodes/0/id");
const DELETED_PRICE_BOOK: (&str, &str) =
    ("{ priceBooks(first: 1, deleted: true) { nodes { id } } }", "/priceBooks/nodes/0/id");

const GATED_DEAL: (&str, &str) =
    ("{ deals(first: 1, filter: { title: { eq: \"Gated\" } }) { nodes { id } } }", "/deals/nodes/0/id");
/// Something to be checked of it.
const ITEM: (&str, &str) = (
    "{ deals(first: 1, filter: { title: { eq: \"Gated\" } }) { nodes { pipeline { stages { gates { checklist { id } } } } } } }",
    "/deals/nodes/0/pipeline/stages/*/gates/checklist/0/id",
);

const PARTNER: (&str, &str) = ("{ partners(first: 1) { nodes { id } } }", "/partners/nodes/0/id");
const DELETED_PARTNER: (&str, &str) =
    ("{ partners(first: 1, deleted: true) { nodes { id } } }", "/partners/nodes/0/id");

const COMPETITOR: (&str, &str) = ("{ competitors(first: 1) { nodes { id } } }", "/competitors/nodes/0/id");
const DELETED_COMPETITOR: (&str, &str) =
    ("{ competitors(first: 1, deleted: true) { nodes { id } } }", "/competitors/nodes/0/id");
const WEBHOOK: (&str, &str) = ("{ webhooks(first: 1) { nodes { id } } }", "/webhooks/nodes/0/id");
const LAST_WEBHOOK: (&str, &str) = ("{ webhooks(last: 1) { nodes { id } } }", "/webhooks/nodes/0/id");
const DELIVERY: (&str, &str) = (
    "{ webhooks(first: 1) { nodes { deliveries(first: 1) { nodes { id } } } } }",
    "/webhooks/nodes/0/deliveries/nodes/0/id",
);

const SCORING_RULE: (&str, &str) = ("{ scoringRules(first: 1) { nodes { id } } }", "/scoringRules/nodes/0/id");
/// The pipeline of a deal that a model scores.
const CLOSED_PIPELINE: (&str, &str) = (
    "{ deals(first: 1, filter: { title: { eq: \"Scored\" } }) { nodes { pipeline { id } } } }",
    "/deals/nodes/0/pipeline/id",
);
const SCORING_MODEL: (&str, &str) = (
    "{ deals(first: 1, filter: { title: { eq: \"Scored\" } }) { nodes { score { model { id } } } } }",
    "/deals/nodes/0/score/model/id",
);
const PROFILE: (&str, &str) =
    ("{ idealCustomerProfiles(first: 1) { nodes { id } } }", "/idealCustomerProfiles/nodes/0/id");
const USER: (&str, &str) = ("{ users(first: 1) { nodes { id } } }", "/users/nodes/0/id");
const TASK: (&str, &str) = ("{ tasks(first: 1, filter: { status: [OPEN] }) { nodes { id } } }", "/tasks/nodes/0/id");
const DONE_TASK: (&str, &str) =
    ("{ tasks(first: 1, filter: { status: [DONE] }) { nodes { id } } }", "/tasks/nodes/0/id");
const DELETED_TASK: (&str, &str) =
    ("{ tasks(first: 1, filter: { deleted: true }) { nodes { id } } }", "/tasks/nodes/0/id");

const COMMITMENT: (&str, &str) =
    ("{ commitments(first: 1, filter: { status: OPEN }) { nodes { id } } }", "/commitments/nodes/0/id");
const KEPT_COMMITMENT: (&str, &str) =
    ("{ commitments(first: 1, filter: { status: KEPT }) { nodes { id } } }", "/commitments/nodes/0/id");
const ORDER: (&str, &str) =
    ("{ orders(first: 1, filter: { status: [PLACED] }) { nodes { id } } }", "/orders/nodes/0/id");
/// One that is partly paid, in euros.
const PAID_ORDER: (&str, &str) = (
    "{ orders(last: 1, filter: { externalId: { startsWith: \"Paid\" }, status: [PLACED] }) { nodes { id } } }",
    "/orders/nodes/0/id",
);
const DELETED_ORDER: (&str, &str) =
    ("{ orders(first: 1, filter: { deleted: true }) { nodes { id } } }", "/orders/nodes/0/id");

const QUOTE: (&str, &str) = ("{ quotes(first: 1) { nodes { id } } }", "/quotes/nodes/0/id");
const DRAFT: (&str, &str) = ("{ quotes(status: DRAFT, first: 1) { nodes { id } } }", "/quotes/nodes/0/id");
const SENT_QUOTE: (&str, &str) = ("{ quotes(status: SENT, first: 1) { nodes { id } } }", "/quotes/nodes/0/id");
/// The latest deal of which a quote can be made: one that has a quote.
const QUOTED_DEAL: (&str, &str) = ("{ quotes(last: 1) { nodes { deal { id } } } }", "/quotes/nodes/0/deal/id");

const LEAD: (&str, &str) = ("{ leads(first: 1, filter: { status: [NEW] }) { nodes { id } } }", "/leads/nodes/0/id");
const DELETED_LEAD: (&str, &str) =
    ("{ leads(first: 1, filter: { deleted: true }) { nodes { id } } }", "/leads/nodes/0/id");
const LEAD_RULE: (&str, &str) =
    ("{ leadAssignmentRules(first: 1) { nodes { id } } }", "/leadAssignmentRules/nodes/0/id");
const CADENCE: (&str, &str) = ("{ cadences(last: 1) { nodes { id } } }", "/cadences/nodes/0/id");
const DELETED_CADENCE: (&str, &str) = ("{ cadences(last: 1, deleted: true) { nodes { id } } }", "/cadences/nodes/0/id");
/// The first by name, which no cadence uses.
const CALENDAR: (&str, &str) = ("{ holidayCalendars(first: 1) { nodes { id } } }", "/holidayCalendars/nodes/0/id");
const CADENCE_RUN: (&str, &str) =
    ("{ cadenceRuns(first: 1, filter: { status: RUNNING }) { nodes { id } } }", "/cadenceRuns/nodes/0/id");
const STAGE_OF_STALE_DEAL: (&str, &str) =
    ("{ deals(first: 1, filter: { isStale: true }) { nodes { stage { id } } } }", "/deals/nodes/0/stage/id");
/// One that no cadence follows.
const LATEST_DEAL: (&str, &str) =
    ("{ deals(last: 1, filter: { status: [OPEN] }) { nodes { id } } }", "/deals/nodes/0/id");

/// A value for the variable `$variable`: the id of something that is there.
const fn sample(variable: &'static str, (query, pointer): (&'static str, &'static str)) -> Sample {
    Sample { variable, query, pointer }
}

/// The examples, the most telling first.
pub(crate) const ALL: &[Example] = &[
    Example {
        name: "The deals of a stage",
        document: include_str!("deals.graphql"),
        samples: &[sample("stage", STAGE)],
    },
    Example { name: "Changes of deals, live", document: include_str!("deal_updates.graphql"), samples: &[] },
    Example { name: "Pipelines and stages", document: include_str!("pipelines.graphql"), samples: &[] },
    Example {
        name: "A pipeline at a moment",
        document: include_str!("pipeline_snapshot.graphql"),
        samples: &[sample("pipeline", PIPELINE)],
    },
    Example {
        name: "A funnel by quarters",
        document: include_str!("funnel.graphql"),
        samples: &[sample("pipeline", PIPELINE)],
    },
    Example { name: "Set exchange rates", document: include_str!("set_exchange_rates.graphql"), samples: &[] },
    Example { name: "Exchange rates", document: include_str!("exchange_rates.graphql"), samples: &[] },
    Example { name: "Sales in one currency", document: include_str!("sales_report_converted.graphql"), samples: &[] },
    Example { name: "Remove exchange rates", document: include_str!("delete_exchange_rates.graphql"), samples: &[] },
    Example { name: "Sales by who sold", document: include_str!("sales_report.graphql"), samples: &[] },
    Example { name: "What will be won", document: include_str!("forecast.graphql"), samples: &[] },
    Example {
        name: "What if more deals went on",
        document: include_str!("simulate_pipeline.graphql"),
        samples: &[sample("pipeline", PIPELINE), sample("stage", STAGE)],
    },
    Example {
        name: "What was forecast day by day",
        document: include_str!("forecast_snapshots.graphql"),
        samples: &[sample("pipeline", PIPELINE)],
    },
    Example {
        name: "How good forecasts were",
        document: include_str!("forecast_accuracy.graphql"),
        samples: &[sample("pipeline", PIPELINE)],
    },
    Example { name: "Quotas", document: include_str!("quotas.graphql"), samples: &[] },
    Example { name: "Set quotas", document: include_str!("set_quotas.graphql"), samples: &[sample("owner", USER)] },
    Example {
        name: "How long deals stay in a stage",
        document: include_str!("stage_durations.graphql"),
        samples: &[sample("pipeline", PIPELINE)],
    },
    Example {
        name: "The bottleneck of a pipeline",
        document: include_str!("bottleneck.graphql"),
        samples: &[sample("pipeline", PIPELINE)],
    },
    Example { name: "A deal", document: include_str!("deal.graphql"), samples: &[sample("id", DEAL)] },
    Example { name: "A pipeline", document: include_str!("pipeline.graphql"), samples: &[sample("id", PIPELINE)] },
    Example { name: "Deals of people", document: include_str!("contact_deals.graphql"), samples: &[] },
    Example { name: "Record a pipeline", document: include_str!("create_pipeline.graphql"), samples: &[] },
    Example {
        name: "Change a pipeline",
        document: include_str!("update_pipeline.graphql"),
        samples: &[sample("id", PIPELINE)],
    },
    Example {
        name: "Record a deal",
        document: include_str!("create_deal.graphql"),
        samples: &[sample("pipeline", PIPELINE), sample("company", COMPANY), sample("contact", CONTACT)],
    },
    Example { name: "What is overdue", document: include_str!("orders.graphql"), samples: &[] },
    Example { name: "An order", document: include_str!("order.graphql"), samples: &[sample("id", ORDER)] },
    Example { name: "What customers bought", document: include_str!("customer_orders.graphql"), samples: &[] },
    Example {
        name: "Place an order",
        document: include_str!("create_order.graphql"),
        samples: &[sample("contact", CONTACT), sample("product", PRODUCT)],
    },
    Example {
        name: "Change an order",
        document: include_str!("update_order.graphql"),
        samples: &[sample("id", ORDER)],
    },
    Example {
        name: "Record a payment",
        document: include_str!("record_payment.graphql"),
        samples: &[sample("order", PAID_ORDER)],
    },
    Example { name: "Pay back", document: include_str!("refund_order.graphql"), samples: &[sample("id", PAID_ORDER)] },
    Example {
        name: "Cancel an order",
        document: include_str!("cancel_order.graphql"),
        samples: &[sample("id", ORDER)],
    },
    Example {
        name: "Delete an order",
        document: include_str!("delete_order.graphql"),
        samples: &[sample("id", ORDER)],
    },
    Example {
        name: "Restore an order",
        document: include_str!("restore_order.graphql"),
        samples: &[sample("id", DELETED_ORDER)],
    },
    Example {
        name: "Remove an order for good",
        document: include_str!("purge_order.graphql"),
        samples: &[sample("id", DELETED_ORDER)],
    },
    Example {
        name: "Import orders",
        document: include_str!("import_orders.graphql"),
        samples: &[Sample::file(
            "file",
            "order,customer,product,pieces,price,tax,placed,due,paid\n\
             A-1,Next,Licence,2,19.99,19,2026-01-31,2026-02-28,47.58\n\
             A-1,Next,Support,1,5.00,19,2026-01-31,2026-02-28,\n",
        )],
    },
    Example {
        name: "How new customers are",
        document: include_str!("newness.graphql"),
        samples: &[sample("product", PRODUCT)],
    },
    Example { name: "Quotes that customers have", document: include_str!("quotes.graphql"), samples: &[] },
    Example { name: "A quote", document: include_str!("quote.graphql"), samples: &[sample("id", QUOTE)] },
    Example { name: "A quote as PDF", document: include_str!("quote_pdf.graphql"), samples: &[sample("id", QUOTE)] },
    Example {
        name: "Make a quote",
        document: include_str!("create_quote.graphql"),
        samples: &[sample("deal", QUOTED_DEAL)],
    },
    Example { name: "Send a quote", document: include_str!("send_quote.graphql"), samples: &[sample("id", DRAFT)] },
    Example {
        name: "Accept a quote",
        document: include_str!("accept_quote.graphql"),
        samples: &[sample("id", SENT_QUOTE)],
    },
    Example {
        name: "Decline a quote",
        document: include_str!("decline_quote.graphql"),
        samples: &[sample("id", SENT_QUOTE)],
    },
    Example {
        name: "Import products",
        document: include_str!("import_products.graphql"),
        samples: &[Sample::file("file", "product,series,price\nGTX Pro,GTX,4821\nMG Special,MG,55\n")],
    },
    Example {
        name: "Import deals",
        document: include_str!("import_deals.graphql"),
        samples: &[
            Sample::file(
                "file",
                "opportunity,product,stage,created,closed,value\n1C1I7A6R,GTXPro,Won,10/20/2016,3/1/2017,1054\n",
            ),
            sample("pipeline", PIPELINE),
        ],
    },
    Example { name: "Change a deal", document: include_str!("update_deal.graphql"), samples: &[sample("id", DEAL)] },
    Example {
        name: "Take a deal to another stage",
        document: include_str!("move_deal.graphql"),
        samples: &[sample("id", OPEN_DEAL), sample("stage", STAGE)],
    },
    Example { name: "Win a deal", document: include_str!("win_deal.graphql"), samples: &[sample("id", OPEN_DEAL)] },
    Example { name: "Lose a deal", document: include_str!("lose_deal.graphql"), samples: &[sample("id", OPEN_DEAL)] },
    Example {
        name: "Open a deal again",
        document: include_str!("reopen_deal.graphql"),
        samples: &[sample("id", CLOSED_DEAL)],
    },
    Example { name: "Delete a deal", document: include_str!("delete_deal.graphql"), samples: &[sample("id", DEAL)] },
    Example {
        name: "Restore a deal",
        document: include_str!("restore_deal.graphql"),
        samples: &[sample("id", DELETED_DEAL)],
    },
    Example {
        name: "Remove a deal for good",
        document: include_str!("purge_deal.graphql"),
        samples: &[sample("id", DELETED_DEAL)],
    },
    Example {
        name: "Say what a deal sells",
        document: include_str!("deal_lines.graphql"),
        samples: &[sample("id", DEAL), sample("product", PRODUCT)],
    },
    Example {
        name: "May a deal go there?",
        document: include_str!("can_move_deal.graphql"),
        samples: &[sample("deal", OPEN_DEAL), sample("stage", STAGE)],
    },
    Example { name: "Deals that are stuck", document: include_str!("stale_deals.graphql"), samples: &[] },
    Example { name: "A pipeline with gates", document: include_str!("create_gated_pipeline.graphql"), samples: &[] },
    Example {
        name: "Check something of a deal",
        document: include_str!("check_deal_item.graphql"),
        samples: &[sample("id", GATED_DEAL), sample("item", ITEM)],
    },
    Example { name: "Won from whom, lost to whom", document: include_str!("competitors.graphql"), samples: &[] },
    Example {
        name: "A competitor",
        document: include_str!("competitor.graphql"),
        samples: &[sample("id", COMPETITOR)],
    },
    Example { name: "Record a competitor", document: include_str!("create_competitor.graphql"), samples: &[] },
    Example {
        name: "Rename a competitor",
        document: include_str!("update_competitor.graphql"),
        samples: &[sample("id", COMPETITOR)],
    },
    Example {
        name: "Delete a competitor",
        document: include_str!("delete_competitor.graphql"),
        samples: &[sample("id", COMPETITOR)],
    },
    Example {
        name: "Restore a competitor",
        document: include_str!("restore_competitor.graphql"),
        samples: &[sample("id", DELETED_COMPETITOR)],
    },
    Example { name: "Partners", document: include_str!("partners.graphql"), samples: &[] },
    Example { name: "A partner", document: include_str!("partner.graphql"), samples: &[sample("id", PARTNER)] },
    Example { name: "What a partner sees", document: include_str!("shared_deals.graphql"), samples: &[] },
    Example { name: "Record a partner", document: include_str!("create_partner.graphql"), samples: &[] },
    Example {
        name: "Change a partner",
        document: include_str!("update_partner.graphql"),
        samples: &[sample("id", PARTNER)],
    },
    Example {
        name: "Share a deal with a partner",
        document: include_str!("share_deal.graphql"),
        samples: &[sample("deal", DEAL), sample("partner", PARTNER)],
    },
    Example {
        name: "Share a deal no more",
        document: include_str!("unshare_deal.graphql"),
        samples: &[sample("deal", DEAL), sample("partner", PARTNER)],
    },
    Example {
        name: "Delete a partner",
        document: include_str!("delete_partner.graphql"),
        samples: &[sample("id", PARTNER)],
    },
    Example {
        name: "Restore a partner",
        document: include_str!("restore_partner.graphql"),
        samples: &[sample("id", DELETED_PARTNER)],
    },
    Example { name: "The catalogue", document: include_str!("products.graphql"), samples: &[] },
    Example { name: "A product", document: include_str!("product.graphql"), samples: &[sample("id", PRODUCT)] },
    Example { name: "Record a product", document: include_str!("create_product.graphql"), samples: &[] },
    Example {
        name: "Change a product",
        document: include_str!("update_product.graphql"),
        samples: &[sample("id", PRODUCT)],
    },
    Example {
        name: "Delete a product",
        document: include_str!("delete_product.graphql"),
        samples: &[sample("id", PRODUCT)],
    },
    Example {
        name: "Restore a product",
        document: include_str!("restore_product.graphql"),
        samples: &[sample("id", DELETED_PRODUCT)],
    },
    Example { name: "Price books", document: include_str!("price_books.graphql"), samples: &[] },
    Example {
        name: "A price book",
        document: include_str!("price_book.graphql"),
        samples: &[sample("id", PRICE_BOOK)],
    },
    Example {
        name: "Record a price book",
        document: include_str!("create_price_book.graphql"),
        samples: &[sample("product", PRODUCT)],
    },
    Example {
        name: "Record a price book for a group of customers",
        document: include_str!("create_price_book_for_group.graphql"),
        samples: &[sample("product", PRODUCT)],
    },
    Example {
        name: "What a customer pays, and why",
        document: include_str!("price_for.graphql"),
        samples: &[sample("product", PRODUCT), sample("company", COMPANY)],
    },
    Example {
        name: "Change a price book",
        document: include_str!("update_price_book.graphql"),
        samples: &[sample("id", PRICE_BOOK), sample("product", PRODUCT)],
    },
    Example {
        name: "Delete a price book",
        document: include_str!("delete_price_book.graphql"),
        samples: &[sample("id", PRICE_BOOK)],
    },
    Example {
        name: "Restore a price book",
        document: include_str!("restore_price_book.graphql"),
        samples: &[sample("id", DELETED_PRICE_BOOK)],
    },
    Example { name: "Tasks that are overdue", document: include_str!("tasks.graphql"), samples: &[] },
    Example { name: "A task", document: include_str!("task.graphql"), samples: &[sample("id", TASK)] },
    Example {
        name: "Tasks of people, companies and deals",
        document: include_str!("contact_tasks.graphql"),
        samples: &[sample("contact", CONTACT), sample("company", COMPANY), sample("deal", DEAL)],
    },
    Example { name: "Overdue tasks by owner", document: include_str!("overdue_tasks.graphql"), samples: &[] },
    Example {
        name: "Record a task",
        document: include_str!("create_task.graphql"),
        samples: &[sample("contact", CONTACT)],
    },
    Example { name: "Change a task", document: include_str!("update_task.graphql"), samples: &[sample("id", TASK)] },
    Example {
        name: "Complete a task",
        document: include_str!("complete_task.graphql"),
        samples: &[sample("id", TASK)],
    },
    Example {
        name: "Reopen a task",
        document: include_str!("reopen_task.graphql"),
        samples: &[sample("id", DONE_TASK)],
    },
    Example { name: "Delete a task", document: include_str!("delete_task.graphql"), samples: &[sample("id", TASK)] },
    Example {
        name: "Restore a task",
        document: include_str!("restore_task.graphql"),
        samples: &[sample("id", DELETED_TASK)],
    },
    Example {
        name: "Remove a task for good",
        document: include_str!("purge_task.graphql"),
        samples: &[sample("id", DELETED_TASK)],
    },
    Example { name: "Due tasks, live", document: include_str!("task_due.graphql"), samples: &[sample("owner", USER)] },
    Example { name: "Broken promises", document: include_str!("commitments.graphql"), samples: &[] },
    Example {
        name: "A commitment",
        document: include_str!("commitment.graphql"),
        samples: &[sample("id", COMMITMENT)],
    },
    Example { name: "Kept promises by owner", document: include_str!("commitment_rates.graphql"), samples: &[] },
    Example {
        name: "What was promised to a person",
        document: include_str!("contact_commitments.graphql"),
        samples: &[sample("contact", CONTACT)],
    },
    Example {
        name: "Make a commitment",
        document: include_str!("make_commitment.graphql"),
        samples: &[sample("contact", CONTACT)],
    },
    Example {
        name: "Change a commitment",
        document: include_str!("update_commitment.graphql"),
        samples: &[sample("id", COMMITMENT)],
    },
    Example {
        name: "Keep a commitment",
        document: include_str!("keep_commitment.graphql"),
        samples: &[sample("id", COMMITMENT)],
    },
    Example {
        name: "Reopen a commitment",
        document: include_str!("reopen_commitment.graphql"),
        samples: &[sample("id", KEPT_COMMITMENT)],
    },
    Example {
        name: "Withdraw a commitment",
        document: include_str!("withdraw_commitment.graphql"),
        samples: &[sample("id", COMMITMENT)],
    },
    Example { name: "Cadences", document: include_str!("cadences.graphql"), samples: &[] },
    Example { name: "A cadence", document: include_str!("cadence.graphql"), samples: &[sample("id", CADENCE)] },
    Example { name: "Calendars of holidays", document: include_str!("holiday_calendars.graphql"), samples: &[] },
    Example {
        name: "A calendar of holidays",
        document: include_str!("holiday_calendar.graphql"),
        samples: &[sample("id", CALENDAR)],
    },
    Example { name: "What is on its way", document: include_str!("cadence_runs.graphql"), samples: &[] },
    Example {
        name: "A cadence on its way",
        document: include_str!("cadence_run.graphql"),
        samples: &[sample("id", CADENCE_RUN)],
    },
    Example {
        name: "Record a calendar of holidays",
        document: include_str!("create_holiday_calendar.graphql"),
        samples: &[],
    },
    Example {
        name: "Change a calendar of holidays",
        document: include_str!("update_holiday_calendar.graphql"),
        samples: &[sample("id", CALENDAR)],
    },
    Example { name: "Record a cadence", document: include_str!("create_cadence.graphql"), samples: &[] },
    Example {
        name: "Change a cadence",
        document: include_str!("update_cadence.graphql"),
        samples: &[sample("id", CADENCE)],
    },
    Example {
        name: "Start a cadence",
        document: include_str!("start_cadence.graphql"),
        samples: &[sample("cadence", CADENCE), sample("deal", LATEST_DEAL)],
    },
    Example {
        name: "Stop a cadence",
        document: include_str!("stop_cadence.graphql"),
        samples: &[sample("id", CADENCE_RUN)],
    },
    Example {
        name: "Delete a cadence",
        document: include_str!("delete_cadence.graphql"),
        samples: &[sample("id", CADENCE)],
    },
    Example {
        name: "Restore a cadence",
        document: include_str!("restore_cadence.graphql"),
        samples: &[sample("id", DELETED_CADENCE)],
    },
    Example {
        name: "Remove a calendar of holidays",
        document: include_str!("delete_holiday_calendar.graphql"),
        samples: &[sample("id", CALENDAR)],
    },
    Example {
        name: "Whom an owner neglects",
        document: include_str!("account_care.graphql"),
        samples: &[sample("owner", USER)],
    },
    Example {
        name: "Act on a bottleneck",
        document: include_str!("act_on_bottleneck.graphql"),
        samples: &[sample("stage", STAGE_OF_STALE_DEAL), sample("cadence", CADENCE)],
    },
    Example { name: "Webhooks and their dead letters", document: include_str!("webhooks.graphql"), samples: &[] },
    Example {
        name: "A webhook with its log",
        document: include_str!("webhook.graphql"),
        samples: &[sample("id", WEBHOOK)],
    },
    Example {
        name: "What a webhook was told",
        document: include_str!("webhook_delivery.graphql"),
        samples: &[sample("id", DELIVERY)],
    },
    Example { name: "Make a webhook", document: include_str!("create_webhook.graphql"), samples: &[] },
    Example {
        name: "Change a webhook",
        document: include_str!("update_webhook.graphql"),
        samples: &[sample("id", WEBHOOK)],
    },
    Example {
        name: "Give a webhook another secret",
        document: include_str!("rotate_webhook_secret.graphql"),
        samples: &[sample("id", WEBHOOK)],
    },
    Example {
        name: "Tell a webhook again",
        document: include_str!("redeliver_webhook_delivery.graphql"),
        samples: &[sample("id", DELIVERY)],
    },
    Example {
        name: "Tell all dead letters again",
        document: include_str!("redeliver_dead_letters.graphql"),
        samples: &[sample("id", WEBHOOK)],
    },
    Example {
        name: "Remove a webhook",
        document: include_str!("delete_webhook.graphql"),
        samples: &[sample("id", LAST_WEBHOOK)],
    },
    Example { name: "New leads", document: include_str!("leads.graphql"), samples: &[] },
    Example { name: "A lead", document: include_str!("lead.graphql"), samples: &[sample("id", LEAD)] },
    Example { name: "Record a lead", document: include_str!("create_lead.graphql"), samples: &[] },
    Example { name: "Change a lead", document: include_str!("update_lead.graphql"), samples: &[sample("id", LEAD)] },
    Example {
        name: "Convert a lead",
        document: include_str!("convert_lead.graphql"),
        samples: &[sample("id", LEAD), sample("pipeline", PIPELINE)],
    },
    Example { name: "Capture a lead", document: include_str!("capture_lead.graphql"), samples: &[] },
    Example { name: "Delete a lead", document: include_str!("delete_lead.graphql"), samples: &[sample("id", LEAD)] },
    Example {
        name: "Restore a lead",
        document: include_str!("restore_lead.graphql"),
        samples: &[sample("id", DELETED_LEAD)],
    },
    Example {
        name: "Remove a lead for good",
        document: include_str!("purge_lead.graphql"),
        samples: &[sample("id", DELETED_LEAD)],
    },
    Example { name: "Who gets which leads", document: include_str!("lead_assignment_rules.graphql"), samples: &[] },
    Example {
        name: "A rule of assignment",
        document: include_str!("lead_assignment_rule.graphql"),
        samples: &[sample("id", LEAD_RULE)],
    },
    Example {
        name: "Record a rule of assignment",
        document: include_str!("create_lead_assignment_rule.graphql"),
        samples: &[sample("user", USER)],
    },
    Example {
        name: "Change a rule of assignment",
        document: include_str!("update_lead_assignment_rule.graphql"),
        samples: &[sample("id", LEAD_RULE)],
    },
    Example {
        name: "Remove a rule of assignment",
        document: include_str!("delete_lead_assignment_rule.graphql"),
        samples: &[sample("id", LEAD_RULE)],
    },
    Example {
        name: "Train a model of scores",
        document: include_str!("train_scoring_model.graphql"),
        samples: &[sample("pipeline", CLOSED_PIPELINE)],
    },
    Example {
        name: "A model of scores",
        document: include_str!("scoring_model.graphql"),
        samples: &[sample("id", SCORING_MODEL)],
    },
    Example {
        name: "What deals score, and why",
        document: include_str!("scoring_models.graphql"),
        samples: &[sample("pipeline", PIPELINE)],
    },
    Example {
        name: "Measure a model yourself",
        document: include_str!("scoring_model_held_out.graphql"),
        samples: &[sample("id", SCORING_MODEL)],
    },
    Example { name: "What people and leads score", document: include_str!("scores.graphql"), samples: &[] },
    Example { name: "Rules of scores", document: include_str!("scoring_rules.graphql"), samples: &[] },
    Example {
        name: "A rule of scores",
        document: include_str!("scoring_rule.graphql"),
        samples: &[sample("id", SCORING_RULE)],
    },
    Example { name: "Record a rule of scores", document: include_str!("create_scoring_rule.graphql"), samples: &[] },
    Example {
        name: "Change a rule of scores",
        document: include_str!("update_scoring_rule.graphql"),
        samples: &[sample("id", SCORING_RULE)],
    },
    Example {
        name: "Remove a rule of scores",
        document: include_str!("delete_scoring_rule.graphql"),
        samples: &[sample("id", SCORING_RULE)],
    },
    Example {
        name: "What ideal customers are like",
        document: include_str!("ideal_customer_profiles.graphql"),
        samples: &[],
    },
    Example {
        name: "How well companies fit",
        document: include_str!("ideal_customer_profile.graphql"),
        samples: &[sample("id", PROFILE)],
    },
    Example { name: "Whom to turn to", document: include_str!("prospects.graphql"), samples: &[sample("id", PROFILE)] },
    Example {
        name: "Say what an ideal customer is like",
        document: include_str!("create_ideal_customer_profile.graphql"),
        samples: &[],
    },
    Example {
        name: "Remove a profile of ideal customers",
        document: include_str!("delete_ideal_customer_profile.graphql"),
        samples: &[sample("id", PROFILE)],
    },
];

#![doc = include_str!("../README.md")]

mod amounts;
pub(crate) mod bottleneck;
mod by_id;
pub mod cadences;
pub mod care;
pub mod commitments;
pub mod competitors;
pub mod deals;
pub(crate) mod durations;
mod examples;
pub mod exchange_rates;
pub mod follow_up;
pub mod forecast;
pub(crate) mod funnel;
pub mod gates;
mod groups;
mod import_words;
pub mod leads;
pub mod orders;
mod ownership;
pub mod partners;
pub mod permissions;
pub mod pipelines;
pub mod price_books;
pub mod products;
pub mod quotes;
mod ratio;
pub mod ready;
mod removal;
pub(crate) mod reports;
pub mod schema;
pub mod scoring;
pub mod sharing;
pub mod snapshot;
pub mod stages;
mod state;
pub mod stays;
pub mod tasks;
pub mod webhooks;
mod windows;

use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use rapport_graphql::Module;

/// The module's tables.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/pipeline");

/// All that the module brings.
#[must_use]
pub fn module() -> Module {
    Module::new("pipeline")
        .requires(["contacts"])
        .migrations(&MIGRATIONS)
        .permissions(permissions::ALL)
        .examples(examples::ALL)
        .query::<pipelines::queries::PipelineQueries>()
        .query::<deals::queries::DealQueries>()
        .query::<products::queries::ProductQueries>()
        .query::<price_books::queries::PriceBookQueries>()
        .query::<price_books::asking::PriceQueries>()
        .query::<partners::queries::PartnerQueries>()
        .query::<competitors::queries::CompetitorQueries>()
        .query::<gates::queries::GateQueries>()
        .query::<snapshot::queries::SnapshotQueries>()
        .weight("Query.pipelineSnapshot", snapshot::WEIGHT)
        .query::<funnel::queries::FunnelQueries>()
        .weight("Query.funnel", funnel::WEIGHT)
        .query::<reports::queries::ReportQueries>()
        .weight("Query.salesReport", reports::WEIGHT)
        .query::<exchange_rates::queries::ExchangeRateQueries>()
        .mutation::<exchange_rates::mutations::ExchangeRateMutations>()
        .query::<forecast::queries::ForecastQueries>()
        .weight("Query.forecast", forecast::WEIGHT)
        .query::<forecast::simulation::SimulationQueries>()
        .weight("Query.simulatePipeline", 2 * forecast::WEIGHT)
        .query::<forecast::kept::queries::SnapshotQueries>()
        .weight("Query.forecastAccuracy", forecast::kept::WEIGHT)
        .query::<forecast::quotas::queries::QuotaQueries>()
        .mutation::<forecast::quotas::mutations::QuotaMutations>()
        .node_by::<forecast::QuotaRecord, _, forecast::QuotaById>()
        .query::<durations::queries::DurationQueries>()
        .weight("Query.stageDurations", durations::WEIGHT)
        .query::<bottleneck::queries::BottleneckQueries>()
        .weight("Query.bottleneck", bottleneck::WEIGHT)
        .mutation::<pipelines::mutations::PipelineMutations>()
        .mutation::<deals::mutations::DealMutations>()
        .mutation::<partners::mutations::PartnerMutations>()
        .mutation::<sharing::mutations::SharingMutations>()
        .mutation::<competitors::mutations::CompetitorMutations>()
        .mutation::<gates::mutations::GateMutations>()
        .mutation::<products::mutations::ProductMutations>()
        .mutation::<price_books::mutations::PriceBookMutations>()
        .mutation::<products::import::ProductImports>()
        .weight("Mutation.importProducts", rapport_contacts::import::WEIGHT)
        .mutation::<deals::import::DealImports>()
        .weight("Mutation.importDeals", rapport_contacts::import::WEIGHT)
        .subscription::<deals::subscriptions::DealSubscriptions>()
        .query::<webhooks::queries::WebhookQueries>()
        .mutation::<webhooks::mutations::WebhookMutations>()
        .node_by::<webhooks::WebhookRecord, _, webhooks::WebhookById>()
        .node_by::<webhooks::WebhookDeliveryRecord, _, webhooks::WebhookDeliveryById>()
        .query::<care::queries::CareQueries>()
        .weight("Query.accountCare", care::WEIGHT)
        .mutation::<cadences::bottleneck::mutations::BottleneckMutations>()
        .weight("Mutation.actOnBottleneck", bottleneck::WEIGHT)
        .query::<cadences::queries::CadenceQueries>()
        .query::<cadences::calendars::queries::HolidayCalendarQueries>()
        .query::<cadences::runs::queries::CadenceRunQueries>()
        .mutation::<cadences::mutations::CadenceMutations>()
        .mutation::<cadences::calendars::mutations::HolidayCalendarMutations>()
        .mutation::<cadences::runs::mutations::CadenceRunMutations>()
        .node_by::<cadences::CadenceRecord, _, cadences::CadenceById>()
        .node_by::<cadences::HolidayCalendarRecord, _, cadences::HolidayCalendarById>()
        .node_by::<cadences::CadenceRunRecord, _, cadences::CadenceRunById>()
        .relate::<cadences::runs::extends::ContactCadenceRuns>()
        .relate::<cadences::runs::extends::DealCadenceRuns>()
        .relate::<cadences::runs::extends::TaskCadenceRun>()
        .query::<commitments::queries::CommitmentQueries>()
        .mutation::<commitments::mutations::CommitmentMutations>()
        .node_by::<commitments::CommitmentRecord, _, commitments::CommitmentById>()
        .relate::<commitments::extends::ContactCommitments>()
        .relate::<commitments::extends::CompanyCommitments>()
        .query::<tasks::queries::TaskQueries>()
        .mutation::<tasks::mutations::TaskMutations>()
        .subscription::<tasks::subscriptions::TaskSubscriptions>()
        .node_by::<tasks::TaskRecord, _, tasks::TaskById>()
        .relate::<tasks::extends::ContactTasks>()
        .relate::<tasks::extends::CompanyTasks>()
        .relate::<tasks::extends::DealTasks>()
        .relate::<deals::extends::ContactDeals>()
        .relate::<deals::extends::CompanyDeals>()
        .query::<orders::queries::OrderQueries>()
        .mutation::<orders::mutations::OrderMutations>()
        .mutation::<orders::payments::mutations::PaymentMutations>()
        .mutation::<orders::import::OrderImports>()
        .weight("Mutation.importOrders", rapport_contacts::import::WEIGHT)
        .relate::<orders::extends::ContactOrdersPlaced>()
        .relate::<orders::extends::CompanyOrdersPlaced>()
        .relate::<orders::extends::DealOrdersPlaced>()
        .query::<quotes::queries::QuoteQueries>()
        .weight("Quote.pdf", quotes::paper::WEIGHT)
        .mutation::<quotes::mutations::QuoteMutations>()
        .relate::<quotes::extends::DealQuotes>()
        .relate::<quotes::extends::OrderQuote>()
        .node_by::<quotes::QuoteRecord, _, quotes::QuoteById>()
        .extend::<orders::newness::extends::ContactNewness>()
        .extend::<orders::newness::extends::CompanyNewness>()
        .node_by::<orders::OrderRecord, _, orders::OrderById>()
        .node_by::<orders::payments::PaymentRecord, _, orders::payments::PaymentById>()
        .node_by::<orders::payments::RefundRecord, _, orders::payments::RefundById>()
        .node_by::<pipelines::PipelineRecord, _, pipelines::PipelineById>()
        .node_by::<stages::StageRecord, _, stages::StageById>()
        .node_by::<deals::DealRecord, _, deals::DealById>()
        .node_by::<competitors::CompetitorRecord, _, competitors::CompetitorById>()
        .query::<scoring::fit::queries::FitQueries>()
        .weight("Query.prospects", scoring::fit::WEIGHT)
        .mutation::<scoring::fit::mutations::FitMutations>()
        .node_by::<scoring::IdealCustomerProfileRecord, _, scoring::IdealCustomerProfileById>()
        .extend::<scoring::fit::extends::FittingCompany>()
        .extend::<scoring::fit::extends::FittingContact>()
        .query::<scoring::rules::queries::ScoringRuleQueries>()
        .mutation::<scoring::rules::mutations::ScoringRuleMutations>()
        .node_by::<scoring::ScoringRuleRecord, _, scoring::ScoringRuleById>()
        .extend::<scoring::rules::extends::ScoredContact>()
        .extend::<scoring::rules::extends::ScoredLead>()
        .query::<scoring::model::queries::ScoringModelQueries>()
        .mutation::<scoring::model::mutations::ScoringModelMutations>()
        .weight("Mutation.trainScoringModel", scoring::model::WEIGHT)
        .node_by::<scoring::ScoringModelRecord, _, scoring::ScoringModelById>()
        .extend::<scoring::model::deal::ScoredDeal>()
        .query::<leads::queries::LeadQueries>()
        .mutation::<leads::mutations::LeadMutations>()
        .mutation::<leads::capture::LeadCaptures>()
        .query::<leads::assignment::queries::LeadAssignmentQueries>()
        .mutation::<leads::assignment::mutations::LeadAssignmentMutations>()
        .node_by::<leads::LeadRecord, _, leads::LeadById>()
        .node_by::<leads::assignment::LeadAssignmentRuleRecord, _, leads::assignment::LeadAssignmentRuleById>()
        .node_by::<partners::PartnerRecord, _, partners::PartnerById>()
        .node_by::<products::ProductRecord, _, products::ProductById>()
        .node_by::<price_books::PriceBookRecord, _, price_books::PriceBookById>()
}

//! Webhooks: what happens to deals, told to other systems by HTTP.
//!
//! A webhook is a subscription that this house follows in somebody's stead. [`dispatch`] reads the log, asks the engine what
//! each event is to each webhook, by its filter and the rights of whose it is, and writes deliveries; [`deliver`] sends
//! them, on every node, at least once and in the order of each deal.

pub(crate) mod address;
pub(crate) mod deliver;
mod dispatch;
mod document;
pub(crate) mod inputs;
pub(crate) mod kept_filter;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod owner;
pub(crate) mod queries;
pub(crate) mod queue;
pub(crate) mod repo;
pub(crate) mod row;
mod schedule;
pub(crate) mod service;
pub mod signature;
pub(crate) mod types;
mod worker;

use rapport_kernel::{Id, Kind};

pub(crate) use dispatch::READER;
pub use loaders::{WebhookById, WebhookDeliveryById};
pub use row::{DeliveryRow, WebhookRow};
pub use types::{Webhook, WebhookDelivery, WebhookDeliveryRecord, WebhookDeliveryStatus, WebhookRecord};
pub use worker::{WebhookConfig, Webhooks};

/// Webhooks, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct WebhookKind;

impl Kind for WebhookKind {
    const NAME: &'static str = "Webhook";
}

/// The id of a webhook.
pub type WebhookId = Id<WebhookKind>;

/// Deliveries, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct DeliveryKind;

impl Kind for DeliveryKind {
    const NAME: &'static str = "WebhookDelivery";
}

/// The id of a delivery.
pub type DeliveryId = Id<DeliveryKind>;

//! The subscription root: an empty host to which modules add streams.

use std::{borrow::Cow, collections::HashMap, pin::Pin, sync::Arc};

use async_graphql::{
    Context, Response, SubscriptionType,
    indexmap::IndexMap,
    registry::{ObjectBuilder, Registry},
};
use futures_util::Stream;

/// A stream of answers to one subscription.
pub type FieldStream<'a> = Pin<Box<dyn Stream<Item = Response> + Send + 'a>>;

/// The part of [`SubscriptionType`] that can stand behind a pointer.
pub(crate) trait Streams: Send + Sync {
    fn stream<'a>(&'a self, ctx: &'a Context<'_>) -> Option<FieldStream<'a>>;
}

impl<S: SubscriptionType> Streams for S {
    fn stream<'a>(&'a self, ctx: &'a Context<'_>) -> Option<FieldStream<'a>> {
        self.create_field_stream(ctx)
    }
}

/// The streams that modules added, by field.
#[derive(Clone, Default)]
pub(crate) struct AddedStreams(pub(crate) HashMap<String, Arc<dyn Streams>>);

/// The host of all subscriptions.
#[derive(Clone, Copy, Debug)]
pub struct SubscriptionRoot;

impl SubscriptionType for SubscriptionRoot {
    fn type_name() -> Cow<'static, str> {
        "Subscription".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_subscription_type::<Self, _>(|_| {
            ObjectBuilder::new("Subscription", IndexMap::new())
                .description(Some("What can be followed as it happens.".to_owned()))
                .rust_typename(std::any::type_name::<Self>())
                .is_subscription(true)
                .build()
        });
        Self::qualified_type_name()
    }

    fn create_field_stream<'a>(&'a self, ctx: &'a Context<'_>) -> Option<FieldStream<'a>> {
        let added = ctx.data_opt::<AddedStreams>()?;
        added.0.get(ctx.item.node.name.node.as_str())?.stream(ctx)
    }
}

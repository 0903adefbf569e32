//! The subscription root: an empty host to which modules add streams.
//!
//! A subscription runs in stages, each a request of its own. It is opened once: the field's resolver calls [`follow`],
//! which leaves the source of updates with the engine. Then the resolver is asked again for each update, and `follow`
//! hands that one out. So every update has fresh loaders and its own time, and a resolver is written as if there were
//! but one stage.

use std::{
    any::Any,
    borrow::Cow,
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{
    Context, Response, SubscriptionType,
    indexmap::IndexMap,
    registry::{ObjectBuilder, Registry},
};
use futures_util::{Stream, StreamExt, stream};
use rapport_kernel::{ApiError, ApiResult};

use crate::{ContextExt, EventCursor, Open, Record};

/// A stream of answers to one subscription.
pub type FieldStream<'a> = Pin<Box<dyn Stream<Item = Response> + Send + 'a>>;

/// What a subscription tells its subscribers.
pub trait Update: Send + Sync + 'static {
    /// From where to go on after it, if the subscription can.
    fn cursor(&self) -> Option<EventCursor> {
        None
    }
}

impl<T: Record + Update> Update for Open<T> {
    fn cursor(&self) -> Option<EventCursor> {
        self.0.cursor()
    }
}

/// What the resolver of a subscription returns.
pub type Updates<T> = Pin<Box<dyn Stream<Item = Arc<T>> + Send>>;

/// An update on its way to the resolver.
pub(crate) struct Delivery {
    pub(crate) item: Arc<dyn Any + Send + Sync>,
    pub(crate) cursor: Option<EventCursor>,
}

/// Where updates come from. After an error nothing more comes.
pub(crate) type Source = Pin<Box<dyn Stream<Item = ApiResult<Delivery>> + Send>>;

/// What a subscription is opened with, and what it leaves.
#[derive(Default)]
pub(crate) struct Opening {
    /// From where the client wants to go on, whatever the field's argument says.
    pub(crate) resume: Option<EventCursor>,
    pub(crate) source: Mutex<Option<Source>>,
}

/// What a request is executed for.
#[derive(Clone)]
pub(crate) enum Stage {
    /// For one answer.
    Single,
    /// To open a subscription.
    Opening(Arc<Opening>),
    /// For one update of a subscription.
    Delivering(Arc<dyn Any + Send + Sync>),
}

/// Follows what `open` returns: the whole of a subscription's resolver. `open` is called once, with the place to go on
/// from: `since`, the field's argument, or what the client's connection says instead. It checks the rights of the call,
/// and every update that it lets through is one that the actor may see at that moment.
///
/// # Errors
/// What `open` returns.
pub async fn follow<T, S, F>(
    ctx: &Context<'_>,
    since: Option<EventCursor>,
    open: impl FnOnce(Option<EventCursor>) -> F + Send,
) -> ApiResult<Updates<T>>
where
    T: Update,
    S: Stream<Item = ApiResult<T>> + Send + 'static,
    F: Future<Output = ApiResult<S>> + Send,
{
    match &ctx.request()?.stage {
        Stage::Opening(opening) => {
            let updates = open(opening.resume.or(since)).await?;
            let source =
                updates.map(|update| update.map(|update| Delivery { cursor: update.cursor(), item: Arc::new(update) }));
            *opening.source.lock().unwrap_or_else(PoisonError::into_inner) = Some(source.boxed());
            Ok(stream::empty().boxed())
        }
        Stage::Delivering(item) => {
            let update =
                Arc::clone(item).downcast::<T>().map_err(|_| ApiError::internal("an update of another type"))?;
            Ok(stream::iter([update]).boxed())
        }
        Stage::Single => Err(ApiError::internal("a subscription outside of its stages")),
    }
}

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

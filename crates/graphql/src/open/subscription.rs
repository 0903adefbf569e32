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
use futures_util::{FutureExt, Stream, StreamExt, future::BoxFuture, stream};
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

/// What part of the log is told of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// After this place; when nothing is said, from what happens from now on.
    pub since: Option<EventCursor>,
    /// Up to this place, which the log has come to, and then the source ends; when nothing is said, it never does.
    pub until: Option<EventCursor>,
}

/// Something that happened, which may be an update to the subscriber: that is still to be found out.
pub struct Candidate<T> {
    /// Its place. Of one question, by actors with the same rights, each place has one answer.
    pub cursor: EventCursor,
    /// Finds out what it is to the subscriber; `None` for nothing. Asked once for all who follow with the same selection,
    /// variables and rights, in whose stead one of them asks.
    pub told: Finding<T>,
}

/// How something is found out, once somebody must. Of a thousand who follow the same, one must: the others make no more of it
/// than this.
pub type Finding<T> = Box<dyn FnOnce() -> BoxFuture<'static, ApiResult<Option<T>>> + Send>;

/// An update, as the resolver is handed it.
pub(crate) type Item = Arc<dyn Any + Send + Sync>;

/// An update on its way to the resolver.
pub(crate) enum Delivery {
    /// One that is this subscriber's alone.
    Own(Item, Option<EventCursor>),
    /// One that is told to all alike who follow the same with the same rights.
    Shared(Finding<Item>, EventCursor),
}

/// Where updates come from. After an error nothing more comes.
pub(crate) type Source = Pin<Box<dyn Stream<Item = ApiResult<Delivery>> + Send>>;

/// What a subscription is opened with, and what it leaves.
#[derive(Default)]
pub(crate) struct Opening {
    /// From where the client wants to go on, whatever the field's argument says.
    pub(crate) resume: Option<EventCursor>,
    /// Up to where it is told, after which it ends.
    pub(crate) until: Option<EventCursor>,
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
    Delivering(Item),
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
    run(
        ctx,
        since,
        |span| open(span.since),
        |update: T| {
            let cursor = update.cursor();
            Delivery::Own(Arc::new(update), cursor)
        },
    )
    .await
}

/// As [`follow`], for what many follow: the source tells what happened, and what that is to a subscriber is found out and
/// made an answer of once for all who follow with the same selection, variables and rights. What is found out must
/// depend on nothing else, but on the present: an answer is given on for a second.
///
/// # Errors
/// What `open` returns.
pub async fn follow_together<T, S, F>(
    ctx: &Context<'_>,
    since: Option<EventCursor>,
    open: impl FnOnce(Span) -> F + Send,
) -> ApiResult<Updates<T>>
where
    T: Update,
    S: Stream<Item = ApiResult<Candidate<T>>> + Send + 'static,
    F: Future<Output = ApiResult<S>> + Send,
{
    run(ctx, since, open, |Candidate { cursor, told }| {
        let told = || told().map(|told| Ok(told?.map(|update| -> Item { Arc::new(update) }))).boxed();
        Delivery::Shared(Box::new(told), cursor)
    })
    .await
}

async fn run<T, O, S, F>(
    ctx: &Context<'_>,
    since: Option<EventCursor>,
    open: impl FnOnce(Span) -> F + Send,
    delivery: fn(O) -> Delivery,
) -> ApiResult<Updates<T>>
where
    T: Update,
    S: Stream<Item = ApiResult<O>> + Send + 'static,
    F: Future<Output = ApiResult<S>> + Send,
    O: 'static,
{
    match &ctx.request()?.stage {
        Stage::Opening(opening) => {
            let updates = open(Span { since: opening.resume.or(since), until: opening.until }).await?;
            let source = updates.map(move |update| update.map(delivery));
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

//! A module that exists only in the tests and adds to everything that is open.

use std::{collections::HashMap, sync::LazyLock};

use rapport_contacts::people::{ContactById, ContactFilterFields, ContactId, ContactOrders, ContactRecord, ContactRow};
use rapport_db::{DbError, Sql};
use rapport_graphql::{
    AnyNode, ContextExt, FilterKey, Filtering, GlobalId, Module, Open, OrderField, Record, Update, Updates,
    async_graphql::{self, ComplexObject, Context, ID, Object, SimpleObject, Subscription},
    context::Needs,
    core::EventRecord,
    filter::IntFilter,
    futures_util::stream,
    loader::Batch,
    module::{AddsOrder, Relating},
    open::{
        object::Extension,
        relation::{Relation, one},
        subscription::follow,
    },
};
use rapport_kernel::{ApiError, ApiResult, Call, Id, Kind, Permission, Role};

const SECRETS: Permission = Permission { name: "badges.secrets", description: "See secrets.", roles: &[Role::Admin] };

pub(crate) struct BadgeKind;
impl Kind for BadgeKind {
    const NAME: &'static str = "Badge";
}

/// A badge.
#[derive(Clone, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Badge")]
pub(crate) struct BadgeRecord {
    /// The id.
    pub(crate) id: GlobalId<BadgeKind>,
    /// What stands on it.
    pub(crate) title: String,
    /// What it is worth.
    #[graphql(guard = "Needs(SECRETS)")]
    pub(crate) value: Option<i32>,
}

/// A badge.
#[ComplexObject]
impl BadgeRecord {
    /// Twice what stands on it.
    async fn twice(&self) -> String {
        self.title.repeat(2)
    }
}

impl Update for BadgeRecord {}

fn badge(id: Id<BadgeKind>) -> Open<BadgeRecord> {
    Open(BadgeRecord { id: GlobalId(id), title: "Pioneer".to_owned(), value: Some(7) })
}

/// What badges add to a person.
pub(crate) struct ContactBadges {
    contact: ContactId,
    name: Option<String>,
}

impl Extension for ContactBadges {
    type Parent = ContactRecord;

    fn of(parent: &ContactRecord) -> Self {
        Self { contact: parent.contact_id(), name: parent.given_name.clone().map(Into::into) }
    }
}

/// What badges add to a person.
#[Object]
impl ContactBadges {
    /// A greeting.
    async fn greeting(&self, #[graphql(desc = "The word.", default = "Hello")] word: String) -> String {
        format!("{word}, {}!", self.name.as_deref().unwrap_or("you"))
    }

    /// Only some may see it.
    #[graphql(guard = "Needs(SECRETS)")]
    async fn secret(&self) -> ApiResult<Option<i32>> {
        Ok(Some(42))
    }

    /// Always fails.
    async fn broken(&self) -> ApiResult<Option<String>> {
        Err(ApiError::not_found("Badge"))
    }

    /// A fault whose text must stay inside.
    async fn faulty(&self) -> async_graphql::Result<Option<String>> {
        Err("the password is hunter2".into())
    }

    /// How many interactions there were, by a batch.
    async fn interaction_count(&self, ctx: &Context<'_>) -> ApiResult<i64> {
        Ok(ctx.load::<CountByContactId>(self.contact).await?.unwrap_or(0))
    }
}

/// What badges add to every event.
struct EventBadges {
    kind: String,
}

impl Extension for EventBadges {
    type Parent = EventRecord;

    fn of(parent: &EventRecord) -> Self {
        Self { kind: parent.kind.clone() }
    }
}

/// What badges add to every event.
#[Object]
impl EventBadges {
    /// What happened, loudly.
    async fn shout(&self) -> String {
        self.kind.to_uppercase()
    }
}

/// Relations that badges add to a person.
struct ContactHeroes;

impl Relating for ContactHeroes {
    type Parent = ContactRecord;

    fn relations() -> &'static [Relation<ContactRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<ContactRecord>>> = LazyLock::new(|| {
            vec![
                one::<_, HeroByContactId, ContactRecord>("hero", "The first of all people.", |contact| {
                    Some(contact.contact_id())
                }),
                one::<_, ContactById, ContactRecord>("nobody", "Never anybody.", |_| None),
            ]
        });
        &RELATIONS
    }
}

struct HeroByContactId;

impl Batch for HeroByContactId {
    type Key = ContactId;
    type Value = ContactRow;

    fn load(
        conn: &mut diesel::MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, ContactRow>, DbError> {
        let first = keys.iter().min().copied();
        let heroes = ContactById::load(conn, call, first.as_slice())?;
        Ok(keys.iter().filter_map(|key| Some((*key, heroes.values().next()?.clone()))).collect())
    }
}

struct CountByContactId;

impl Batch for CountByContactId {
    type Key = ContactId;
    type Value = i64;

    fn load(
        conn: &mut diesel::MysqlConnection,
        _: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, i64>, DbError> {
        use diesel::{
            RunQueryDsl,
            sql_types::{BigInt, Binary},
        };
        let ids = keys.iter().map(|id| rapport_db::sql::Value::Bytes(id.as_bytes().to_vec())).collect();
        let sql = Sql::text("SELECT contact_id, COUNT(*) FROM interactions WHERE ")
            .then(Sql::is_in("contact_id", ids))
            .push(" GROUP BY contact_id");
        Ok(sql.query::<(Binary, BigInt)>().load::<(ContactId, i64)>(conn)?.into_iter().collect())
    }
}

struct NameLength;

impl FilterKey for NameLength {
    type Parent = ContactFilterFields;
    type Input = IntFilter;
    const KEY: &'static str = "nameLength";
    const DESCRIPTION: &'static str = "How long the first name is.";

    fn condition(input: IntFilter, _: &Filtering<'_>) -> ApiResult<Sql> {
        input.on("CHAR_LENGTH(contacts.given_name)")
    }
}

struct Slowly;

impl FilterKey for Slowly {
    type Parent = ContactFilterFields;
    type Input = bool;
    const KEY: &'static str = "slowly";
    const DESCRIPTION: &'static str = "Takes a fifth of a second for each person.";

    fn condition(_: bool, _: &Filtering<'_>) -> ApiResult<Sql> {
        Ok(Sql::text("SLEEP(0.2) = 0"))
    }
}

struct ByNickname;

impl AddsOrder for ByNickname {
    type List = ContactOrders;
    const FIELD: OrderField =
        OrderField { name: "NICKNAME", description: "The nickname.", expression: "contacts.nickname", nullable: true };
}

#[derive(Default)]
struct BadgeQuery;

/// Asking for badges.
#[Object]
impl BadgeQuery {
    /// Never comes to an end.
    async fn endless(&self) -> Option<bool> {
        std::future::pending().await
    }

    /// Fails as no program should.
    async fn panicking(&self) -> Option<bool> {
        assert!(std::hint::black_box(false), "on purpose");
        None
    }

    /// A badge.
    async fn badge(&self) -> Option<Open<BadgeRecord>> {
        Some(badge(Id::new()))
    }
}

#[derive(Default)]
struct BadgeMutation;

/// Changing badges.
#[Object]
impl BadgeMutation {
    /// Awards a badge.
    async fn award_badge(&self, #[graphql(desc = "The person.")] id: ID) -> Option<Open<BadgeRecord>> {
        let _ = id;
        Some(badge(Id::new()))
    }
}

/// An update that cannot be told.
struct Failing(String);

impl Update for Failing {}

/// An update that cannot be told.
#[Object]
impl Failing {
    /// Fails.
    async fn fails(&self) -> ApiResult<i32> {
        match self.0.as_str() {
            "for ever" => std::future::pending().await,
            "in a panic" => panic!("a resolver of an update"),
            _ => Err(ApiError::internal("a secret")),
        }
    }
}

#[derive(Default)]
struct BadgeSubscription;

/// Following badges.
#[Subscription]
impl BadgeSubscription {
    /// Counts.
    async fn badges_awarded(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How far.", default = 3)] to: i32,
    ) -> Result<Updates<Open<BadgeRecord>>, ApiError> {
        let updates = stream::iter((0..to).map(|_| Ok(badge(Id::new()))));
        follow(ctx, None, |_| async { Ok(updates) }).await
    }

    /// Fails at each update, in one way or another.
    async fn badges_failing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which way.")] how: String,
    ) -> Result<Updates<Failing>, ApiError> {
        if how == "at the start" {
            return Err(ApiError::forbidden("badges.follow"));
        }
        let updates = stream::repeat_with(move || match how.as_str() {
            "in the source" => panic!("a source of updates"),
            "with an error" => Err(ApiError::new(rapport_kernel::Code::Overloaded, "Too much.")),
            _ => Ok(Failing(how.clone())),
        });
        follow(ctx, None, |_| async { Ok(updates) }).await
    }
}

/// The module.
pub(crate) fn badges() -> Module {
    Module::new("badges")
        .requires(["contacts"])
        .query::<BadgeQuery>()
        .mutation::<BadgeMutation>()
        .subscription::<BadgeSubscription>()
        .extend::<ContactBadges>()
        .relate::<ContactHeroes>()
        .extend::<EventBadges>()
        .filter_key::<NameLength>()
        .filter_key::<Slowly>()
        .order_field::<ByNickname>()
        .node::<BadgeRecord>(|_, ids| {
            Box::pin(
                async move { Ok(ids.into_iter().map(|id| Some(AnyNode::new(badge(Id::from_uuid(id))))).collect()) },
            )
        })
        .weight("Contact.interactionCount", 7)
}

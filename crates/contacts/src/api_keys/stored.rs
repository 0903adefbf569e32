//! Keys for the doors: found by what may be seen of them, with the rights that they have now.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::Db;
use rapport_kernel::{Actor, ApiKeys, ApiResult, Call, Clock, Grant, Id, KnownKey, Role, api_key::Finding};
use uuid::Uuid;

use super::{ApiKeyId, ApiKeyRow, RowScope, repo};
use crate::kept;

/// Grows with each key that this process calls back. Whoever keeps what they found looks at it.
static REVISION: AtomicU64 = AtomicU64::new(0);

/// Says that a key was called back: what was found of keys before is not to be believed.
pub(super) fn forget_all() {
    REVISION.fetch_add(1, Ordering::SeqCst);
}

/// The keys in the database.
#[derive(Clone)]
pub struct StoredApiKeys {
    db: Db,
    clock: Clock,
}

impl StoredApiKeys {
    /// The keys behind this door.
    #[must_use]
    pub const fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }
}

impl ApiKeys for StoredApiKeys {
    fn find<'a>(&'a self, public: &'a str) -> Finding<'a> {
        let prefix = public.to_owned();
        Box::pin(async move {
            let found = self.db.read(move |conn| Ok(repo::by_prefix(conn, &prefix)?)).await?;
            Ok(found.and_then(|(row, hash, maker)| known(&row, &hash, maker.as_deref())))
        })
    }

    fn note_use(&self, key: Uuid, at: NaiveDateTime) {
        let keys = self.clone();
        tokio::spawn(async move {
            if let Err(error) = keys.note_use_now(key, at).await {
                tracing::warn!(%error, cause = error.cause, "the use of an API key could not be kept");
            }
        });
    }

    fn revision(&self) -> u64 {
        REVISION.load(Ordering::SeqCst)
    }
}

impl StoredApiKeys {
    /// Keeps that a key was used, unless that was kept within the last minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_use_now(&self, key: Uuid, at: NaiveDateTime) -> ApiResult<()> {
        // The house's own: it leaves no event, and nobody asked for it.
        let call = Call::new(Actor::new(Uuid::nil(), Role::Admin), "api-key", self.clock.clone());
        self.db.write(&call, move |tx| Ok(repo::note_use(tx, Id::from_uuid(key), at)?)).await
    }
}

/// Who acts by this key at this moment, and with which rights: for work that goes on in a key's name when nobody brings it.
/// `None` for one that counts no more.
///
/// # Errors
/// When the database fails.
pub fn actor(conn: &mut MysqlConnection, key: ApiKeyId, now: NaiveDateTime) -> QueryResult<Option<Actor>> {
    let found = repo::by_ids(conn, &[key])?.pop();
    let found = found.map(|row| repo::by_prefix(conn, &row.prefix)).transpose()?.flatten();
    let known = found.and_then(|(row, hash, maker)| known(&row, &hash, maker.as_deref()));
    Ok(known.filter(|key| key.is_live(now)).map(|key| key.actor))
}

/// The key as a door needs it. A role or scope that an older version does not know gives nothing. The maker's role is that
/// of now, where they are known here: a key does not outlive what its maker may.
fn known(row: &ApiKeyRow, hash: &[u8], maker: Option<&str>) -> Option<KnownKey> {
    let grant = Grant {
        key: row.id.uuid(),
        maker: maker.unwrap_or(&row.maker_role).parse().ok()?,
        permissions: row.granted(),
        row_scope: kept::value::<RowScope>(&row.row_scope)?.into(),
    };
    Some(KnownKey {
        id: row.id.uuid(),
        hash: hash.try_into().ok()?,
        actor: Actor::of_key(row.user_id.uuid(), row.role.parse().ok()?, grant),
        expires_at: row.expires_at,
        is_revoked: row.revoked_at.is_some(),
        last_used_at: row.last_used_at,
    })
}

//! What a resolver can ask of its context.

use std::{collections::HashMap, sync::Arc};

use async_graphql::Context;
use rapport_db::Db;
use rapport_kernel::{ApiError, ApiResult, Call, Code, Permission};

use crate::{
    connection::Count,
    loader::{Batch, Loaders},
    open::subscription::Stage,
    operation::{Upload, UploadedFile, Uploads},
};

/// What one request carries to its resolvers.
pub struct Request {
    /// The call that it serves.
    pub call: Call,
    /// The door to the database.
    pub db: Db,
    pub(crate) loaders: Loaders,
    pub(crate) stage: Stage,
}

impl Request {
    /// A request with loaders of its own: rows of one caller are never given to another.
    #[must_use]
    pub fn new(call: Call, db: Db) -> Self {
        Self { call, db, loaders: Loaders::default(), stage: Stage::Single }
    }

    /// The request of one stage of a subscription.
    pub(crate) fn at(stage: Stage, call: Call, db: Db) -> Self {
        Self { stage, ..Self::new(call, db) }
    }
}

/// Short ways from a resolver's context to what it needs.
pub trait ContextExt {
    /// The request.
    ///
    /// # Errors
    /// INTERNAL when the schema is executed past the operation path.
    fn request(&self) -> ApiResult<&Request>;

    /// The call that is served.
    ///
    /// # Errors
    /// As for `request`.
    fn call(&self) -> ApiResult<&Call> {
        Ok(&self.request()?.call)
    }

    /// The door to the database.
    ///
    /// # Errors
    /// As for `request`.
    fn db(&self) -> ApiResult<&Db> {
        Ok(&self.request()?.db)
    }

    /// A file that came with the request, and how many rows of it may be read.
    ///
    /// # Errors
    /// BAD_USER_INPUT when none came here.
    fn uploaded(&self, upload: Upload) -> ApiResult<(Arc<UploadedFile>, usize)>;

    /// One value by its key, in a batch with what other fields of the request ask for.
    ///
    /// # Errors
    /// What the batch returns.
    fn load<B: Batch>(&self, key: B::Key) -> impl Future<Output = ApiResult<Option<B::Value>>> + Send;

    /// Values by their keys, in a batch with what other fields of the request ask for.
    ///
    /// # Errors
    /// What the batch returns.
    fn load_many<B: Batch>(
        &self,
        keys: impl IntoIterator<Item = B::Key> + Send,
    ) -> impl Future<Output = ApiResult<HashMap<B::Key, B::Value>>> + Send;

    /// Counts a list by its key when it is asked to, in a batch with what other fields of the request count.
    ///
    /// # Errors
    /// As for `request`.
    fn count<B: Batch<Value = i64>>(&self, key: B::Key) -> ApiResult<Count>;
}

impl ContextExt for Context<'_> {
    fn request(&self) -> ApiResult<&Request> {
        self.data_opt::<Request>().ok_or_else(|| ApiError::internal("the context has no request"))
    }

    fn uploaded(&self, upload: Upload) -> ApiResult<(Arc<UploadedFile>, usize)> {
        let uploads = self.data_opt::<Uploads>();
        let found = uploads.and_then(|uploads| Some((Arc::clone(uploads.files.get(upload.0)?), uploads.most_rows)));
        found.ok_or_else(|| ApiError::new(Code::BadUserInput, "The file did not come with the request."))
    }

    async fn load<B: Batch>(&self, key: B::Key) -> ApiResult<Option<B::Value>> {
        let request = self.request()?;
        let value = request.loaders.get::<B>(request).load_one(key).await?;
        Ok(value.map(Arc::unwrap_or_clone))
    }

    async fn load_many<B: Batch>(
        &self,
        keys: impl IntoIterator<Item = B::Key> + Send,
    ) -> ApiResult<HashMap<B::Key, B::Value>> {
        let request = self.request()?;
        let keys: Vec<B::Key> = keys.into_iter().collect();
        let found = request.loaders.get::<B>(request).load_many(keys).await?;
        Ok(found.into_iter().map(|(key, value)| (key, Arc::unwrap_or_clone(value))).collect())
    }

    fn count<B: Batch<Value = i64>>(&self, key: B::Key) -> ApiResult<Count> {
        let request = self.request()?;
        let loader = request.loaders.get::<B>(request);
        Ok(Arc::new(move || {
            let (loader, key) = (Arc::clone(&loader), key.clone());
            Box::pin(async move { Ok(loader.load_one(key).await?.map_or(0, |count| *count)) })
        }))
    }
}

/// A guard for a field that not everybody who sees the record may see: `#[graphql(guard = "Needs(PERMISSION)")]`.
pub struct Needs(pub Permission);

impl async_graphql::Guard for Needs {
    async fn check(&self, ctx: &Context<'_>) -> async_graphql::Result<()> {
        Ok(ctx.call()?.require(&self.0)?)
    }
}

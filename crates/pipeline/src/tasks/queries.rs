//! Asking for tasks.

use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    OverdueTasks, Task, TaskById, TaskFilter, TaskId, TaskOrder, TaskRecord, TaskRow, overdue,
    row::{COLUMNS, Types},
    scope,
};
use crate::permissions;

/// The root fields that ask for tasks.
#[derive(Default)]
pub(crate) struct TaskQueries;

/// Asking for tasks.
#[Object]
impl TaskQueries {
    /// A task by the global id; null when there is none that you may see.
    async fn task(&self, ctx: &Context<'_>, #[graphql(desc = "The global id.")] id: ID) -> ApiResult<Option<Task>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: TaskId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<TaskById>(id).await?.map(|row| Open(row.into())))
    }

    /// Tasks, page by page.
    #[expect(clippy::too_many_arguments, reason = "these are the arguments of a connection")]
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tasks. All that you may see, when nothing is said.")] filter: Option<TaskFilter>,
        #[graphql(desc = "In which order, at most 3 terms. By id when nothing is said.")] order_by: Option<
            Vec<TaskOrder>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<TaskRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let asks_for_deleted = filter.as_ref().is_some_and(|filter| filter.own().asks_for_deleted());
        let listing = Listing::new(ctx, "tasks", filter.as_ref(), order_by.as_deref(), page)?;
        let listing = if asks_for_deleted { listing } else { listing.and(scope::living()) };
        let listing = listing.and(scope::visible(&call.actor));
        let source = Source { from: "tasks", columns: COLUMNS };
        listing.load::<TaskRecord, TaskRow, Types>(ctx, source, TaskRecord::from).await.map(Some)
    }

    /// How many tasks are overdue, by their owner, as far as you may see them: most first. Owners without any are left out.
    async fn overdue_tasks(&self, ctx: &Context<'_>) -> ApiResult<Option<Vec<OverdueTasks>>> {
        let call = ctx.call()?.clone();
        call.require(&permissions::READ)?;
        let counted = ctx.db()?.read(move |conn| Ok(overdue::count(conn, &call)?)).await?;
        Ok(Some(counted.into_iter().map(Open).collect()))
    }
}

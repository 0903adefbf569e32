//! Changing tasks.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Task, TaskId, TaskRow,
    inputs::{CompleteTaskInput, CreateTaskInput, TaskIdInput, UpdateTaskInput},
    service,
};

/// The task after the change.
#[derive(SimpleObject)]
pub(crate) struct TaskPayload {
    /// The task.
    task: Task,
}

impl From<TaskRow> for TaskPayload {
    fn from(row: TaskRow) -> Self {
        Self { task: Open(row.into()) }
    }
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct PurgeTaskPayload {
    /// The global id that the task had.
    id: ID,
}

/// The root fields that change tasks.
#[derive(Default)]
pub(crate) struct TaskMutations;

fn read_id(input: &TaskIdInput) -> ApiResult<TaskId> {
    input::id(&input.id, path!["input", "id"])
}

/// Changing tasks.
#[Object]
impl TaskMutations {
    /// Records a task.
    async fn create_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The task.")] input: CreateTaskInput,
    ) -> ApiResult<Option<TaskPayload>> {
        Ok(Some(service::task_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Changes a task.
    async fn update_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateTaskInput,
    ) -> ApiResult<Option<TaskPayload>> {
        Ok(Some(service::task_update(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Says that an open task was done, and what came of it. A CONFLICT for one that is done.
    async fn complete_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The task, and its result.")] input: CompleteTaskInput,
    ) -> ApiResult<Option<TaskPayload>> {
        Ok(Some(service::task_complete(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Opens a task again that was done; its result is kept in the history alone. A CONFLICT for an open one.
    async fn reopen_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The task.")] input: TaskIdInput,
    ) -> ApiResult<Option<TaskPayload>> {
        let row = service::task_reopen(ctx.call()?, ctx.db()?, read_id(&input)?, input.expected_version).await?;
        Ok(Some(row.into()))
    }

    /// Deletes a task, which can be restored.
    async fn delete_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The task.")] input: TaskIdInput,
    ) -> ApiResult<Option<TaskPayload>> {
        let row = service::task_delete(ctx.call()?, ctx.db()?, read_id(&input)?, input.expected_version).await?;
        Ok(Some(row.into()))
    }

    /// Restores a deleted task.
    async fn restore_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The task.")] input: TaskIdInput,
    ) -> ApiResult<Option<TaskPayload>> {
        let row = service::task_restore(ctx.call()?, ctx.db()?, read_id(&input)?, input.expected_version).await?;
        Ok(Some(row.into()))
    }

    /// Removes a task for good, living or deleted. The log keeps that there was one.
    async fn purge_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The task.")] input: TaskIdInput,
    ) -> ApiResult<Option<PurgeTaskPayload>> {
        let id = service::task_purge(ctx.call()?, ctx.db()?, read_id(&input)?, input.expected_version).await?;
        Ok(Some(PurgeTaskPayload { id: ID(id.to_global()) }))
    }
}

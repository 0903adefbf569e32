//! What a follower of tasks is told.

use chrono::NaiveDateTime;
use rapport_contacts::kept;
use rapport_db::events::Event;
use rapport_graphql::{
    ContextExt, EventCursor, GlobalId, Open, Record, Timestamp, Update,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Task, TaskById, TaskId, TaskNode,
    alarms::{AT, KIND, MOMENT},
};

/// A moment of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TaskMoment {
    /// When its owner wanted to be reminded.
    Reminder,
    /// When it is to be done at the latest.
    Due,
}
rapport_graphql::plain_enum!(TaskMoment);

/// A moment of a task that has come.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "TaskDue")]
pub struct TaskDueRecord {
    /// Hand this to `since`, to go on after this update.
    pub cursor: EventCursor,
    /// Which moment it is.
    pub moment: TaskMoment,
    /// When it was to be.
    pub at: Timestamp,
    /// When it was told.
    pub occurred_at: Timestamp,
    /// The global id of the task.
    pub task_id: GlobalId<TaskNode>,
    #[graphql(skip)]
    task: TaskId,
}

/// A moment of a task that has come, open to what modules add.
pub type TaskDue = Open<TaskDueRecord>;

/// A moment of a task that has come.
#[ComplexObject]
impl TaskDueRecord {
    /// The task as of now; null once it is deleted, or you may not see it.
    async fn task(&self, ctx: &Context<'_>) -> ApiResult<Option<Task>> {
        Ok(ctx.load::<TaskById>(self.task).await?.map(|row| Open(row.into())))
    }
}

impl TaskDueRecord {
    /// The update of an event; `None` for an event of another kind.
    pub(super) fn new(event: &Event) -> Option<Self> {
        let said = |field: &str| event.changes.iter().find(|change| change.field == field)?.new.as_str();
        let task = Id::from_uuid(event.record_id);
        let at: NaiveDateTime = said(AT)?.parse().ok()?;
        (event.kind == KIND).then_some(())?;
        Some(Self {
            cursor: EventCursor(event.seq?),
            moment: kept::value(said(MOMENT)?)?,
            at: Timestamp(at),
            occurred_at: Timestamp(event.occurred_at),
            task_id: GlobalId(task),
            task,
        })
    }
}

impl Update for TaskDueRecord {
    fn cursor(&self) -> Option<EventCursor> {
        Some(self.cursor)
    }
}

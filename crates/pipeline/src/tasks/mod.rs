//! Tasks: what is to be done, by whom and by when, about people, companies and deals.
//!
//! That a task's reminder or due date has come is an event like any other: [`Alarms`] writes it once, on whatever node, and
//! whoever follows their tasks reads it from the log.

mod alarm;
mod alarms;
pub(crate) mod extends;
pub(crate) mod filter;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod overdue;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod scope;
pub(crate) mod service;
pub(crate) mod subscriptions;
pub(crate) mod types;
pub(crate) mod updates;

use rapport_kernel::{Id, Kind};

pub use alarms::Alarms;
pub use filter::{TaskFilter, TaskFilterFields, TaskOrder, TaskOrders};
pub use loaders::TaskById;
pub use overdue::{OverdueTasks, OverdueTasksRecord};
pub use row::TaskRow;
pub use types::{Task, TaskKind, TaskPriority, TaskRecord, TaskStatus};
pub use updates::{TaskDue, TaskDueRecord, TaskMoment};

/// Tasks, as a kind of record. `TaskKind` is what clients call the kind of a task.
#[derive(Clone, Copy, Debug)]
pub struct TaskNode;

impl Kind for TaskNode {
    const NAME: &'static str = "Task";
}

/// The id of a task.
pub type TaskId = Id<TaskNode>;

//! Of which moment of a task its owner is told next.

use chrono::NaiveDateTime;

use super::{TaskMoment, TaskRow, TaskStatus};

/// The next moment that is still to be told; none for a task that is done or deleted. Each is told once: one that had come
/// while the task was done is told when it is reopened.
pub(super) fn next(row: &TaskRow) -> Option<(TaskMoment, NaiveDateTime)> {
    if row.deleted_at.is_some() || row.status() != TaskStatus::Open {
        return None;
    }
    let reminder = row.remind_at.filter(|_| row.reminded_at.is_none()).map(|at| (TaskMoment::Reminder, at));
    let due = row.due_at.filter(|_| row.due_told_at.is_none()).map(|at| (TaskMoment::Due, at));
    // The reminder first, when both are at once.
    [reminder, due].into_iter().flatten().min_by_key(|(_, at)| *at)
}

/// Keeps that a moment has been told.
pub(super) fn told(row: &mut TaskRow, moment: TaskMoment, now: NaiveDateTime) {
    match moment {
        TaskMoment::Reminder => row.reminded_at = Some(now),
        TaskMoment::Due => row.due_told_at = Some(now),
    }
    row.set_alarm();
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn each_moment_is_told_once_the_reminder_first() {
        let now = NaiveDateTime::default();
        let mut row = TaskRow::new(now);
        assert_eq!(next(&row), None);
        (row.due_at, row.remind_at) = (Some(now), Some(now));
        assert_eq!(next(&row), Some((TaskMoment::Reminder, now)));
        told(&mut row, TaskMoment::Reminder, now);
        assert_eq!((next(&row), row.alarm_at), (Some((TaskMoment::Due, now)), Some(now)));
        told(&mut row, TaskMoment::Due, now);
        assert_eq!((next(&row), row.alarm_at), (None, None));
        // Put off, it is told again; done, it is not.
        let mut later = TaskRow { due_at: Some(now + TimeDelta::days(1)), ..row.clone() };
        later.changed(&row, now);
        assert_eq!(later.alarm_at, later.due_at);
        let open = later.clone();
        later.set_status(TaskStatus::Done);
        later.changed(&open, now);
        assert_eq!(later.alarm_at, None);
    }
}

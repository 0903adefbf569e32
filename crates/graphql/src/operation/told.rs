//! What an operation cost, as its answer tells it.

use super::{answer::Answer, budget::Rate};

/// `extensions.cost` of an answer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    /// What the operation asked for at most.
    pub(crate) requested: u64,
    /// What it came to, with as many records as there were.
    pub(crate) actual: u64,
    /// What the actor may still ask for, and how fast more comes; nothing where nobody counts.
    pub(crate) left: Option<(u64, Rate)>,
}

impl Told {
    /// Writes it behind what an answer holds. The answer is text by now, and is not read again for this.
    pub(crate) fn append(self, answer: &mut Answer) {
        let Self { requested, actual, left } = self;
        if answer.json.pop() != Some('}') {
            return;
        }
        let left = left.map_or_else(String::new, |(available, rate)| {
            format!(",\"available\":{available},\"restoreRate\":{}", rate.restore)
        });
        answer.json.push_str(&format!(
            ",\"extensions\":{{\"cost\":{{\"requested\":{requested},\"actual\":{actual}{left}}}}}}}"
        ));
    }
}

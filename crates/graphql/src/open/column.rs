//! One field of many records, written: the texts one behind the other, and where each ends.

/// A value for each record of a list.
#[derive(Debug, Default)]
pub(crate) struct Column {
    text: String,
    ends: Vec<usize>,
}

impl Column {
    /// A column for so many records.
    pub(crate) fn of(records: usize) -> Self {
        Self { text: String::new(), ends: Vec::with_capacity(records) }
    }

    /// The same for each of so many records.
    pub(crate) fn repeat(text: &str, records: usize) -> Self {
        let mut column = Self::of(records);
        for _ in 0..records {
            column.add(|out| out.push_str(text));
        }
        column
    }

    /// Writes the value of the next record.
    pub(crate) fn add(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// The value of a record.
    pub(crate) fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let text = self.ends.get(index).and_then(|end| self.text.get(start..*end));
        text.unwrap_or("null")
    }

    /// The values of these records as a list.
    pub(crate) fn write_list(&self, records: std::ops::Range<usize>, out: &mut String) {
        out.push('[');
        for (place, index) in records.enumerate() {
            if place > 0 {
                out.push(',');
            }
            out.push_str(self.get(index));
        }
        out.push(']');
    }

    /// The value of the first record.
    pub(crate) fn into_first(mut self) -> String {
        self.text.truncate(self.ends.first().copied().unwrap_or(0));
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_record_has_its_own() {
        let mut column = Column::of(3);
        for text in ["1", "", "\"drei\""] {
            column.add(|out| out.push_str(text));
        }
        assert_eq!([column.get(0), column.get(1), column.get(2), column.get(3)], ["1", "", "\"drei\"", "null"]);
        let mut list = String::new();
        Column::repeat("null", 2).write_list(0..2, &mut list);
        assert_eq!(list, "[null,null]");
    }
}

//! A relation to a list of records.

use std::{collections::HashMap, marker::PhantomData, ops::Range};

use async_graphql::{OutputType, PathSegment};
use futures_util::future::BoxFuture;

use super::{Asked, Failed, Fill, Relation};
use crate::{
    ContextExt, Open, Record,
    loader::Batch,
    open::{
        column::Column,
        place::{Below, key},
        render::render,
    },
};

/// A relation to all records of a list, by a batch: for lists that are short by nature.
pub fn list<T, B, R>(name: &'static str, description: &'static str, by: fn(&T) -> B::Key) -> Relation<T>
where
    T: Record,
    B: Batch<Value: IntoIterator<Item: Into<R>>>,
    R: Record,
{
    Relation {
        name,
        description,
        arguments: &[],
        needs: None,
        sees: None,
        register: <Vec<Open<R>> as OutputType>::create_type_info,
        is_nullable: false,
        filled_by: Box::new(List::<T, B, R> { by, to: PhantomData }),
    }
}

struct List<T, B: Batch, R> {
    by: fn(&T) -> B::Key,
    to: PhantomData<fn() -> R>,
}

impl<T, B, R> Fill<T> for List<T, B, R>
where
    T: Record,
    B: Batch<Value: IntoIterator<Item: Into<R>>>,
    R: Record,
{
    fn fill<'a>(&'a self, asked: Asked<'a, T>) -> BoxFuture<'a, Result<Column, Failed>> {
        Box::pin(async move {
            let keys: Vec<B::Key> = asked.records.iter().map(|record| (self.by)(record)).collect();
            let mut found: HashMap<_, _> = asked.ctx.load_many::<B>(keys.iter().cloned()).await?;
            let mut related: Vec<R> = Vec::new();
            // Of two parents with one key, which only a record that stands twice has, the second has its records again.
            let mut ranges: Vec<Range<usize>> = Vec::with_capacity(keys.len());
            for by in &keys {
                let start = related.len();
                related.extend(found.remove(by).into_iter().flatten().map(Into::into));
                ranges.push(start..related.len());
            }
            share(&keys, &mut ranges);
            let step = asked.ctx.item.node.response_key().node.as_str();
            let place = Below {
                parents: asked.place,
                steps: |index: usize| {
                    let parents = ranges.iter().enumerate().filter(|(_, range)| range.contains(&index));
                    parents
                        .map(|(parent, range)| (parent, vec![key(step), PathSegment::Index(index - range.start)]))
                        .collect()
                },
            };
            let selection = asked.ctx.with_selection_set(&asked.ctx.item.node.selection_set);
            let related: Vec<&R> = related.iter().collect();
            let rendered = render(&related, &selection, &place).await?;
            let mut column = Column::of(ranges.len());
            for range in &ranges {
                column.add(|out| rendered.write_list(range.clone(), out));
            }
            Ok(column)
        })
    }
}

/// Gives parents of one key the same records.
fn share<K: Eq + std::hash::Hash>(keys: &[K], ranges: &mut [Range<usize>]) {
    let mut first: HashMap<&K, Range<usize>> = HashMap::with_capacity(keys.len());
    for (key, range) in keys.iter().zip(ranges) {
        *range = first.entry(key).or_insert_with(|| range.clone()).clone();
    }
}

//! A relation to what is part of the record itself.

use async_graphql::{OutputType, PathSegment};
use futures_util::future::BoxFuture;

use super::{Asked, Failed, Fill, Relation};
use crate::{
    Open, Record,
    open::{
        column::Column,
        place::{Below, key},
        render::render,
    },
};

/// A part of the record that has fields of its own, such as an amount of money.
pub fn part<T: Record, R: Record>(
    name: &'static str,
    description: &'static str,
    part: fn(&T) -> Option<R>,
) -> Relation<T> {
    Relation {
        name,
        description,
        arguments: &[],
        needs: None,
        sees: None,
        register: <Option<Open<R>> as OutputType>::create_type_info,
        is_nullable: true,
        filled_by: Box::new(Part { part }),
    }
}

struct Part<T, R> {
    part: fn(&T) -> Option<R>,
}

impl<T: Record, R: Record> Fill<T> for Part<T, R> {
    fn fill<'a>(&'a self, asked: Asked<'a, T>) -> BoxFuture<'a, Result<Column, Failed>> {
        Box::pin(async move {
            let parts: Vec<Option<R>> = asked.records.iter().map(|record| (self.part)(record)).collect();
            let step: PathSegment = key(asked.ctx.item.node.response_key().node.as_str());
            let has_part: Vec<usize> =
                (0..parts.len()).filter(|index| matches!(parts.get(*index), Some(Some(_)))).collect();
            let place = Below {
                parents: asked.place,
                steps: |index: usize| {
                    has_part.get(index).map(|parent| (*parent, vec![step.clone()])).into_iter().collect()
                },
            };
            let selection = asked.ctx.with_selection_set(&asked.ctx.item.node.selection_set);
            let present: Vec<&R> = parts.iter().flatten().collect();
            let rendered = render(&present, &selection, &place).await?;
            let mut column = Column::of(parts.len());
            let mut next = 0;
            for part in &parts {
                column.add(|out| out.push_str(if part.is_some() { rendered.get(next) } else { "null" }));
                next += usize::from(part.is_some());
            }
            Ok(column)
        })
    }
}

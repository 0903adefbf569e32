//! A relation to one record.

use std::{collections::HashMap, marker::PhantomData};

use async_graphql::OutputType;
use futures_util::future::BoxFuture;

use super::{Asked, Failed, Fill, Relation};
use crate::{
    ContextExt, Open, Record,
    loader::Batch,
    open::{
        column::Column,
        place::{Below, key},
        render::{is_shareable, render},
    },
};

/// A relation to at most one record, by a batch: null where there is none that the actor sees.
pub fn one<T: Record, B: Batch, R: Record + From<B::Value>>(
    name: &'static str,
    description: &'static str,
    by: fn(&T) -> Option<B::Key>,
) -> Relation<T> {
    Relation {
        name,
        description,
        arguments: &[],
        needs: None,
        sees: None,
        register: <Option<Open<R>> as OutputType>::create_type_info,
        is_nullable: true,
        filled_by: Box::new(One::<T, B, R> { by, to: PhantomData }),
    }
}

struct One<T, B: Batch, R> {
    by: fn(&T) -> Option<B::Key>,
    to: PhantomData<fn() -> R>,
}

impl<T: Record, B: Batch, R: Record + From<B::Value>> Fill<T> for One<T, B, R> {
    fn fill<'a>(&'a self, asked: Asked<'a, T>) -> BoxFuture<'a, Result<Column, Failed>> {
        Box::pin(async move {
            let keys: Vec<Option<B::Key>> = asked.records.iter().map(|record| (self.by)(record)).collect();
            let mut found = asked.ctx.load_many::<B>(keys.iter().flatten().cloned()).await?;
            let selection = asked.ctx.with_selection_set(&asked.ctx.item.node.selection_set);
            let is_shareable = is_shareable::<R>(&selection);
            // Each record once, with everybody who leads to it.
            let mut related: Vec<R> = Vec::new();
            let mut parents: Vec<Vec<usize>> = Vec::new();
            let mut stands: HashMap<&B::Key, usize> = HashMap::new();
            let mut leads_to: Vec<Option<usize>> = Vec::with_capacity(keys.len());
            for (parent, by) in keys.iter().enumerate() {
                let Some(by) = by else {
                    leads_to.push(None);
                    continue;
                };
                let known = if is_shareable { stands.get(by).copied() } else { None };
                let index = match known {
                    Some(index) => Some(index),
                    None => {
                        let row = if is_shareable { found.remove(by) } else { found.get(by).cloned() };
                        row.map(|row| {
                            related.push(R::from(row));
                            parents.push(Vec::new());
                            related.len() - 1
                        })
                    }
                };
                if let Some(index) = index {
                    stands.insert(by, index);
                    if let Some(parents) = parents.get_mut(index) {
                        parents.push(parent);
                    }
                }
                leads_to.push(index);
            }
            let step = asked.ctx.item.node.response_key().node.as_str();
            let place = Below {
                parents: asked.place,
                steps: |index: usize| {
                    let parents = parents.get(index).map_or(&[][..], Vec::as_slice);
                    parents.iter().map(|parent| (*parent, vec![key(step)])).collect()
                },
            };
            let related: Vec<&R> = related.iter().collect();
            let rendered = render(&related, &selection, &place).await?;
            let mut column = Column::of(leads_to.len());
            for index in leads_to {
                column.add(|out| out.push_str(index.map_or("null", |index| rendered.get(index))));
            }
            Ok(column)
        })
    }
}

//! Relations to plain values.

use std::{collections::HashMap, marker::PhantomData};

use async_graphql::OutputType;
use futures_util::future::BoxFuture;

use super::{Asked, Failed, Fill, Relation};
use crate::{ContextExt, Plain, Record, loader::Batch, open::column::Column};

/// A value of the record itself that wants more than standing there: a permission, or a type of its own.
pub fn own<T: Record, V: Plain + OutputType + 'static>(
    name: &'static str,
    description: &'static str,
    value: fn(&T) -> V,
) -> Relation<T> {
    Relation {
        name,
        description,
        arguments: &[],
        needs: None,
        sees: None,
        register: V::create_type_info,
        is_nullable: V::qualified_type_name().ends_with(|end| end != '!'),
        filled_by: Box::new(Own { value }),
    }
}

struct Own<T, V> {
    value: fn(&T) -> V,
}

impl<T: Record, V: Plain + 'static> Fill<T> for Own<T, V> {
    fn fill<'a>(&'a self, asked: Asked<'a, T>) -> BoxFuture<'a, Result<Column, Failed>> {
        let mut column = Column::of(asked.records.len());
        for record in asked.records {
            column.add(|out| (self.value)(record).write(out));
        }
        Box::pin(std::future::ready(Ok(column)))
    }
}

/// A value by a batch; the batch's default where it has none.
pub fn value<T, B, V>(
    name: &'static str,
    description: &'static str,
    by: fn(&T) -> B::Key,
    take: fn(B::Value) -> V,
) -> Relation<T>
where
    T: Record,
    B: Batch<Value: Default>,
    V: Plain + OutputType + 'static,
{
    Relation {
        name,
        description,
        arguments: &[],
        needs: None,
        sees: None,
        register: V::create_type_info,
        is_nullable: V::qualified_type_name().ends_with(|end| end != '!'),
        filled_by: Box::new(Value::<T, B, V> { by, take, of: PhantomData }),
    }
}

struct Value<T, B: Batch, V> {
    by: fn(&T) -> B::Key,
    take: fn(B::Value) -> V,
    of: PhantomData<fn() -> B>,
}

impl<T, B, V> Fill<T> for Value<T, B, V>
where
    T: Record,
    B: Batch<Value: Default>,
    V: Plain + 'static,
{
    fn fill<'a>(&'a self, asked: Asked<'a, T>) -> BoxFuture<'a, Result<Column, Failed>> {
        Box::pin(async move {
            let keys: Vec<B::Key> = asked.records.iter().map(|record| (self.by)(record)).collect();
            let found: HashMap<_, _> = asked.ctx.load_many::<B>(keys.iter().cloned()).await?;
            let mut column = Column::of(keys.len());
            for by in &keys {
                let found = found.get(by).cloned().unwrap_or_default();
                column.add(|out| (self.take)(found).write(out));
            }
            Ok(column)
        })
    }
}

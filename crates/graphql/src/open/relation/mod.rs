//! Relations: fields that lead from records to what others hold of them. Each is declared once, and resolved for all
//! records of a list together: one batch, one selection, no future for each record.
//!
//! ```ignore
//! impl Related for ContactRecord {
//!     fn relations() -> Vec<Relation<Self>> {
//!         vec![
//!             one::<_, UserById, UserRecord>("owner", "Who looks after the person.", |contact| contact.owner),
//!             list::<_, ByContactId<Email>, Email>("emails", "The e-mail addresses.", |contact| contact.id)
//!                 .needs(permissions::READ_CONTACT_POINTS),
//!         ]
//!     }
//! }
//! ```

mod list;
mod one;
mod page;
mod part;
mod value;

use std::{
    any::{Any, TypeId},
    collections::HashMap,
};

use async_graphql::{
    Context, ContextBase, ContextSelectionSet, Positioned, ServerError, ServerResult,
    parser::types::Field,
    registry::{MetaField, MetaInputValue, Registry},
};
use futures_util::future::BoxFuture;
use rapport_kernel::{ApiError, ApiResult, Code, Permission};

pub use self::{
    list::list,
    one::one,
    page::{ListingOf, page},
    part::part,
    value::{own, value},
};
use super::{
    column::Column,
    object::Record,
    place::{Below, Place, key},
};
use crate::ContextExt;

/// A record with relations. `#[record(.., relations)]` says so.
pub trait Related: Record {
    /// The relations.
    fn relations() -> Vec<Relation<Self>>
    where
        Self: Sized;
}

/// A field of `T` that is resolved for many records together.
pub struct Relation<T: ?Sized> {
    pub(crate) name: &'static str,
    description: &'static str,
    arguments: &'static [Argument],
    needs: Option<Permission>,
    sees: Option<Guard<T>>,
    register: fn(&mut Registry) -> String,
    is_nullable: bool,
    filled_by: Box<dyn Fill<T>>,
}

/// Tells of each of these records whether the actor sees a field of it; `None` when that is so of all.
pub type Guard<T> = Box<dyn for<'a> Fn(&'a Context<'a>, &'a [&'a T]) -> Seen<'a> + Send + Sync>;

/// What a [`Guard`] tells.
pub type Seen<'a> = BoxFuture<'a, ApiResult<Option<Vec<bool>>>>;

/// An argument of a relation.
struct Argument {
    name: &'static str,
    ty: &'static str,
    description: &'static str,
}

/// What a relation is asked: for which records, with what arguments and selection, and where they stand.
struct Asked<'a, T: ?Sized> {
    records: &'a [&'a T],
    ctx: &'a Context<'a>,
    place: &'a dyn Place,
}

/// Fills the column of a relation.
trait Fill<T: ?Sized>: Send + Sync {
    fn fill<'a>(&'a self, asked: Asked<'a, T>) -> BoxFuture<'a, Result<Column, Failed>>;
}

/// Why a column could not be filled: by its own, or by what stands below it, which has its place already.
enum Failed {
    Itself(ApiError),
    Below(ServerError),
}

impl From<ApiError> for Failed {
    fn from(error: ApiError) -> Self {
        Self::Itself(error)
    }
}

impl From<ServerError> for Failed {
    fn from(error: ServerError) -> Self {
        Self::Below(error)
    }
}

impl<T> Relation<T> {
    /// Says that not everybody who sees the record sees this field: others get null and an error.
    #[must_use]
    pub fn needs(mut self, permission: Permission) -> Self {
        self.needs = Some(permission);
        self.is_nullable = true;
        self
    }

    /// Says that who sees a record sees this field of some only: of the others it is null, with an error.
    #[must_use]
    pub fn only_where(mut self, sees: Guard<T>) -> Self {
        self.sees = Some(sees);
        self.is_nullable = true;
        self
    }

    /// Registers the types that the field refers to.
    pub(crate) fn register(&self, registry: &mut Registry) -> MetaField {
        let ty = (self.register)(registry);
        let ty = if self.is_nullable { ty.trim_end_matches('!') } else { &ty };
        let mut field = MetaField::new(self.name, ty);
        field.description = Some(self.description.to_owned());
        for argument in self.arguments {
            let mut input = MetaInputValue::new(argument.name, argument.ty);
            input.description = Some(argument.description.to_owned());
            field.args.insert(argument.name.to_owned(), input);
        }
        field
    }

    /// The values of the field for these records.
    pub(crate) async fn fill(
        &self,
        records: &[&T],
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
        place: &dyn Place,
    ) -> ServerResult<Column> {
        self.fill_at(records, &ctx.with_field(field), place).await
    }

    /// The same, in the context of the field.
    pub(crate) async fn fill_at(&self, records: &[&T], ctx: &Context<'_>, place: &dyn Place) -> ServerResult<Column> {
        let allowed = match &self.needs {
            Some(permission) => ctx.call().and_then(|call| call.require(permission)),
            None => Ok(()),
        };
        let seen = match (allowed, &self.sees) {
            (Ok(()), Some(sees)) => sees(ctx, records).await,
            (Ok(()), None) => Ok(None),
            (Err(error), _) => Err(error),
        };
        match seen {
            Ok(Some(seen)) if seen.contains(&false) => self.fill_some(records, &seen, ctx, place).await,
            Ok(_) => self.fill_all(records, ctx, place).await,
            Err(error) => self.nulls(error.into(), records.len(), ctx, place),
        }
    }

    async fn fill_all(&self, records: &[&T], ctx: &Context<'_>, place: &dyn Place) -> ServerResult<Column> {
        let filled = self.filled_by.fill(Asked { records, ctx, place }).await;
        filled.or_else(|failed| self.nulls(failed, records.len(), ctx, place))
    }

    /// The values for those records of which the field is seen; null and an error for the others.
    async fn fill_some(
        &self,
        records: &[&T],
        seen: &[bool],
        ctx: &Context<'_>,
        place: &dyn Place,
    ) -> ServerResult<Column> {
        let shown: Vec<usize> =
            (0..records.len()).filter(|record| seen.get(*record).copied().unwrap_or(false)).collect();
        let some: Vec<&T> = shown.iter().filter_map(|record| records.get(*record).copied()).collect();
        let of_shown = Below {
            parents: place,
            steps: |index: usize| shown.get(index).map(|record| (*record, Vec::new())).into_iter().collect(),
        };
        let filled = if some.is_empty() { Column::of(0) } else { self.fill_all(&some, ctx, &of_shown).await? };
        let hidden: Vec<usize> = (0..records.len()).filter(|record| !shown.contains(record)).collect();
        let of_hidden = Below {
            parents: place,
            steps: |index: usize| hidden.get(index).map(|record| (*record, Vec::new())).into_iter().collect(),
        };
        let refused = ApiError::new(Code::Forbidden, "You may not see this field of this record.");
        self.nulls(refused.into(), hidden.len(), ctx, &of_hidden)?;
        let mut column = Column::of(records.len());
        let mut next = 0;
        for record in 0..records.len() {
            let is_shown = seen.get(record).copied().unwrap_or(false);
            column.add(|out| out.push_str(if is_shown { filled.get(next) } else { "null" }));
            next += usize::from(is_shown);
        }
        Ok(column)
    }

    /// Null for each record, and the error at each place where one stands.
    fn nulls(&self, failed: Failed, records: usize, ctx: &Context<'_>, place: &dyn Place) -> ServerResult<Column> {
        let error = match failed {
            Failed::Itself(error) => async_graphql::Error::from(error).into_server_error(ctx.item.pos),
            Failed::Below(error) => error,
        };
        let response_key = ctx.item.node.response_key().node.as_str();
        let mut errors = (0..records).flat_map(|record| place.paths(record)).map(|mut path| {
            path.push(key(response_key));
            ServerError { path, ..error.clone() }
        });
        if !self.is_nullable {
            return Err(errors.next().unwrap_or_else(|| error.clone()));
        }
        for error in errors {
            ctx.add_error(error);
        }
        Ok(Column::repeat("null", records))
    }
}

/// The relations that modules added, by the Rust type of the record and the field's name.
#[derive(Default)]
pub(crate) struct AddedRelations(pub(crate) HashMap<TypeId, HashMap<&'static str, AddedRelation>>);

/// A `&'static Relation<T>` of the record's type.
pub(crate) type AddedRelation = Box<dyn Any + Send + Sync>;

/// The relation of this name, of the record itself or added by a module.
pub(crate) fn relation_of<'a, T: Record, I>(ctx: &ContextBase<'a, I>, name: &str) -> Option<&'a Relation<T>> {
    if let Some(own) = T::relations().iter().find(|relation| relation.name == name) {
        return Some(own);
    }
    let added = ctx.data_opt::<AddedRelations>()?.0.get(&TypeId::of::<T>())?.get(name)?;
    added.downcast_ref::<&'static Relation<T>>().copied()
}

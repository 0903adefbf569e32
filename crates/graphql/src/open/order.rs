//! Open orders: an enum of fields to which modules add, and the input that names one with a direction.

use std::{any::TypeId, borrow::Cow, collections::HashMap, marker::PhantomData};

use async_graphql::{
    InputType, InputValueError, InputValueResult, Value,
    indexmap::IndexMap,
    registry::{EnumBuilder, InputObjectBuilder, MetaEnumValue, MetaInputValue, MetaTypeId, Registry},
};
use rapport_db::page::{Nulls, SortKey};

use rapport_kernel::{ApiResult, Call};

use crate::list::Served;

/// A field by which a list can be ordered.
#[derive(Clone, Debug)]
pub struct OrderField {
    /// Its name in the enum.
    pub name: &'static str,
    /// What it is, for the schema.
    pub description: &'static str,
    /// The SQL expression.
    pub expression: &'static str,
    /// Whether it can be NULL.
    pub nullable: bool,
}

/// The orders of one list.
pub trait OrderRoot: Send + Sync + 'static {
    /// The name of the open input type, such as `ContactOrder`; the enum has `Field` behind it.
    const NAME: &'static str;
    /// The module's own fields.
    const FIELDS: &'static [OrderField];
    /// The SQL expression of the id, in which every order ends.
    const ID: &'static str;
    /// What an index serves. Everything else is answered within a bound of time.
    const SERVED: &'static [Served] = &[];
    /// Whether the list shows an actor only some of its records.
    const SCOPED: bool = false;

    /// Refuses an order to who may not see by what it orders: the order of records tells of their values.
    ///
    /// # Errors
    /// FORBIDDEN.
    fn admits(_call: &Call, _field: &str) -> ApiResult<()> {
        Ok(())
    }
}

/// One term of an order: a field, its direction, and where NULLs stand.
#[derive(Clone, Debug)]
pub struct OrderBy<R> {
    field: String,
    descending: bool,
    nulls: Option<Nulls>,
    root: PhantomData<fn() -> R>,
}

/// The order fields that modules added, by list and name.
#[derive(Clone, Default)]
pub struct AddedOrders(pub(crate) HashMap<TypeId, HashMap<&'static str, OrderField>>);

impl<R: OrderRoot> OrderBy<R> {
    /// Whether the greatest comes first.
    #[must_use]
    pub const fn descending(&self) -> bool {
        self.descending
    }

    /// Whether NULLs are to stand where no index has them: both databases hold NULL below every value.
    pub(crate) fn asks_for_nulls_elsewhere(&self) -> bool {
        let native = if self.descending { Nulls::Last } else { Nulls::First };
        self.nulls.is_some_and(|nulls| nulls != native)
    }

    /// The name of the field.
    pub(crate) fn field(&self) -> &str {
        &self.field
    }

    /// The sort key behind the term; `None` when it orders by the id, which ends every order anyway.
    #[must_use]
    pub fn key(&self, added: &AddedOrders) -> Option<SortKey> {
        let own = R::FIELDS.iter().find(|field| field.name == self.field);
        let field = own.or_else(|| added.0.get(&TypeId::of::<R>())?.get(self.field.as_str()))?;
        if field.expression == R::ID {
            return None;
        }
        let native = if self.descending { Nulls::Last } else { Nulls::First };
        Some(SortKey {
            expression: field.expression,
            nullable: field.nullable,
            descending: self.descending,
            nulls: self.nulls.unwrap_or(native),
        })
    }

    /// What tells this term from others, for the fingerprint of a cursor.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("{}:{}:{:?}", self.field, self.descending, self.nulls)
    }
}

/// Which orders an index serves, for the schema.
fn served<R: OrderRoot>() -> String {
    if R::SERVED.is_empty() {
        return String::new();
    }
    let mut keys: Vec<Option<&str>> = Vec::new();
    for served in R::SERVED {
        if !keys.contains(&served.filter) {
            keys.push(served.filter);
        }
    }
    let orders = |key: &Option<&str>| {
        let orders = R::SERVED.iter().filter(|served| served.filter == *key).map(|served| match served.order {
            [] => "ID".to_owned(),
            fields => fields.join(" then "),
        });
        let all = orders.collect::<Vec<_>>().join(" | ");
        key.map_or_else(|| format!("no filter: {all}"), |key| format!("one value of `{key}`: {all}"))
    };
    let all: Vec<_> = keys.iter().map(orders).collect();
    let scope = if R::SCOPED { " for who sees every record" } else { "" };
    format!(
        " These are as quick in a long list as in a short one{scope}, all terms in one direction, NULLs of a second term where \
         they stand by themselves: {}. Any other filter or order is looked through for a second, and is TOO_COMPLEX when \
         that does not fill the page.",
        all.join("; ")
    )
}

fn enum_name<R: OrderRoot>() -> String {
    format!("{}Field", R::NAME)
}

/// The name of the enum of a list's order fields.
pub(crate) fn create_enum<R: OrderRoot>(registry: &mut Registry) -> String {
    let name = enum_name::<R>();
    if !registry.types.contains_key(&name) {
        let values: IndexMap<String, MetaEnumValue> = R::FIELDS
            .iter()
            .map(|field| {
                let mut value = MetaEnumValue::new(field.name);
                value.description = Some(field.description.to_owned());
                (field.name.to_owned(), value)
            })
            .collect();
        let info = EnumBuilder::new(&name, values)
            .description(Some(format!("The fields by which {} can be ordered.", R::NAME.trim_end_matches("Order"))))
            .rust_typename(std::any::type_name::<OrderBy<R>>())
            .build();
        registry.types.insert(name.clone(), info);
    }
    name
}

fn create_shared_enum(registry: &mut Registry, name: &str, description: &str, values: [(&str, &str); 2]) {
    if registry.types.contains_key(name) {
        return;
    }
    let values: IndexMap<String, MetaEnumValue> = values
        .into_iter()
        .map(|(value, description)| {
            let mut meta = MetaEnumValue::new(value);
            meta.description = Some(description.to_owned());
            (value.to_owned(), meta)
        })
        .collect();
    let info = EnumBuilder::new(name, values)
        .description(Some(description.to_owned()))
        .rust_typename("rapport_graphql::open::order")
        .build();
    registry.types.insert(name.to_owned(), info);
}

impl<R: OrderRoot> InputType for OrderBy<R> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        R::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            create_shared_enum(
                registry,
                "SortDirection",
                "Which end of an order comes first.",
                [("ASC", "The smallest first."), ("DESC", "The greatest first.")],
            );
            create_shared_enum(
                registry,
                "NullsOrder",
                "Where records without a value stand in an order.",
                [("FIRST", "Before all others."), ("LAST", "After all others.")],
            );
            let mut field = MetaInputValue::new("field", format!("{}!", create_enum::<R>(registry)));
            field.description = Some("The field to order by.".to_owned());
            let mut direction = MetaInputValue::new("direction", "SortDirection!");
            direction.description = Some("Which end comes first.".to_owned());
            direction.default_value = Some("ASC".to_owned());
            let mut nulls = MetaInputValue::new("nulls", "NullsOrder");
            nulls.description = Some(
                "Where records without a value stand. Without it they come first in ASC, last in DESC.".to_owned(),
            );
            let fields = [field, direction, nulls].into_iter().map(|field| (field.name.clone(), field)).collect();
            InputObjectBuilder::new(R::NAME, fields)
                .description(Some(format!(
                    "One term of an order. The id always ends it, so that it is total.{}",
                    served::<R>()
                )))
                .rust_typename(std::any::type_name::<Self>())
                .build()
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let Some(Value::Object(object)) = value else {
            return Err(InputValueError::expected_type(value.unwrap_or_default()));
        };
        let word = |key: &str| match object.get(key) {
            Some(Value::Enum(name)) => Some(name.to_string()),
            Some(Value::String(name)) => Some(name.clone()),
            _ => None,
        };
        Ok(Self {
            field: word("field").ok_or_else(|| InputValueError::custom("an order names its field"))?,
            descending: word("direction").as_deref() == Some("DESC"),
            nulls: word("nulls").map(|nulls| if nulls == "LAST" { Nulls::Last } else { Nulls::First }),
            root: PhantomData,
        })
    }

    fn to_value(&self) -> Value {
        Value::String(self.signature())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

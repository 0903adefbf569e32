//! Open filters: an input object to which modules add keys.

use std::{any::TypeId, borrow::Cow, collections::HashMap, sync::Arc};

use async_graphql::{
    InputType, InputValueError, InputValueResult, Name, Value,
    indexmap::IndexMap,
    registry::{InputObjectBuilder, MetaInputValue, MetaTypeId, Registry},
};
use rapport_db::Sql;
use rapport_kernel::{ApiError, ApiResult, Call};

use crate::registry;

/// How many filters one may have in it, by `and`, `or` and `not`.
const LARGEST: usize = 50;

/// How many values one may bind.
const MOST_VALUES: usize = 2_000;

/// A filter's own keys.
pub trait FilterFields: InputType + Clone + Send + Sync + 'static {
    /// The name of the open input type.
    const NAME: &'static str;

    /// What a record must meet: all of these.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a value that no record could have, such as an id of another kind.
    fn conditions(&self, filtering: &Filtering<'_>) -> ApiResult<Vec<Sql>>;

    /// Refuses a key that another module added to who may not filter by it.
    ///
    /// # Errors
    /// FORBIDDEN.
    fn admits(_call: &Call, _key: &str) -> ApiResult<()> {
        Ok(())
    }
}

/// A filter: its own keys, `and`, `or`, `not`, and the keys that modules added.
#[derive(Clone, Debug)]
pub struct Filter<F> {
    own: F,
    and: Vec<Self>,
    or: Option<Vec<Self>>,
    not: Option<Box<Self>>,
    added: Vec<(String, Value)>,
    /// The keys, if each asks for one value: `country: { eq: .. }`.
    equalities: Option<Vec<String>>,
}

/// A key that a module adds to the filter `Parent`.
pub trait FilterKey: Send + Sync + 'static {
    /// The own keys of the filter that is extended.
    type Parent: FilterFields;
    /// What stands behind the key.
    type Input: InputType;
    /// The key.
    const KEY: &'static str;
    /// What it filters by, for the schema.
    const DESCRIPTION: &'static str;

    /// What a record must meet.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a value that no record could have.
    fn condition(input: Self::Input, filtering: &Filtering<'_>) -> ApiResult<Sql>;
}

/// What a key asks of a record, given what stands behind it.
pub(crate) type Condition = Arc<dyn Fn(Value, &Filtering<'_>) -> ApiResult<Sql> + Send + Sync>;

/// The keys that modules added, by filter and name.
#[derive(Clone, Default)]
pub struct AddedKeys(pub(crate) HashMap<TypeId, HashMap<&'static str, Condition>>);

/// A filter on its way to SQL.
pub struct Filtering<'a> {
    /// The call that filters.
    pub call: &'a Call,
    added: &'a AddedKeys,
    is_related: bool,
}

impl<'a> Filtering<'a> {
    pub(crate) const fn new(call: &'a Call, added: &'a AddedKeys) -> Self {
        Self { call, added, is_related: false }
    }

    /// What a related record must meet, such as the company of a person. One level: what is related has no relations
    /// of its own in a filter, for no index would serve them.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a second level, and as the filter says.
    pub fn related<F: FilterFields>(&self, key: &'static str, filter: &Filter<F>) -> ApiResult<Sql> {
        if self.is_related {
            let message = format!("{key} cannot stand here: a filter goes over one relation, not over two.");
            return Err(ApiError::bad_input(crate::path!["filter", key], message));
        }
        filter.condition(&Self { call: self.call, added: self.added, is_related: true })
    }
}

pub(crate) fn condition_of<K: FilterKey>() -> Condition {
    Arc::new(|value, filtering| {
        let input = K::Input::parse(Some(value)).map_err(|error| crate::input::refused(K::KEY, error))?;
        K::condition(input, filtering)
    })
}

impl<F: FilterFields> Filter<F> {
    /// The filter's own keys.
    pub const fn own(&self) -> &F {
        &self.own
    }

    /// The keys, if each asks for one value alone.
    pub(crate) fn equalities(&self) -> Option<Vec<&str>> {
        Some(self.equalities.as_ref()?.iter().map(String::as_str).collect())
    }

    /// How many filters there are in this one, itself included.
    fn count(&self) -> usize {
        let inner = self.and.iter().chain(self.or.iter().flatten()).chain(self.not.as_deref());
        inner.fold(1, |sum, filter| sum.saturating_add(filter.count()))
    }

    /// What a record must meet.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a filter of too many parts, or as the keys say.
    pub fn condition(&self, filtering: &Filtering<'_>) -> ApiResult<Sql> {
        if self.count() > LARGEST {
            let message = format!("A filter has at most {LARGEST} parts.");
            return Err(ApiError::bad_input(crate::path!["filter"], message));
        }
        let condition = self.part(filtering)?;
        if condition.binds() > MOST_VALUES {
            let message = format!("A filter has at most {MOST_VALUES} values, counted up to powers of two.");
            return Err(ApiError::bad_input(crate::path!["filter"], message));
        }
        Ok(condition)
    }

    fn part(&self, filtering: &Filtering<'_>) -> ApiResult<Sql> {
        let mut all = self.own.conditions(filtering)?;
        for filter in &self.and {
            all.push(filter.part(filtering)?);
        }
        if let Some(or) = &self.or {
            all.push(Sql::any(or.iter().map(|filter| filter.part(filtering)).collect::<ApiResult<_>>()?));
        }
        if let Some(not) = &self.not {
            all.push(not.part(filtering)?.complement());
        }
        let keys = filtering.added.0.get(&TypeId::of::<F>());
        for (name, value) in &self.added {
            let condition = keys.and_then(|keys| keys.get(name.as_str()));
            if let (Some(condition), false) = (condition, *value == Value::Null) {
                F::admits(filtering.call, name)?;
                all.push(condition(value.clone(), filtering)?);
            }
        }
        Ok(Sql::all(all))
    }
}

/// The keys of a filter, if each asks for one value: by `eq` alone, or by a list of one.
fn equalities(filter: &IndexMap<Name, Value>) -> Option<Vec<String>> {
    let is_said = |(_, value): &(&Name, &Value)| **value != Value::Null;
    let is_one = |value: &Value| match value {
        Value::Object(operators) => {
            let mut said = operators.iter().filter(is_said);
            matches!((said.next(), said.next()), (Some((name, _)), None) if name == "eq")
        }
        Value::List(values) => values.len() == 1 && !matches!(values.first(), Some(Value::Object(_) | Value::List(_))),
        // A list of one may be said without its brackets.
        Value::Enum(_) | Value::Boolean(_) => true,
        _ => false,
    };
    filter.iter().filter(is_said).map(|(key, value)| is_one(value).then(|| key.to_string())).collect()
}

impl<F: FilterFields> InputType for Filter<F> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        F::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            let own = registry.create_fake_input_type::<F>();
            registry.types.remove(&*F::type_name());
            let mut fields: IndexMap<String, MetaInputValue> = registry::input_fields_of(own).into_iter().collect();
            for (name, ty, description) in [
                ("and", format!("[{}!]", F::NAME), "All of these must hold as well."),
                ("or", format!("[{}!]", F::NAME), "At least one of these must hold."),
                ("not", F::NAME.to_owned(), "This must not hold: exactly the records that it would leave out."),
            ] {
                let mut field = MetaInputValue::new(name, ty);
                field.description = Some(description.to_owned());
                fields.insert(name.to_owned(), field);
            }
            InputObjectBuilder::new(F::NAME, fields)
                .description(Some("Which records to list. All keys of one object must hold together.".to_owned()))
                .rust_typename(std::any::type_name::<Self>())
                .build()
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let Some(Value::Object(mut object)) = value else {
            return Err(InputValueError::expected_type(value.unwrap_or_default()));
        };
        let equalities = equalities(&object);
        let list = |value: Option<Value>| {
            let mut value = value.unwrap_or_default();
            // What is too long `condition` refuses: no more of it is read than shows that.
            if let Value::List(parts) = &mut value {
                parts.truncate(LARGEST.saturating_add(1));
            }
            Option::<Vec<Self>>::parse(Some(value)).map_err(InputValueError::propagate)
        };
        let and = list(object.shift_remove("and"))?.unwrap_or_default();
        let or = list(object.shift_remove("or"))?;
        let not = match object.shift_remove("not") {
            None | Some(Value::Null) => None,
            Some(value) => Some(Box::new(Self::parse(Some(value))?)),
        };
        // A derived input object leaves alone what it does not know: that belongs to the modules that added it, and
        // validation has refused what nobody knows.
        let added = object.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        let own = F::parse(Some(Value::Object(object))).map_err(InputValueError::propagate)?;
        Ok(Self { own, and, or, not, added, equalities })
    }

    fn to_value(&self) -> Value {
        self.own.to_value()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

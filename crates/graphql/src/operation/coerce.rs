//! Variables, coerced as the specification has it (October 2021, 6.1.2), before anything runs.
//!
//! Every bad value is reported at once, each with its path.

use apollo_compiler::{
    Schema,
    ast::{Type, Value as Literal},
    executable::Operation,
    schema::ExtendedType,
};
use async_graphql::{Name, Value as ConstValue, Variables, indexmap::IndexMap};
use rapport_kernel::{
    ApiError, ApiResult, InputPath,
    error::{PathSegment, Violation},
};
use serde_json::{Map, Value as Json};

use super::translate;
use crate::scalar;

struct Coercion<'a> {
    schema: &'a Schema,
    violations: Vec<Violation>,
}

/// Coerces the variables of an operation.
pub(crate) fn variables(schema: &Schema, operation: &Operation, given: &Map<String, Json>) -> ApiResult<Variables> {
    let mut coercion = Coercion { schema, violations: Vec::new() };
    let mut variables = Variables::default();
    for definition in &operation.variables {
        let name = definition.name.as_str();
        let mut path = vec![PathSegment::from(name.to_owned())];
        let default = definition.default_value.as_ref().map(|value| translate::json(value));
        let value = match given.get(name) {
            Some(value) => Some(coercion.value(&definition.ty, value, &mut path)),
            None => match default {
                // Validation has seen that a default fits; scalars of ours have not been read yet.
                Some(default) => Some(coercion.value(&definition.ty, &default, &mut path)),
                None if definition.ty.is_non_null() => {
                    coercion.refuse(&path, format!("The variable ${name} of type {} is required.", definition.ty));
                    None
                }
                None => None,
            },
        };
        if let Some(Some(value)) = value {
            variables.insert(Name::new(name), value);
        }
    }
    if coercion.violations.is_empty() { Ok(variables) } else { Err(ApiError::violations(coercion.violations)) }
}

impl Coercion<'_> {
    fn refuse(&mut self, path: &InputPath, message: String) {
        /// Enough to mend an input by; a list of thousands of bad values is not answered in full.
        const MOST: usize = 50;
        if self.violations.len() < MOST {
            self.violations.push(Violation { path: path.clone(), message });
        }
    }

    /// The coerced value, or `None` once it has been refused.
    fn value(&mut self, ty: &Type, value: &Json, path: &mut InputPath) -> Option<ConstValue> {
        if value.is_null() {
            if ty.is_non_null() {
                self.refuse(path, format!("Expected a value of type {ty}, found null."));
                return None;
            }
            return Some(ConstValue::Null);
        }
        match ty {
            Type::List(item) | Type::NonNullList(item) => self.list(item, value, path),
            Type::Named(name) | Type::NonNullNamed(name) => self.named(name, value, path),
        }
    }

    fn list(&mut self, item: &Type, value: &Json, path: &mut InputPath) -> Option<ConstValue> {
        let Json::Array(items) = value else {
            // One value where a list is expected is a list of one.
            return self.value(item, value, path).map(|value| ConstValue::List(vec![value]));
        };
        let mut coerced = Vec::with_capacity(items.len());
        for (index, value) in items.iter().enumerate() {
            path.push(index.into());
            coerced.extend(self.value(item, value, path));
            path.pop();
        }
        (coerced.len() == items.len()).then_some(ConstValue::List(coerced))
    }

    fn named(&mut self, name: &str, value: &Json, path: &mut InputPath) -> Option<ConstValue> {
        let schema = self.schema;
        match schema.types.get(name) {
            Some(ExtendedType::Scalar(_)) => self.scalar(name, value, path),
            Some(ExtendedType::Enum(definition)) => {
                let text = value.as_str().filter(|text| definition.values.contains_key(*text));
                if text.is_none() {
                    self.refuse(path, format!("Expected a value of the enum {name}, found {}.", shown(value)));
                }
                text.map(|text| ConstValue::Enum(Name::new(text)))
            }
            Some(ExtendedType::InputObject(definition)) => {
                let Json::Object(fields) = value else {
                    self.refuse(path, format!("Expected an object of type {name}, found {}.", shown(value)));
                    return None;
                };
                let mut coerced = IndexMap::new();
                let before = self.violations.len();
                for key in fields.keys().filter(|key| !definition.fields.contains_key(key.as_str())) {
                    path.push(key.clone().into());
                    self.refuse(path, format!("{name} has no field {}.", shown(&Json::String(key.clone()))));
                    path.pop();
                }
                for (key, field) in &definition.fields {
                    let given = fields.get(key.as_str());
                    // A filter has sixty keys, and thousands of filters can come at once: most keys are not said.
                    if given.is_none() && (!field.ty.is_non_null() || field.default_value.is_some()) {
                        continue;
                    }
                    path.push(key.to_string().into());
                    match given {
                        Some(value) => {
                            if let Some(value) = self.value(&field.ty, value, path) {
                                coerced.insert(Name::new(key.as_str()), value);
                            }
                        }
                        None => self.refuse(path, format!("The field {key} of type {} is required.", field.ty)),
                    }
                    path.pop();
                }
                (self.violations.len() == before).then_some(ConstValue::Object(coerced))
            }
            _ => {
                self.refuse(path, format!("{name} is no type of input."));
                None
            }
        }
    }

    fn scalar(&mut self, name: &str, value: &Json, path: &InputPath) -> Option<ConstValue> {
        let fits = match name {
            "Int" => value.as_f64().is_some_and(|number| {
                number.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number)
            }),
            "Float" => value.is_number(),
            "String" => value.is_string(),
            "Boolean" => value.is_boolean(),
            "ID" => value.is_string() || value.is_i64() || value.is_u64(),
            _ => match scalar::check(name, value) {
                Ok(()) => true,
                Err(expected) => {
                    self.refuse(path, format!("{} is no {name}: {expected}.", shown(value)));
                    return None;
                }
            },
        };
        if !fits {
            self.refuse(path, format!("Expected a value of type {name}, found {}.", shown(value)));
            return None;
        }
        let whole = || value.as_f64().filter(|_| name == "Int" && !value.is_i64());
        match (name, value) {
            ("ID", Json::Number(number)) => Some(ConstValue::String(number.to_string())),
            // 3.0 is an Int to JSON's eyes.
            #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "checked to be a whole i32")]
            _ if whole().is_some() => whole().map(|number| ConstValue::from(number as i32)),
            _ => ConstValue::from_json(value.clone()).ok(),
        }
    }
}

/// A value as an error may show it: short, whatever came.
fn shown(value: &Json) -> String {
    const LONGEST: usize = 40;
    match value {
        Json::Object(_) => "an object".to_owned(),
        Json::Array(_) => "a list".to_owned(),
        Json::String(text) if text.chars().count() > LONGEST => "a long text".to_owned(),
        other => other.to_string(),
    }
}

/// Reads the scalars of ours in a literal; the rest validation has seen.
pub(crate) fn check_literal(schema: &Schema, ty: &Type, literal: &Literal, path: &mut InputPath) -> ApiResult<()> {
    match (ty, literal) {
        (_, Literal::Null | Literal::Variable(_)) => Ok(()),
        (Type::List(item) | Type::NonNullList(item), Literal::List(items)) => {
            for (index, literal) in items.iter().enumerate() {
                path.push(index.into());
                check_literal(schema, item, literal, path)?;
                path.pop();
            }
            Ok(())
        }
        (Type::List(item) | Type::NonNullList(item), literal) => check_literal(schema, item, literal, path),
        (Type::Named(name) | Type::NonNullNamed(name), literal) => match (schema.types.get(name), literal) {
            (Some(ExtendedType::InputObject(definition)), Literal::Object(fields)) => {
                for (key, literal) in fields {
                    let Some(field) = definition.fields.get(key) else { continue };
                    path.push(key.to_string().into());
                    check_literal(schema, &field.ty, literal, path)?;
                    path.pop();
                }
                Ok(())
            }
            (Some(ExtendedType::Scalar(_)), literal) => {
                let value = translate::json(literal);
                scalar::check(name, &value).map_err(|expected| {
                    ApiError::bad_input(path.clone(), format!("{} is no {name}: {expected}.", shown(&value)))
                })
            }
            _ => Ok(()),
        },
    }
}

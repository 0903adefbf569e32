//! Another rule of validation, which apollo-compiler holds for arguments but not within literals: a variable fits the
//! place where it stands. (October 2021, 5.8.5.) Without it a null gets where the schema has none.

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    ExecutableDocument, Node, Schema,
    ast::{Type, Value, VariableDefinition},
    executable::{Selection, SelectionSet},
    schema::ExtendedType,
};
use rapport_kernel::Code;

use super::answer::{Location, Refusal};

struct Check<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    variables: HashMap<&'a str, &'a VariableDefinition>,
    /// Fragments that were looked at already, for this operation.
    seen: HashSet<&'a str>,
    refusals: Vec<Refusal>,
}

/// Refuses variables within literals that do not fit their places.
pub(crate) fn check_positions(document: &ExecutableDocument, schema: &Schema) -> Result<(), Vec<Refusal>> {
    for operation in document.operations.iter() {
        let variables = operation.variables.iter().map(|variable| (variable.name.as_str(), &**variable)).collect();
        let mut check = Check { schema, document, variables, seen: HashSet::new(), refusals: Vec::new() };
        check.selections(&operation.selection_set);
        if !check.refusals.is_empty() {
            return Err(check.refusals);
        }
    }
    Ok(())
}

impl<'a> Check<'a> {
    fn selections(&mut self, set: &'a SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    for argument in &field.arguments {
                        if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                            self.within(&argument.value, &definition.ty);
                        }
                    }
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(fragment) => self.selections(&fragment.selection_set),
                Selection::FragmentSpread(spread) => {
                    if self.seen.insert(&spread.fragment_name)
                        && let Some(fragment) = self.document.fragments.get(&spread.fragment_name)
                    {
                        self.selections(&fragment.selection_set);
                    }
                }
            }
        }
    }

    /// Looks at what a literal holds.
    fn within(&mut self, value: &Node<Value>, ty: &Type) {
        match &**value {
            // A list that stands where none is expected is a scalar's own matter.
            Value::List(items) if ty.is_list() => {
                items.iter().for_each(|item| self.place(item, ty.item_type(), false));
            }
            Value::Object(fields) => {
                let schema = self.schema;
                if let Some(ExtendedType::InputObject(object)) = schema.types.get(ty.inner_named_type()) {
                    for (name, value) in fields {
                        if let Some(field) = object.fields.get(name) {
                            self.place(value, &field.ty, field.default_value.is_some());
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn place(&mut self, value: &Node<Value>, ty: &Type, has_default: bool) {
        let Value::Variable(name) = &**value else { return self.within(value, ty) };
        let Some(variable) = self.variables.get(name.as_str()) else { return };
        let never_null = variable.default_value.as_ref().is_some_and(|default| !default.is_null());
        let fits = if ty.is_non_null() && !variable.ty.is_non_null() {
            (never_null || has_default) && variable.ty.is_assignable_to(&ty.clone().nullable())
        } else {
            variable.ty.is_assignable_to(ty)
        };
        if !fits {
            let message =
                format!("Variable \"${name}\" of type \"{}\" used in position expecting type \"{ty}\".", variable.ty);
            let at = value.line_column_range(&self.document.sources).map(|range| range.start);
            let at = at.map(|start| Location { line: start.line, column: start.column });
            self.refusals.push(Refusal::new(Code::ValidationFailed, message).at(at.into_iter().collect()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_within_a_literal_fits_its_place() {
        let sdl = "input I { a: Int! b: [Int!] c: Int! = 1 i: I } type Query { f(i: I, l: [I!]): Int }";
        let schema = Schema::parse_and_validate(sdl, "schema").unwrap();
        let check = |text: &str| {
            let document = ExecutableDocument::parse_and_validate(&schema, text, "query").unwrap();
            check_positions(&document, &schema).is_ok()
        };
        for text in [
            "query ($v: Int!) { f(i: {a: $v}) }",
            "query ($v: Int = 1) { f(i: {a: $v}) }",
            "query ($v: Int) { f(i: {a: 1, c: $v}) }",
            "query ($v: [Int!]) { f(i: {a: 1, b: $v}) }",
            "query ($v: Int!) { f(i: {a: 1, b: [$v, 2]}) }",
            "query ($v: I!) { f(l: [$v]) }",
        ] {
            assert!(check(text), "{text}");
        }
        for text in [
            "query ($v: Int) { f(i: {a: $v}) }",
            "query ($v: Int = null) { f(i: {a: $v}) }",
            "query ($v: Int!) { f(i: {a: 1, b: $v}) }",
            "query ($v: Int) { f(i: {a: 1, b: [$v]}) }",
            "query ($v: [Int!]) { f(i: {a: $v}) }",
            "query ($v: I) { f(l: [$v]) }",
            "query ($v: Int) { f(l: {a: 1, i: {a: $v}}) }",
            "query ($v: Int) { ...F } fragment F on Query { ... { f(i: {a: $v}) } }",
        ] {
            assert!(!check(text), "{text}");
        }
    }
}

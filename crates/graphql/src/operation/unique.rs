//! One rule of validation that apollo-compiler does not hold: the keys of an input object literal are unique.
//! (October 2021, 5.6.3.)

use apollo_compiler::{
    Node,
    ast::{Argument, Definition, DirectiveList, Document, Selection, Value},
    parser::SourceMap,
};
use rapport_kernel::Code;

use super::answer::{Location, Refusal};

struct Check<'a> {
    sources: &'a SourceMap,
    refusals: Vec<Refusal>,
}

/// Refuses literals in which a key stands twice.
pub(crate) fn check_input_fields(document: &Document) -> Result<(), Vec<Refusal>> {
    let mut check = Check { sources: &document.sources, refusals: Vec::new() };
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                for variable in &operation.variables {
                    variable.default_value.iter().for_each(|value| check.value(value));
                }
                check.directives(&operation.directives);
                check.selections(&operation.selection_set);
            }
            Definition::FragmentDefinition(fragment) => {
                check.directives(&fragment.directives);
                check.selections(&fragment.selection_set);
            }
            _ => {}
        }
    }
    if check.refusals.is_empty() { Ok(()) } else { Err(check.refusals) }
}

impl Check<'_> {
    fn selections(&mut self, selections: &[Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.arguments);
                    self.directives(&field.directives);
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    self.selections(&fragment.selection_set);
                }
                Selection::FragmentSpread(spread) => self.directives(&spread.directives),
            }
        }
    }

    fn directives(&mut self, directives: &DirectiveList) {
        for directive in directives.iter() {
            self.arguments(&directive.arguments);
        }
    }

    fn arguments(&mut self, arguments: &[Node<Argument>]) {
        for argument in arguments {
            self.value(&argument.value);
        }
    }

    fn value(&mut self, value: &Node<Value>) {
        match &**value {
            Value::List(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => {
                let mut names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
                names.sort_unstable();
                for pair in names.windows(2) {
                    if let [first, second] = pair
                        && first == second
                    {
                        let message = format!("There can be only one input field named \"{first}\".");
                        let at = value.line_column_range(self.sources).map(|range| range.start);
                        let at = at.map(|start| Location { line: start.line, column: start.column });
                        self.refusals.push(Refusal::new(Code::ValidationFailed, message).at(at.into_iter().collect()));
                    }
                }
                fields.iter().for_each(|(_, field)| self.value(field));
            }
            _ => {}
        }
    }
}

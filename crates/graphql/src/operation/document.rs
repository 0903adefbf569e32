//! Documents: parsed and validated once, whatever values come with them.

use apollo_compiler::{
    ExecutableDocument, Node, Schema,
    ast::{DirectiveList, Document as Ast, Value},
    diagnostic::Diagnostic,
    executable::{Operation, Selection, SelectionSet},
    introspection,
    parser::Parser,
    validation::{DiagnosticList, Valid},
};
use rapport_kernel::{ApiError, Code};

use super::{
    answer::{Location, Refusal},
    gate,
    limits::Limits,
    positions, unique,
};

/// A document that fits the schema.
pub(crate) struct Document {
    pub(crate) document: Valid<ExecutableDocument>,
    /// The variables that `@skip` and `@include` read, sorted: with their values they tell one merged form from another.
    pub(crate) conditions: Vec<String>,
}

impl Document {
    /// Parses and validates.
    pub(crate) fn new(text: &str, types: &Valid<Schema>, limits: &Limits) -> Result<Self, Vec<Refusal>> {
        gate::check_text(text, limits).map_err(|refusal| vec![refusal])?;
        let ast: Ast = Parser::new()
            // The gate has bounded brackets; a selection set inside a field inside .. takes a few steps per bracket.
            .recursion_limit(limits.brackets.saturating_mul(8))
            .token_limit(limits.bytes)
            .parse_ast(text, "document")
            .map_err(|errors| refusals(&errors.errors, Code::ParseFailed))?;
        gate::check_expansion(&ast, limits).map_err(|refusal| vec![refusal])?;
        unique::check_input_fields(&ast)?;
        let document =
            ast.to_executable_validate(types).map_err(|errors| refusals(&errors.errors, Code::ValidationFailed))?;
        positions::check_positions(&document, types)?;
        for operation in document.operations.iter() {
            // The schema of introspection is recursive: a few levels of it answer with megabytes.
            introspection::check_max_depth(&document, operation)
                .map_err(|error| vec![Refusal::new(Code::TooComplex, error.message().to_string())])?;
        }
        if document.operations.is_empty() {
            return Err(vec![Refusal::new(Code::ValidationFailed, "The document has no operation.")]);
        }
        Ok(Self { conditions: conditions(&document), document })
    }

    /// The operation of this name, or the only one.
    pub(crate) fn operation(&self, name: Option<&str>) -> Result<&Node<Operation>, Refusal> {
        let name = name.filter(|name| !name.is_empty());
        self.document.operations.get(name).map_err(|_| {
            let message = match name {
                Some(name) => format!("The document has no operation named {name:?}."),
                None => "The document has several operations: say which by operationName.".to_owned(),
            };
            ApiError::bad_input(crate::path!["operationName"], message).into()
        })
    }
}

/// The variables that `@skip` and `@include` read, sorted.
fn conditions(document: &ExecutableDocument) -> Vec<String> {
    let mut names = Vec::new();
    for operation in document.operations.iter() {
        collect_conditions(&operation.selection_set, &mut names);
    }
    for fragment in document.fragments.values() {
        collect_conditions(&fragment.selection_set, &mut names);
    }
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(str::to_owned).collect()
}

fn collect_conditions<'a>(set: &'a SelectionSet, names: &mut Vec<&'a str>) {
    for selection in &set.selections {
        let (directives, inner): (&DirectiveList, Option<&SelectionSet>) = match selection {
            Selection::Field(field) => (&field.directives, Some(&field.selection_set)),
            Selection::InlineFragment(fragment) => (&fragment.directives, Some(&fragment.selection_set)),
            Selection::FragmentSpread(spread) => (&spread.directives, None),
        };
        for directive in directives.iter() {
            if let Some(Value::Variable(name)) = directive.specified_argument_by_name("if").map(|value| &**value) {
                names.push(name.as_str());
            }
        }
        if let Some(inner) = inner {
            collect_conditions(inner, names);
        }
    }
}

fn refusals(errors: &DiagnosticList, code: Code) -> Vec<Refusal> {
    /// A document can have thousands of errors; the first few tell enough.
    const MOST: usize = 10;
    errors.iter().take(MOST).map(|error| refusal(&error, code)).collect()
}

fn refusal(error: &Diagnostic<'_, apollo_compiler::validation::DiagnosticData>, code: Code) -> Refusal {
    let at = error.line_column_range().map(|range| Location { line: range.start.line, column: range.start.column });
    let message = error.error.unstable_compat_message().unwrap_or_else(|| error.error.to_string());
    // A limit of the parser that the gate did not foresee is still about size.
    let code = if message.contains("limit") && code == Code::ParseFailed { Code::TooComplex } else { code };
    Refusal::new(code, short(message)).at(at.into_iter().collect())
}

/// A message quotes names and numbers of the document, which may be as long as the document itself.
fn short(mut message: String) -> String {
    const MOST: usize = 500;
    if let Some((end, _)) = message.char_indices().nth(MOST) {
        message.truncate(end);
        message.push('…');
    }
    message
}

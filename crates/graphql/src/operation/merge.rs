//! Flatten and merge: one response key, one execution.
//!
//! Clients with colocated fragments send the same field twice every day: `mutation { create { id } ...F }` with
//! `fragment F on Mutation { create { name } }`. async-graphql runs each occurrence and so creates twice. Here all
//! occurrences of one key become one field with merged selections, and fragments are inlined by type, before it sees
//! the document. What the merge leaves has no fragment but on abstract types, and no `@skip` or `@include`.

use std::collections::{BTreeSet, HashMap, HashSet};

use apollo_compiler::{
    Node, Schema,
    ast::DirectiveList,
    executable::{self, Field, Operation, OperationType, Selection, SelectionSet},
    parser::SourceMap,
    schema::{ExtendedType, Implementers},
    validation::Valid,
};
use async_graphql::{
    Name, Pos, Positioned,
    indexmap::IndexMap,
    parser::types::{self, DocumentOperations, ExecutableDocument},
};

use super::{
    answer::{Location, Refusal},
    coerce,
    cost::{COUNT, Cost, INTROSPECTION, MUTATION, Size},
    document::Document,
    translate,
};

/// What the merge knows of the schema.
pub(crate) struct Types {
    pub(crate) schema: Valid<Schema>,
    pub(crate) implementers: HashMap<apollo_compiler::Name, Implementers>,
    pub(crate) weights: HashMap<String, u64>,
    /// The types of pages: what fields answer with that are asked how many records they shall have.
    pub(crate) pages: HashSet<String>,
}

/// The types of pages in a schema.
pub(crate) fn pages(schema: &Schema) -> HashSet<String> {
    let objects = schema.types.values().filter_map(|ty| match ty {
        ExtendedType::Object(object) => Some(object),
        _ => None,
    });
    objects
        .flat_map(|object| object.fields.values())
        .filter(|field| !field.ty.is_list() && field.argument_by_name("first").is_some())
        .map(|field| field.ty.inner_named_type().to_string())
        .collect()
}

/// An operation, merged and ready to be executed with any variables.
pub(crate) struct Plan {
    pub(crate) document: ExecutableDocument,
    pub(crate) operation_type: OperationType,
    pub(crate) root_fields: usize,
    /// How many fields there are in it.
    pub(crate) selections: u64,
    pub(crate) cost: Cost,
    /// Where it asks for the schema itself.
    pub(crate) introspects: Option<Location>,
}

impl Plan {
    /// The variables that say from where to go on: their type says so.
    pub(crate) fn cursor_variables(&self) -> Vec<&str> {
        let definitions =
            self.document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
        let cursors = definitions.filter(|definition| match &definition.node.var_type.node.base {
            types::BaseType::Named(name) => name == "EventCursor",
            types::BaseType::List(_) => false,
        });
        cursors.map(|definition| definition.node.name.node.as_str()).collect()
    }
}

struct Merger<'a> {
    types: &'a Types,
    document: &'a executable::ExecutableDocument,
    sources: &'a SourceMap,
    conditions: &'a HashMap<&'a str, bool>,
    refusals: Vec<Refusal>,
    selections: u64,
}

/// Fields of one response key.
type Group<'a> = Vec<&'a Node<Field>>;
type Items = Vec<Positioned<types::Selection>>;

/// Merges an operation under the values of the variables that `@skip` and `@include` read.
pub(crate) fn merge(
    types: &Types,
    document: &Document,
    operation: &Node<Operation>,
    conditions: &HashMap<&str, bool>,
) -> Result<Plan, Vec<Refusal>> {
    let sources = &document.document.sources;
    let mut merger =
        Merger { types, document: &document.document, sources, conditions, refusals: Vec::new(), selections: 0 };
    let root = operation.object_type().as_str();
    let (items, children) = merger.set(&[&operation.selection_set], root);
    if !merger.refusals.is_empty() {
        return Err(merger.refusals);
    }
    let pos = translate::pos(operation, sources);
    let variable_definitions = operation
        .variables
        .iter()
        .map(|definition| {
            let pos = translate::pos(definition, sources);
            let node = types::VariableDefinition {
                name: translate::at(Name::new(definition.name.as_str()), pos),
                var_type: translate::at(translate::ty(&definition.ty), pos),
                directives: Vec::new(),
                // Defaults are filled in with the coercion.
                default_value: None,
            };
            translate::at(node, pos)
        })
        .collect();
    let root_fields = items.len();
    let introspects = items.iter().find_map(|item| match &item.node {
        types::Selection::Field(field) if matches!(field.node.name.node.as_str(), "__schema" | "__type") => {
            Some(Location { line: item.pos.line, column: item.pos.column })
        }
        _ => None,
    });
    let definition = types::OperationDefinition {
        ty: match operation.operation_type {
            OperationType::Query => types::OperationType::Query,
            OperationType::Mutation => types::OperationType::Mutation,
            OperationType::Subscription => types::OperationType::Subscription,
        },
        variable_definitions,
        directives: Vec::new(),
        selection_set: translate::at(types::SelectionSet { items }, pos),
    };
    let document = ExecutableDocument {
        operations: DocumentOperations::Single(translate::at(definition, pos)),
        fragments: std::collections::HashMap::default(),
    };
    let cost = Cost { children, ..Cost::default() };
    let (operation_type, selections) = (operation.operation_type, merger.selections);
    Ok(Plan { document, operation_type, root_fields, selections, cost, introspects })
}

impl<'a> Merger<'a> {
    /// Merges selection sets on one type into one.
    fn set(&mut self, sets: &[&'a SelectionSet], ty: &str) -> (Items, Vec<Vec<Cost>>) {
        let narrower = self.narrower_types(sets, ty);
        if narrower.is_empty() {
            let (items, costs) = self.concrete(sets, ty);
            return (items, vec![costs]);
        }
        // Which fields there are depends on the type of the record: one inline fragment for each that may come.
        let mut items = Items::new();
        let mut alternatives = Vec::new();
        for possible in self.possible_types(ty) {
            let (inner, costs) = self.concrete(sets, &possible);
            alternatives.push(costs);
            let pos = inner.first().map_or_else(Pos::default, |item| item.pos);
            let fragment = types::InlineFragment {
                type_condition: Some(translate::at(
                    types::TypeCondition { on: translate::at(Name::new(&possible), pos) },
                    pos,
                )),
                directives: Vec::new(),
                selection_set: translate::at(types::SelectionSet { items: inner }, pos),
            };
            items.push(translate::at(types::Selection::InlineFragment(translate::at(fragment, pos)), pos));
        }
        (items, alternatives)
    }

    /// The types on which fragments narrow an abstract type down.
    fn narrower_types(&self, sets: &[&'a SelectionSet], ty: &str) -> BTreeSet<&'a str> {
        let mut narrower = BTreeSet::new();
        if matches!(self.types.schema.types.get(ty), Some(ExtendedType::Interface(_) | ExtendedType::Union(_))) {
            for set in sets {
                self.collect_narrower(set, ty, &mut narrower);
            }
        }
        narrower
    }

    fn collect_narrower(&self, set: &'a SelectionSet, ty: &str, narrower: &mut BTreeSet<&'a str>) {
        for selection in &set.selections {
            let (condition, inner) = match selection {
                Selection::Field(_) => continue,
                Selection::InlineFragment(fragment) => (fragment.type_condition.as_ref(), &fragment.selection_set),
                Selection::FragmentSpread(spread) => match self.document.fragments.get(&spread.fragment_name) {
                    Some(fragment) => (Some(fragment.type_condition()), &fragment.selection_set),
                    None => continue,
                },
            };
            if let Some(condition) = condition.filter(|condition| condition.as_str() != ty) {
                narrower.insert(condition.as_str());
            }
            self.collect_narrower(inner, ty, narrower);
        }
    }

    fn possible_types(&self, ty: &str) -> Vec<String> {
        match self.types.schema.types.get(ty) {
            Some(ExtendedType::Union(union)) => union.members.iter().map(|member| member.to_string()).collect(),
            Some(ExtendedType::Interface(_)) => {
                let implementers = self.types.implementers.get(ty);
                let mut names: Vec<_> = implementers
                    .map(|implementers| implementers.objects.iter().map(ToString::to_string).collect())
                    .unwrap_or_default();
                names.sort_unstable();
                names
            }
            _ => vec![ty.to_owned()],
        }
    }

    /// Merges selection sets for records of exactly this type (or for what all records of it have).
    fn concrete(&mut self, sets: &[&'a SelectionSet], ty: &str) -> (Items, Vec<Cost>) {
        let mut groups: IndexMap<&'a str, Group<'a>> = IndexMap::new();
        for set in sets {
            self.collect(set, ty, &mut groups);
        }
        let mut items = Items::with_capacity(groups.len());
        let mut costs = Vec::new();
        for group in groups.into_values() {
            if let Some((item, cost)) = self.field(&group, ty) {
                items.push(item);
                costs.extend(cost);
            }
        }
        (items, costs)
    }

    fn collect(&self, set: &'a SelectionSet, ty: &str, groups: &mut IndexMap<&'a str, Group<'a>>) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) if self.included(&field.directives) => {
                    groups.entry(field.response_key().as_str()).or_default().push(field);
                }
                Selection::InlineFragment(fragment) if self.included(&fragment.directives) => {
                    let condition = fragment.type_condition.as_ref();
                    if condition.is_none_or(|condition| self.applies(condition, ty)) {
                        self.collect(&fragment.selection_set, ty, groups);
                    }
                }
                Selection::FragmentSpread(spread) if self.included(&spread.directives) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name)
                        && self.applies(fragment.type_condition(), ty)
                    {
                        self.collect(&fragment.selection_set, ty, groups);
                    }
                }
                _ => {}
            }
        }
    }

    fn applies(&self, condition: &str, ty: &str) -> bool {
        condition == ty || self.types.schema.is_subtype(condition, ty)
    }

    fn included(&self, directives: &DirectiveList) -> bool {
        let holds = |name: &str, otherwise: bool| {
            let Some(directive) = directives.get(name) else { return otherwise };
            match directive.specified_argument_by_name("if").map(|value| &**value) {
                Some(executable::Value::Boolean(value)) => *value,
                Some(executable::Value::Variable(name)) => {
                    self.conditions.get(name.as_str()).copied().unwrap_or(otherwise)
                }
                _ => otherwise,
            }
        };
        holds("include", true) && !holds("skip", false)
    }

    /// Makes one field of all of one response key. Validation has seen that they are one field with one set of arguments.
    fn field(
        &mut self,
        group: &[&'a Node<Field>],
        parent: &str,
    ) -> Option<(Positioned<types::Selection>, Option<Cost>)> {
        let field: &'a Node<Field> = group.first().copied()?;
        self.selections = self.selections.saturating_add(1);
        let pos = translate::pos(field, self.sources);
        let arguments: Vec<_> = field
            .arguments
            .iter()
            .map(|argument| {
                let pos = translate::pos(argument, self.sources);
                (
                    translate::at(Name::new(argument.name.as_str()), pos),
                    translate::at(translate::value(&argument.value), pos),
                )
            })
            .collect();
        self.check_literals(field, pos);
        let inner_type = field.definition.ty.inner_named_type().as_str();
        let sets: Vec<&'a SelectionSet> = group.iter().map(|field| &field.selection_set).collect();
        let is_leaf = field.selection_set.selections.is_empty();
        let (items, children) = if is_leaf { (Items::new(), Vec::new()) } else { self.set(&sets, inner_type) };
        let cost = (!is_leaf || self.weight(parent, field).is_some())
            .then(|| self.cost(field, parent, inner_type, &arguments, children));
        let node = types::Field {
            alias: field.alias.as_ref().map(|alias| translate::at(Name::new(alias.as_str()), pos)),
            name: translate::at(Name::new(field.name.as_str()), pos),
            arguments,
            directives: Vec::new(),
            selection_set: translate::at(types::SelectionSet { items }, pos),
        };
        Some((translate::at(types::Selection::Field(translate::at(node, pos)), pos), cost))
    }

    fn weight(&self, parent: &str, field: &Field) -> Option<u64> {
        if field.name == "totalCount" && self.types.pages.contains(parent) {
            return Some(COUNT);
        }
        self.types.weights.get(&format!("{parent}.{}", field.name)).copied()
    }

    fn cost(
        &self,
        field: &Field,
        parent: &str,
        inner_type: &str,
        arguments: &[(Positioned<Name>, Positioned<async_graphql_value::Value>)],
        children: Vec<Vec<Cost>>,
    ) -> Cost {
        let key = Some(Name::new(field.response_key().as_str()));
        if field.name.starts_with("__") {
            return Cost { key, own: INTROSPECTION, ..Cost::default() };
        }
        let is_page = self.types.pages.contains(inner_type);
        // Within a page the size was counted already: its edges and nodes are the records.
        let counted = self.types.pages.contains(parent);
        let size = if is_page || (field.definition.ty.is_list() && !counted) {
            Size::of(arguments.iter().map(|(name, value)| (name.node.as_str(), &value.node)), is_page)
        } else {
            Size::One
        };
        let mutation = if self.is_mutation_root(parent) { MUTATION } else { 0 };
        let own = self.weight(parent, field).unwrap_or(1).saturating_add(mutation);
        Cost { key, own, size, children }
    }

    fn is_mutation_root(&self, ty: &str) -> bool {
        let root = self.types.schema.schema_definition.mutation.as_ref();
        root.is_some_and(|root| root.as_str() == ty)
    }

    /// Scalars of ours in literals are read now: one that cannot be read must not fail in the middle of an execution.
    fn check_literals(&mut self, field: &Node<Field>, pos: Pos) {
        for argument in &field.arguments {
            let Some(definition) = field.definition.argument_by_name(&argument.name) else { continue };
            let mut path = vec![argument.name.to_string().into()];
            let found = coerce::check_literal(&self.types.schema, &definition.ty, &argument.value, &mut path);
            if let Err(error) = found {
                let place = Location { line: pos.line, column: pos.column };
                self.refusals.push(Refusal::from(error).at(vec![place]));
            }
        }
    }
}

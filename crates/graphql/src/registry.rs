//! The one place that edits async-graphql's registry.
//!
//! The registry has no semver promise and only hands itself to `create_type_info`. An edit travels there through a
//! type that is no type: registering [`Edit`] runs the closure that waits in a thread-local slot.

use std::{borrow::Cow, cell::RefCell};

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, SchemaBuilder, ServerError, ServerResult, Value,
    parser::types::Field,
    registry::{MetaEnumValue, MetaField, MetaInputValue, MetaType, Registry},
};

type EditFn = Box<dyn FnOnce(&mut Registry)>;

thread_local! {
    static EDIT: RefCell<Option<EditFn>> = const { RefCell::new(None) };
}

struct Edit;

impl OutputType for Edit {
    fn type_name() -> Cow<'static, str> {
        "Edit".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        if let Some(edit) = EDIT.with_borrow_mut(Option::take) {
            edit(registry);
        }
        String::new()
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        Err(ServerError::new("not a type", Some(field.pos)))
    }
}

/// Runs `edit` on the registry of the schema being built.
pub(crate) fn edit<Q, M, S>(
    builder: SchemaBuilder<Q, M, S>,
    edit: impl FnOnce(&mut Registry) + 'static,
) -> SchemaBuilder<Q, M, S> {
    EDIT.with_borrow_mut(|slot| *slot = Some(Box::new(edit)));
    builder.register_output_type::<Edit>()
}

/// Creates a type and takes it out of the registry again: what remains are the types that it refers to.
pub(crate) fn take_output<T: OutputType>(registry: &mut Registry) -> MetaType {
    let info = registry.create_fake_output_type::<T>();
    registry.types.remove(&*T::type_name());
    info
}

/// The fields of an object or interface, by name.
pub(crate) fn fields_of(info: MetaType) -> Vec<(String, MetaField)> {
    match info {
        MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } => fields.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The keys of an input object, by name.
pub(crate) fn input_fields_of(info: MetaType) -> Vec<(String, MetaInputValue)> {
    match info {
        MetaType::InputObject { input_fields, .. } => input_fields.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Adds a field to an object. `false` when it is there already.
pub(crate) fn add_field(registry: &mut Registry, object: &str, name: String, field: MetaField) -> bool {
    match registry.types.get_mut(object) {
        Some(MetaType::Object { fields, .. }) => fields.insert(name, field).is_none(),
        _ => false,
    }
}

/// Adds a key to an input object. `false` when it is there already.
pub(crate) fn add_input_field(registry: &mut Registry, object: &str, field: MetaInputValue) -> bool {
    match registry.types.get_mut(object) {
        Some(MetaType::InputObject { input_fields, .. }) => input_fields.insert(field.name.clone(), field).is_none(),
        _ => false,
    }
}

/// Adds a value to an enum. `false` when it is there already.
pub(crate) fn add_enum_value(registry: &mut Registry, name: &str, value: &str, description: &str) -> bool {
    match registry.types.get_mut(name) {
        Some(MetaType::Enum { enum_values, .. }) => {
            let mut meta = MetaEnumValue::new(value);
            meta.description = Some(description.to_owned());
            enum_values.insert(value.to_owned(), meta).is_none()
        }
        _ => false,
    }
}

/// Says that `object` implements `interface`, for the schema and for fragments.
pub(crate) fn add_implementation(registry: &mut Registry, object: &str, interface: &str) {
    registry.add_implements(object, interface);
    if let Some(MetaType::Interface { possible_types, .. }) = registry.types.get_mut(interface) {
        possible_types.insert(object.to_owned());
        possible_types.sort();
    }
    if let Some(implemented) = registry.implements.get_mut(object) {
        implemented.sort();
    }
}

/// Sorts what `with_sorted_fields` leaves: arguments and the members of unions.
pub(crate) fn sort_members(registry: &mut Registry) {
    for info in registry.types.values_mut() {
        match info {
            MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } => {
                for field in fields.values_mut() {
                    field.args.sort_keys();
                }
            }
            MetaType::Union { possible_types, .. } => possible_types.sort(),
            _ => {}
        }
    }
}

/// The name of `info` and the Rust type behind it.
pub(crate) fn owners(registry: &Registry) -> Vec<(String, &'static str)> {
    registry
        .types
        .iter()
        .filter_map(|(name, info)| Some((name.clone(), info.rust_typename()?)))
        .filter(|(name, _)| !name.starts_with("__"))
        .collect()
}

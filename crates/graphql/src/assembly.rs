//! Modules merged into one schema.

use std::{
    any::TypeId,
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use async_graphql::{OutputType, Schema, SubscriptionType, ValidationMode, registry::Registry};
use rapport_db::migrate::ModuleMigrations;
use rapport_kernel::Permission;

use crate::{
    core,
    module::{Behaviour, Example, Module},
    open::{
        filter::AddedKeys,
        node::{NodeKind, NodeKinds},
        object::AddedFields,
        order::AddedOrders,
        relation::AddedRelations,
        root::{MutationRoot, QueryRoot},
        subscription::{AddedStreams, SubscriptionRoot},
    },
    registry,
};

/// The executable schema.
pub(crate) type Executable = Schema<QueryRoot, MutationRoot, SubscriptionRoot>;

/// The modules of a server, merged.
pub struct Rapport {
    pub(crate) schema: Executable,
    pub(crate) weights: HashMap<String, u64>,
    sdl: String,
    migrations: Vec<ModuleMigrations>,
    permissions: Vec<(&'static str, Permission)>,
    examples: Vec<(&'static str, Example)>,
}

/// Every permission that a module declares, for resolvers that are told the names of some.
pub struct KnownPermissions(pub Vec<Permission>);

/// Why modules do not go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssemblyError {
    /// Two modules define one thing.
    #[error("the modules {first} and {second} both define {what}")]
    Duplicate {
        /// What is defined twice: `Type.field`, or a type.
        what: String,
        /// The module that came first.
        first: String,
        /// The other.
        second: String,
    },
    /// A module needs another that is not there, or comes later.
    #[error("the module {module} needs the module {required}, which is not among those before it: {present}")]
    Missing {
        /// The module that needs it.
        module: &'static str,
        /// What it needs.
        required: &'static str,
        /// The modules there are.
        present: String,
    },
    /// A record reaches the schema without its carrier, so that added fields would be missing on it.
    #[error("{what} is in the schema beside its open type: a resolver returns the bare record instead of Open<..>")]
    Bare {
        /// The GraphQL name of the bare record.
        what: String,
    },
}

impl Rapport {
    /// The schema in the definition language, sorted, so that the order of modules never shows.
    #[must_use]
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    /// The migrations of the modules.
    #[must_use]
    pub fn migrations(&self) -> &[ModuleMigrations] {
        &self.migrations
    }

    /// Every permission with the module that declares it.
    #[must_use]
    pub fn permissions(&self) -> &[(&'static str, Permission)] {
        &self.permissions
    }

    /// Every example with its module.
    #[must_use]
    pub fn examples(&self) -> &[(&'static str, Example)] {
        &self.examples
    }
}

/// Who defined what, to name both when it is defined twice.
#[derive(Default)]
struct Owners {
    /// `Type.field` -> module.
    additions: HashMap<String, &'static str>,
    /// Type -> (Rust type, module).
    types: HashMap<String, (&'static str, &'static str)>,
}

impl Owners {
    fn claim(&mut self, what: &str, module: &'static str) -> Result<(), AssemblyError> {
        match self.additions.insert(what.to_owned(), module) {
            Some(first) => Err(duplicate(what, first, module)),
            None => Ok(()),
        }
    }

    /// async-graphql panics on two Rust types of one GraphQL name: they are told apart before it sees them.
    fn claim_types(&mut self, registry: &Registry, module: &'static str) -> Result<(), AssemblyError> {
        for (name, rust) in registry::owners(registry) {
            let (first_rust, first) = *self.types.entry(name.clone()).or_insert((rust, module));
            if first_rust != rust {
                return Err(duplicate(&format!("the type {name}"), first, module));
            }
        }
        Ok(())
    }
}

fn duplicate(what: &str, first: &str, second: &str) -> AssemblyError {
    AssemblyError::Duplicate { what: what.to_owned(), first: first.to_owned(), second: second.to_owned() }
}

/// Merges modules into one schema.
///
/// # Errors
/// When two of them define one thing, or one needs another that is not there.
pub fn assemble(modules: Vec<Module>) -> Result<Rapport, AssemblyError> {
    let modules: Vec<Module> = std::iter::once(core::module()).chain(modules).collect();
    check_requirements(&modules)?;
    claim_all(&modules)?;
    let parts = Rc::new(RefCell::new(Vec::new()));
    let mut behaviours = Vec::new();
    let (mut migrations, mut permissions, mut examples, mut weights) = (vec![], vec![], vec![], HashMap::new());
    for module in modules {
        migrations.extend(module.migrations);
        permissions.extend(module.permissions.iter().map(|permission| (module.name, *permission)));
        examples.extend(module.examples.iter().map(|example| (module.name, *example)));
        weights.extend(module.weights.into_iter().map(|(field, weight)| (field.to_owned(), weight)));
        for part in module.parts {
            parts.borrow_mut().push(part.register);
            behaviours.push(part.behaviour);
        }
    }
    let builder = Schema::build(QueryRoot, MutationRoot, SubscriptionRoot).validation_mode(ValidationMode::Fast);
    let registered = Rc::clone(&parts);
    let bare = Rc::new(RefCell::new(None));
    let found_bare = Rc::clone(&bare);
    let builder = registry::edit(builder, move |registry| {
        // First every type, then every addition: a part may add to what another part brings.
        let additions: Vec<_> = registered.borrow().iter().flat_map(|register| register(registry)).collect();
        for addition in additions {
            (addition.apply)(registry);
        }
        drop_empty_roots(registry);
        registry::sort_members(registry);
        *found_bare.borrow_mut() = find_bare(registry);
    });
    let added = collect(behaviours);
    let schema = builder
        .data(added.fields)
        .data(added.relations)
        .data(added.streams)
        .data(added.keys)
        .data(added.orders)
        .data(KnownPermissions(permissions.iter().map(|(_, permission)| *permission).collect()))
        .data(NodeKinds(std::sync::Arc::new(added.nodes)))
        .with_sorted_fields()
        .with_sorted_enums()
        // The gate counts what a document expands to; this walk comes after it and has nothing left to refuse.
        .limit_recursive_depth(256)
        .finish();
    if let Some(what) = bare.borrow_mut().take() {
        return Err(AssemblyError::Bare { what });
    }
    let sdl = schema.sdl();
    Ok(Rapport { schema, weights, sdl, migrations, permissions, examples })
}

fn check_requirements(modules: &[Module]) -> Result<(), AssemblyError> {
    let mut present: Vec<&str> = Vec::new();
    for module in modules {
        if let Some(required) = module.requires.iter().find(|required| !present.contains(required)) {
            let present = present.join(", ");
            return Err(AssemblyError::Missing { module: module.name, required, present });
        }
        if present.contains(&module.name) {
            return Err(duplicate("the module's name", module.name, module.name));
        }
        present.push(module.name);
    }
    Ok(())
}

/// Registers each module by itself and claims what it defines.
fn claim_all(modules: &[Module]) -> Result<(), AssemblyError> {
    let mut owners = Owners::default();
    for module in modules {
        let mut scratch = Registry::default();
        for part in &module.parts {
            for addition in (part.register)(&mut scratch) {
                owners.claim(&addition.what, module.name)?;
                if !(addition.apply)(&mut scratch) {
                    let native = addition.what.split('.').next().unwrap_or_default();
                    let first = owners.types.get(native).map_or(module.name, |(_, module)| *module);
                    return Err(duplicate(&addition.what, first, module.name));
                }
            }
        }
        owners.claim_types(&scratch, module.name)?;
    }
    Ok(())
}

/// A root without fields would be an invalid schema.
fn drop_empty_roots(registry: &mut Registry) {
    let is_empty = |registry: &Registry, name: &str| {
        registry.types.get(name).and_then(|info| info.fields()).is_none_or(|fields| fields.is_empty())
    };
    if is_empty(registry, &MutationRoot::type_name()) {
        registry.types.remove(&*MutationRoot::type_name());
        registry.mutation_type = None;
    }
    if is_empty(registry, &SubscriptionRoot::type_name()) {
        registry.types.remove(&*SubscriptionRoot::type_name());
        registry.subscription_type = None;
    }
}

/// A struct `XRecord` beside the open type `X` tells of a resolver that returns the struct bare.
fn find_bare(registry: &Registry) -> Option<String> {
    registry.types.keys().find(|name| name.ends_with("Record")).cloned()
}

#[derive(Default)]
struct Added {
    fields: AddedFields,
    relations: AddedRelations,
    streams: AddedStreams,
    keys: AddedKeys,
    orders: AddedOrders,
    nodes: HashMap<&'static str, NodeKind>,
}

fn collect(behaviours: Vec<Behaviour>) -> Added {
    let mut added = Added::default();
    let mut fields: BTreeMap<TypeId, HashMap<String, _>> = BTreeMap::new();
    for behaviour in behaviours {
        match behaviour {
            Behaviour::Fields { parent, resolver, names } => {
                let slot = fields.entry(parent).or_default();
                slot.extend(names().into_iter().map(|name| (name, std::sync::Arc::clone(&resolver))));
            }
            Behaviour::Relations { parent, relations } => {
                added.relations.0.entry(parent).or_default().extend(relations());
            }
            Behaviour::Streams { host, names } => {
                let host = &host;
                added.streams.0.extend(names().into_iter().map(|name| (name, std::sync::Arc::clone(host))));
            }
            Behaviour::Key { parent, key, condition } => {
                added.keys.0.entry(parent).or_default().insert(key, condition);
            }
            Behaviour::Order { list, field } => {
                added.orders.0.entry(list).or_default().insert(field.name, field);
            }
            Behaviour::Node(kind) => {
                added.nodes.insert(kind.name, kind);
            }
        }
    }
    added.fields.0 = fields.into_iter().collect();
    added
}

//! The manifest: all that a module brings, in one value.

use std::any::TypeId;

use async_graphql::{
    InputType, ObjectType, OutputType, SubscriptionType,
    registry::{MetaInputValue, Registry},
};
use rapport_db::migrate::ModuleMigrations;
use rapport_kernel::{Id, Permission};

use crate::{
    loader::Batch,
    open::{
        filter::{self, Filter, FilterKey},
        node::{self, NodeKind},
        object::{self, Extension, Open, Record},
        order::{self, OrderBy, OrderField, OrderRoot},
        relation::{AddedRelation, Relation},
        root::{self, MutationRoot, QueryRoot},
        subscription::{Streams, SubscriptionRoot},
    },
    registry,
};

/// What a module adds to one open type, as the assembly carries it out: the types behind it, then its two halves.
pub(crate) struct Part {
    /// Registers the types that the part refers to and hands out what it adds.
    pub(crate) register: fn(&mut Registry) -> Vec<Addition>,
    /// What resolves it.
    pub(crate) behaviour: Behaviour,
}

/// One addition to the registry. `false` from `apply` means that it stood there already.
pub(crate) struct Addition {
    /// `Type.field`, for errors.
    pub(crate) what: String,
    pub(crate) apply: Box<dyn FnOnce(&mut Registry) -> bool>,
}

pub(crate) enum Behaviour {
    Relations { parent: TypeId, relations: fn() -> Vec<(&'static str, AddedRelation)> },
    Fields { parent: TypeId, resolver: object::Resolver, names: fn() -> Vec<String> },
    Streams { host: std::sync::Arc<dyn Streams>, names: fn() -> Vec<String> },
    Key { parent: TypeId, key: &'static str, condition: filter::Condition },
    Order { list: TypeId, field: OrderField },
    Node(NodeKind),
}

/// All that a module brings.
pub struct Module {
    pub(crate) name: &'static str,
    pub(crate) requires: Vec<&'static str>,
    pub(crate) migrations: Option<ModuleMigrations>,
    pub(crate) parts: Vec<Part>,
    pub(crate) permissions: &'static [Permission],
    pub(crate) weights: Vec<(&'static str, u64)>,
    pub(crate) examples: &'static [Example],
}

/// An operation that shows what the module does. It stands in the playground, and a test runs it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What it shows.
    pub name: &'static str,
    /// The document.
    pub document: &'static str,
    /// Where the values of its variables come from.
    pub samples: &'static [Sample],
}

impl Sample {
    /// A file with this text. It is sent with the request and not looked up, which the playground cannot do.
    #[must_use]
    pub const fn file(variable: &'static str, text: &'static str) -> Self {
        Self { variable, query: "", pointer: text }
    }

    /// The text, if the value is a file.
    #[must_use]
    pub const fn text(&self) -> Option<&'static str> {
        if self.query.is_empty() { Some(self.pointer) } else { None }
    }
}

/// A value for a variable of an example, looked up among what is there, so that the example runs as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// The variable.
    pub variable: &'static str,
    /// A query that finds a value.
    pub query: &'static str,
    /// Where the value stands in its data, as a JSON pointer (RFC 6901) in which `*` stands for the first item that
    /// has what follows.
    pub pointer: &'static str,
}

impl Sample {
    /// The value in the data of the query.
    #[must_use]
    pub fn find(&self, data: &serde_json::Value) -> Option<String> {
        fn walk<'a>(value: &'a serde_json::Value, pointer: &str) -> Option<&'a str> {
            let Some((head, rest)) = pointer.split_once("/*") else { return value.pointer(pointer)?.as_str() };
            value.pointer(head)?.as_array()?.iter().find_map(|item| walk(item, rest))
        }
        walk(data, self.pointer).map(str::to_owned)
    }
}

impl Module {
    /// A module that brings nothing yet.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            requires: Vec::new(),
            migrations: None,
            parts: Vec::new(),
            permissions: &[],
            weights: Vec::new(),
            examples: &[],
        }
    }

    /// The module's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Modules without which this one cannot be.
    #[must_use]
    pub fn requires(mut self, modules: impl IntoIterator<Item = &'static str>) -> Self {
        self.requires.extend(modules);
        self
    }

    /// The module's tables.
    #[must_use]
    pub const fn migrations(mut self, source: &'static diesel_migrations::EmbeddedMigrations) -> Self {
        self.migrations = Some(ModuleMigrations { module: self.name, source });
        self
    }

    /// What may be allowed in this module, and to whom.
    #[must_use]
    pub const fn permissions(mut self, permissions: &'static [Permission]) -> Self {
        self.permissions = permissions;
        self
    }

    /// Operations that show what the module does.
    #[must_use]
    pub const fn examples(mut self, examples: &'static [Example]) -> Self {
        self.examples = examples;
        self
    }

    /// Says that a field (`Query.search`) costs more than its shape tells.
    #[must_use]
    pub fn weight(mut self, field: &'static str, cost: u64) -> Self {
        self.weights.push((field, cost));
        self
    }

    /// Adds fields to `Query`.
    #[must_use]
    pub fn query<F: ObjectType + Default + Send + Sync + 'static>(self) -> Self {
        self.part(Part {
            register: register_fields::<F, QueryRoot>,
            behaviour: Behaviour::Fields {
                parent: TypeId::of::<QueryRoot>(),
                resolver: root::resolver_of::<F>(),
                names: field_names::<F>,
            },
        })
    }

    /// Adds fields to `Mutation`.
    #[must_use]
    pub fn mutation<F: ObjectType + Default + Send + Sync + 'static>(self) -> Self {
        self.part(Part {
            register: register_fields::<F, MutationRoot>,
            behaviour: Behaviour::Fields {
                parent: TypeId::of::<MutationRoot>(),
                resolver: root::resolver_of::<F>(),
                names: field_names::<F>,
            },
        })
    }

    /// Adds fields to `Subscription`.
    #[must_use]
    pub fn subscription<S: SubscriptionType + Default + 'static>(self) -> Self {
        self.part(Part {
            register: |registry| {
                SubscriptionRoot::create_type_info(registry);
                let info = registry.create_fake_subscription_type::<S>();
                registry.types.remove(&*S::type_name());
                additions("Subscription".to_owned(), registry::fields_of(info))
            },
            behaviour: Behaviour::Streams { host: std::sync::Arc::new(S::default()), names: stream_names::<S> },
        })
    }

    /// Adds fields to another module's record.
    #[must_use]
    pub fn extend<E: Extension>(self) -> Self {
        self.part(Part {
            register: register_fields::<E, Open<E::Parent>>,
            behaviour: Behaviour::Fields {
                parent: TypeId::of::<E::Parent>(),
                resolver: object::resolver_of::<E>(),
                names: field_names::<E>,
            },
        })
    }

    /// Adds relations to another module's record: fields that are resolved for all records of a list together.
    #[must_use]
    pub fn relate<L: Relating>(self) -> Self {
        self.part(Part {
            register: |registry| {
                Open::<L::Parent>::create_type_info(registry);
                let fields = L::relations().iter().map(|one| (one.name.to_owned(), one.register(registry)));
                additions(L::Parent::NAME.to_owned(), fields.collect())
            },
            behaviour: Behaviour::Relations {
                parent: TypeId::of::<L::Parent>(),
                relations: || {
                    let added = |one: &'static Relation<L::Parent>| -> (&'static str, AddedRelation) {
                        (one.name, Box::new(one))
                    };
                    L::relations().iter().map(added).collect()
                },
            },
        })
    }

    /// Makes a record a `Node`: it can be found by its global id.
    #[must_use]
    pub fn node<T: Record>(self, find: node::Find) -> Self {
        self.part(Part {
            register: |registry| {
                Open::<T>::create_type_info(registry);
                crate::AnyNode::create_type_info(registry);
                vec![Addition {
                    what: format!("{} as a Node", T::NAME),
                    apply: Box::new(|registry| {
                        registry::add_implementation(registry, T::NAME, node::NODE);
                        true
                    }),
                }]
            },
            behaviour: Behaviour::Node(NodeKind { name: T::NAME, find }),
        })
    }

    /// Makes a record a `Node` that is found through a batch by its id.
    #[must_use]
    pub fn node_by<T, K, B>(self) -> Self
    where
        T: Record + From<B::Value>,
        K: 'static,
        B: Batch<Key = Id<K>>,
    {
        self.node::<T>(|ctx, ids| Box::pin(node::find_by::<T, K, B>(ctx, ids)))
    }

    /// Adds a key to a filter.
    #[must_use]
    pub fn filter_key<K: FilterKey>(self) -> Self {
        self.part(Part {
            register: |registry| {
                Filter::<K::Parent>::create_type_info(registry);
                K::Input::create_type_info(registry);
                let mut field = MetaInputValue::new(K::KEY, K::Input::type_name());
                field.description = Some(K::DESCRIPTION.to_owned());
                let name = <K::Parent as crate::FilterFields>::NAME;
                vec![Addition {
                    what: format!("{name}.{}", K::KEY),
                    apply: Box::new(move |registry| registry::add_input_field(registry, name, field)),
                }]
            },
            behaviour: Behaviour::Key {
                parent: TypeId::of::<K::Parent>(),
                key: K::KEY,
                condition: filter::condition_of::<K>(),
            },
        })
    }

    /// Adds a field to an order.
    #[must_use]
    pub fn order_field<A: AddsOrder>(self) -> Self {
        self.part(Part {
            register: |registry| {
                OrderBy::<A::List>::create_type_info(registry);
                let name = order::create_enum::<A::List>(registry);
                vec![Addition {
                    what: format!("{name}.{}", A::FIELD.name),
                    apply: Box::new(move |registry| {
                        registry::add_enum_value(registry, &name, A::FIELD.name, A::FIELD.description)
                    }),
                }]
            },
            behaviour: Behaviour::Order { list: TypeId::of::<A::List>(), field: A::FIELD },
        })
    }

    fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}

/// Relations that a module adds to the record of another.
pub trait Relating: 'static {
    /// The record.
    type Parent: Record;

    /// The relations, in a `LazyLock`.
    fn relations() -> &'static [Relation<Self::Parent>];
}

/// A field that a module adds to the order of another's list.
pub trait AddsOrder: 'static {
    /// The list.
    type List: OrderRoot;
    /// The field.
    const FIELD: OrderField;
}

fn register_fields<F: ObjectType, P: OutputType>(registry: &mut Registry) -> Vec<Addition> {
    P::create_type_info(registry);
    let info = registry::take_output::<F>(registry);
    additions(P::type_name().into_owned(), registry::fields_of(info))
}

fn additions(parent: String, fields: Vec<(String, async_graphql::registry::MetaField)>) -> Vec<Addition> {
    fields
        .into_iter()
        .map(|(name, field)| {
            let parent = parent.clone();
            Addition {
                what: format!("{parent}.{name}"),
                apply: Box::new(move |registry| registry::add_field(registry, &parent, name, field)),
            }
        })
        .collect()
}

fn field_names<F: OutputType>() -> Vec<String> {
    let info = registry::take_output::<F>(&mut Registry::default());
    registry::fields_of(info).into_iter().map(|(name, _)| name).collect()
}

fn stream_names<S: SubscriptionType>() -> Vec<String> {
    let info = Registry::default().create_fake_subscription_type::<S>();
    registry::fields_of(info).into_iter().map(|(name, _)| name).collect()
}

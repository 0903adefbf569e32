//! The roots: empty hosts to which modules add fields.

use std::{any::TypeId, borrow::Cow, sync::Arc};

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::Field,
    registry::{MetaTypeId, ObjectBuilder, Registry},
    resolver_utils::resolve_container,
};

use super::object::{Resolver, or_null, resolve_added};

macro_rules! root {
    ($host:ident, $name:literal, $description:literal) => {
        #[doc = $description]
        #[derive(Clone, Copy, Debug)]
        pub struct $host;

        impl OutputType for $host {
            fn type_name() -> Cow<'static, str> {
                $name.into()
            }

            fn create_type_info(registry: &mut Registry) -> String {
                registry.create_output_type::<Self, _>(MetaTypeId::Object, |_| {
                    ObjectBuilder::new($name, IndexMap::new())
                        .description(Some($description.to_owned()))
                        .rust_typename(std::any::type_name::<Self>())
                        .build()
                })
            }

            async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
                resolve_container(ctx, self).await
            }
        }

        impl ContainerType for $host {
            async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
                let resolved = resolve_added(TypeId::of::<Self>(), self, ctx).await;
                or_null($name, ctx, resolved)
            }
        }

        impl ObjectType for $host {}
    };
}

root!(QueryRoot, "Query", "What can be asked.");
root!(
    MutationRoot,
    "Mutation",
    "What can be changed. Several fields of one request are several transactions, one after the other."
);

/// The resolver of the fields that a module adds to a root.
pub(crate) fn resolver_of<F: ObjectType + Default + Send + Sync + 'static>() -> Resolver {
    Arc::new(|_, ctx| Box::pin(async move { F::default().resolve_field(ctx).await }))
}

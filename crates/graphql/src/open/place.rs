//! Where records stand in the answer: for the path of an error, and only when there is one.
//!
//! Records of many lists are resolved together, and one record may stand in several places. Nobody writes paths down
//! before something has gone wrong.

use async_graphql::{Context, ContextSelectionSet, PathSegment, QueryPathNode, QueryPathSegment};

/// A path in the answer.
pub(crate) type Path = Vec<PathSegment>;

/// Tells where the records of one resolution stand.
pub(crate) trait Place: Sync {
    /// The paths of a record. Never empty, unless the record stands nowhere.
    fn paths(&self, record: usize) -> Vec<Path>;
}

fn path_of(node: Option<&QueryPathNode<'_>>) -> Path {
    let mut path = Vec::new();
    let mut node = node;
    while let Some(here) = node {
        path.push(match here.segment {
            QueryPathSegment::Name(name) => key(name),
            QueryPathSegment::Index(index) => PathSegment::Index(index),
        });
        node = here.parent;
    }
    path.reverse();
    path
}

/// One record, where the selection stands.
pub(crate) struct Here<'a>(pub(crate) &'a ContextSelectionSet<'a>);

impl Place for Here<'_> {
    fn paths(&self, _: usize) -> Vec<Path> {
        vec![path_of(self.0.path_node.as_ref())]
    }
}

/// One record, of which this field is being resolved.
pub(crate) struct Holder<'a>(pub(crate) &'a Context<'a>);

impl Place for Holder<'_> {
    fn paths(&self, _: usize) -> Vec<Path> {
        vec![path_of(self.0.path_node.as_ref().and_then(|field| field.parent))]
    }
}

/// Records below others: each record's parents, and the steps that lead from one to it.
pub(crate) struct Below<'a, F> {
    /// Where the parents stand.
    pub(crate) parents: &'a dyn Place,
    /// The parents of a record, with the steps from each.
    pub(crate) steps: F,
}

impl<F: Fn(usize) -> Vec<(usize, Path)> + Sync> Place for Below<'_, F> {
    fn paths(&self, record: usize) -> Vec<Path> {
        let mut paths = Vec::new();
        for (parent, steps) in (self.steps)(record) {
            paths.extend(self.parents.paths(parent).into_iter().map(|mut path| {
                path.extend(steps.iter().cloned());
                path
            }));
        }
        paths
    }
}

/// A step by the key of a field.
pub(crate) fn key(name: &str) -> PathSegment {
    PathSegment::Field(name.to_owned())
}

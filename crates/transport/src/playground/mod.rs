//! The playground's files.

mod assets;

pub(crate) use assets::{Asset, CONTENT_SECURITY_POLICY, find, page};

#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod arguments;
mod database;
mod error;
mod home;
mod initialise;
mod options;
mod process;
mod ready;
mod tools;
mod watcher;

pub use database::PrivateDatabase;
pub use error::{StartError, StopError};
pub use options::{Durability, Options};

//! `rapport token`.

use rapport_kernel::{Actor, Clock};
use rapport_transport::auth;

use crate::{
    cli::{Shared, TokenArgs},
    environment,
};

pub(crate) fn run(shared: &Shared, args: &TokenArgs) -> anyhow::Result<()> {
    let actor = match &args.subject {
        Some(subject) => Actor::new(subject.user, args.role),
        None => Actor::demo(args.role),
    };
    let secret = environment::secret(shared)?;
    println!("{}", auth::mint(&environment::auth_config(shared), &secret, &actor, args.ttl, &Clock::system())?);
    Ok(())
}

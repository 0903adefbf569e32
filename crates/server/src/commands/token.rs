//! `rapport token`.

use rapport_kernel::{Actor, Clock};
use rapport_transport::auth;

use crate::{
    cli::{Shared, TokenArgs},
    environment,
};

pub(crate) fn run(shared: &Shared, args: &TokenArgs) -> anyhow::Result<()> {
    let actor = Actor::new(args.subject.unwrap_or_else(|| args.role.demo_user()), args.role);
    let secret = environment::secret(shared)?;
    println!("{}", auth::mint(&environment::auth_config(shared), &secret, &actor, args.ttl, &Clock::system())?);
    Ok(())
}

//! `rapport schema`.

use crate::{cli::ModulesArg, modules};

pub(crate) fn run(args: &ModulesArg) -> anyhow::Result<()> {
    print!("{}", modules::assembled(args.modules.as_deref())?.sdl());
    Ok(())
}

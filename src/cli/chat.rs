//! `egard chat`: the whole conversation in the terminal.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use super::office::{Opened, block_on};
use super::{Failure, Global, Outcome};
use crate::terminal::{Console, Interactive, Plain, TalkError, converse};

pub(super) fn run(global: &Global) -> Outcome {
    super::discord::log_if_asked();
    let Opened { desk, visit, .. } = Opened::open(global)?;
    let failed = |error: TalkError| match error {
        TalkError::Io(error) => Failure::bad(error.to_string()),
        TalkError::Desk(error) => Failure::bad(error.explain(global.language)),
    };
    let mut console: Box<dyn Console> = if io::stdin().is_terminal() && io::stdout().is_terminal() {
        let console = Interactive::new(global.language, super::colour());
        Box::new(console.map_err(|error| Failure::bad(error.to_string()))?)
    } else {
        Box::new(Plain::new(io::stdin().lock(), io::stdout().lock(), global.language))
    };
    block_on(converse(&desk, &visit, console.as_mut()))?.map_err(failed)?;
    Ok(ExitCode::SUCCESS)
}

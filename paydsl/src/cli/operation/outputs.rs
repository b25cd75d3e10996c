//! The outputs of stacks, as terraform prints them.

use crate::cli::failure::Failure;
use crate::cli::out::outln;
use crate::cli::prepare::Prepared;
use crate::cli::session::Session;

/// Prints the outputs of each stack that has any; sensitive ones as `<sensitive>`.
pub(crate) fn print<'s, 'p: 's>(
    session: &'s Session<'p>,
    stacks: impl Iterator<Item = &'s Prepared<'p>>,
) -> Result<(), Failure> {
    for stack in stacks {
        if stack.has_outputs() {
            let text = read(session, stack, &[])?;
            outln!("\n{}:", stack.selected);
            for line in text.lines() {
                outln!("  {line}");
            }
        }
    }
    Ok(())
}

/// What `terraform output` says about a stack that is initialised.
pub(crate) fn read(session: &Session<'_>, stack: &Prepared<'_>, arguments: &[&str]) -> Result<String, Failure> {
    let mut command = session.on(stack)?.command(&session.terraform);
    let output = command.args(["output", "-no-color"]).args(arguments).output();
    let output = output.map_err(|error| Failure::new(format!("terraform cannot be run: {error}")))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(Failure::new(format!("{}: {}", stack.selected, text.trim()))
            .with_code(crate::cli::terraform::exit_code(output.status)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

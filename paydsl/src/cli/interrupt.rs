//! Control-C while terraform runs.
//!
//! The terminal interrupts terraform too, which then finishes what it has begun and writes its state. Until it has,
//! this process has to live and read its output: terraform would die of a closed pipe.

use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on an interrupt ends no process but those of terraform; no further stack is begun.
pub(crate) fn wait_for_terraform() {
    // It fails if there is one already, which is this one.
    let _ = ctrlc::set_handler(|| {
        if !INTERRUPTED.swap(true, Ordering::Relaxed) {
            eprintln!("interrupted: waiting for terraform to finish what it has begun");
        }
    });
}

/// Whether there was an interrupt.
pub(crate) fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

//! Customers' sessions, and which payments were accepted in them: the DynamoDB table whose key is `sessionId`.
//!
//! | `sessionId`                  | what the item is                                                              |
//! |------------------------------|-------------------------------------------------------------------------------|
//! | the session's                | how many payments were attempted and declined, when it was last seen, whether it is blocked; forgotten after half an hour without an attempt |
//! | `transaction#<id>`           | what became of a payment, and what it is; forgotten after thirty days         |
//! | `velocity#<window>#<token>`  | how many payments of a card were accepted in the ten minutes that began then  |
//! | `token#<token>`              | a card that was accepted: its last four digits and its expiry                 |
//!
//! No session has a `#` in its name, so the kinds never mix. DynamoDB removes what has expired within days, not at once, so
//! every read and every condition compares `expiresAt` itself.
//!
//! **Once.** A payment is accepted or declined by one `TransactWriteItems`, which demands that there is no item of its
//! transaction id. So a request that is sent again finds what became of the first, and counts nothing twice. After those
//! thirty days the database still processes each id once.
//!
//! **Blocked.** The decline that makes it [`DECLINES_ALLOWED`] blocks the session; new payments of it are refused, and each
//! that is tried keeps it blocked for another half hour. Of attempts at the same time, each sees the count of the one
//! before: a decline demands that the count is as it was read, an acceptance that the session is not blocked.
//!
//! | step                               | a kill right after it is healed by                                      |
//! |------------------------------------|-------------------------------------------------------------------------|
//! | the payment is accepted            | the caller's repetition, which sends the message                        |
//! | the message is sent                | nothing is missing: the repetition sends one more, which finds it done  |
//! | it is noted that the message is sent | nothing is missing                                                    |

mod attempt;
mod find;
mod item;
mod key;
mod mark;
mod record;
mod session;

pub use attempt::{Attempt, Standing, Verdict};
pub use record::Recording;
pub use session::Session;

use aws_types::SdkConfig;
use payments::aws::Table;

/// How many payments of a session may be declined before it is blocked.
pub const DECLINES_ALLOWED: u32 = 5;

/// How long a session is kept after its last attempt, in seconds.
pub const SESSION_LIFE: i64 = 30 * 60;

/// How long it is known what became of a payment, in seconds.
pub const TRANSACTION_LIFE: i64 = 30 * 24 * 60 * 60;

/// The table.
pub struct Sessions {
    table: Table,
}

impl Sessions {
    /// A table by its name.
    pub fn new(config: &SdkConfig, name: String) -> Self {
        Self {
            table: Table::new(config, name),
        }
    }
}

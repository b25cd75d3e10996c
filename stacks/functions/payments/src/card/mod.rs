//! Cards: their numbers, for as long as it takes to make a token, and what stands in the numbers' place.

mod expiry;
mod number;
mod token;
mod token_key;

pub use expiry::Expiry;
pub use number::{CardNumber, LastFour};
pub use token::Token;
pub use token_key::TokenKey;

/// A card without its number: all that is ever stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What stands in the number's place.
    pub token: Token,
    /// The number's last digits, for people to recognise it by.
    pub last_four: LastFour,
    /// How long the card is good.
    pub expiry: Expiry,
}

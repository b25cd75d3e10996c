//! Rules against fraud that need nothing but the payment. The velocity limit is kept by the table, which counts.

use crate::{currency::Currency, payment::Amount};

/// The currencies that are accepted. One limit in minor units holds for all, so each has hundredths and is worth
/// about as much as the others.
const ACCEPTED: [&str; 6] = ["AUD", "CAD", "CHF", "EUR", "GBP", "USD"];

/// Why a payment is declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is above the limit.
    Amount,
    /// Its currency is not accepted.
    Currency,
    /// Its card pays too often.
    Velocity,
}

impl Reason {
    /// The reason's name, in the table and in logs. The caller is not told: it would teach what to try next.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Currency => "currency",
            Self::Velocity => "velocity",
        }
    }

    /// The reason of a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Amount, Self::Currency, Self::Velocity]
            .into_iter()
            .find(|reason| reason.name() == name)
    }
}

/// Why a payment is to be declined, if it is.
pub fn suspicion(amount: Amount, currency: Currency, limit: Amount) -> Option<Reason> {
    if amount.minor_units() > limit.minor_units() {
        return Some(Reason::Amount);
    }
    (!ACCEPTED.contains(&currency.code())).then_some(Reason::Currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declines_what_is_above_the_limit_or_in_another_currency() {
        let amount = |minor_units| Amount::parse(minor_units).expect("an amount");
        let currency = |code| Currency::parse(code).expect("a currency");
        let limit = amount(1000);
        assert_eq!(suspicion(amount(1000), currency("USD"), limit), None);
        assert_eq!(suspicion(amount(1001), currency("USD"), limit), Some(Reason::Amount));
        assert_eq!(suspicion(amount(1000), currency("JPY"), limit), Some(Reason::Currency));
    }

    #[test]
    fn accepted_currencies_exist() {
        for code in ACCEPTED {
            assert!(Currency::parse(code).is_some(), "{code}");
        }
    }
}

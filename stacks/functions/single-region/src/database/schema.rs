//! The schema, made by whichever function connects first.

/// Makes the tables if they are not there. Functions that start together wait for one another: `IF NOT EXISTS` alone
/// lets two of them collide. The ledger has no unique key: that a payment is in it once, the processing sees to, and
/// a second entry would show.
pub(super) const MIGRATION: &str = "
BEGIN;
SELECT pg_advisory_xact_lock(7205759403792793601);
CREATE TABLE IF NOT EXISTS transactions (
    transaction_id text PRIMARY KEY,
    amount         bigint NOT NULL CHECK (amount > 0),
    currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    payment_token  text NOT NULL CHECK (payment_token ~ '^tok_[0-9a-f]{32}$'),
    card_last_four text NOT NULL CHECK (card_last_four ~ '^[0-9]{4}$'),
    correlation_id text NOT NULL,
    state          text NOT NULL CHECK (state IN ('RECEIVED', 'PROCESSED', 'COMPLETED')),
    recorded_at    timestamptz NOT NULL DEFAULT now(),
    processed_at   timestamptz,
    CHECK ((state = 'RECEIVED') = (processed_at IS NULL))
);
CREATE TABLE IF NOT EXISTS ledger (
    entry          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id text NOT NULL REFERENCES transactions,
    amount         bigint NOT NULL,
    currency       text NOT NULL,
    entered_at     timestamptz NOT NULL DEFAULT now()
);
COMMIT;
";

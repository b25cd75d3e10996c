//! The schema, made by whichever function connects first.

/// Makes the table if it is not there. Functions that start together wait for one another: `IF NOT EXISTS` alone
/// lets two of them collide.
pub(super) const MIGRATION: &str = "
BEGIN;
SELECT pg_advisory_xact_lock(7205759403792793600);
CREATE TABLE IF NOT EXISTS payments (
    transaction_id text PRIMARY KEY,
    amount         bigint NOT NULL CHECK (amount > 0),
    currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    payment_token  text NOT NULL,
    state          text NOT NULL CHECK (state IN ('processed', 'settled')),
    received_at    timestamptz NOT NULL DEFAULT now(),
    settled_at     timestamptz,
    dispatched     boolean NOT NULL DEFAULT false,
    CHECK ((state = 'settled') = (settled_at IS NOT NULL))
);
COMMIT;
";

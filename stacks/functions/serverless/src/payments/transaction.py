"""A transaction as it is recorded."""

from dataclasses import dataclass, field
from typing import Any

from payments import clock
from payments.payment_request import Payment

RECEIVED = "RECEIVED"
"""Accepted; to be processed."""
PROCESSED = "PROCESSED"
"""Charged, once."""
FLAGGED = "FLAGGED"
"""A fraud alert came before it was processed."""
BLOCKED = "BLOCKED"
"""It came to be processed while flagged, and never will be."""
DECLINED = "DECLINED"
"""Refused by the checks of the request."""

REVIEW = "REVIEW"
"""The mark of a processed transaction that a fraud alert came for."""

AFTER = {RECEIVED: PROCESSED, FLAGGED: BLOCKED}
"""What processing makes of a state; the others are final."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """The record. Its token and fingerprint show in no answer but the one to the request that made it."""

    transaction_id: str
    merchant_id: str
    amount: int
    currency: str
    payment_token: str = field(repr=False)
    fingerprint: str = field(repr=False)
    status: str
    received_at: str
    correlation_id: str
    version: int
    """Counts the writes, so that one too many shows."""
    last_four: str | None = None
    decline_reason: str | None = None
    processed_at: str | None = None
    review: str | None = None
    notified: frozenset[str] = frozenset()
    """The notifications the merchant has taken."""
    notified_at: str | None = None

    @classmethod
    def new(cls, payment: Payment, decline_reason: str | None, correlation_id: str, now: float) -> "Transaction":
        """The record of a payment that was asked for."""
        return cls(
            transaction_id=payment.transaction_id,
            merchant_id=payment.merchant_id,
            amount=payment.amount,
            currency=payment.currency,
            payment_token=payment.token,
            fingerprint=payment.fingerprint,
            status=RECEIVED if decline_reason is None else DECLINED,
            received_at=clock.written(now),
            correlation_id=correlation_id,
            version=1,
            last_four=payment.last_four,
            decline_reason=decline_reason,
        )

    def summary(self) -> dict[str, Any]:
        """What never changes, as answers and notifications have it."""
        summary = {
            "transactionId": self.transaction_id,
            "merchantId": self.merchant_id,
            "amount": self.amount,
            "currency": self.currency,
            "receivedAt": self.received_at,
        }
        return summary if self.last_four is None else {**summary, "card": {"lastFour": self.last_four}}

    def accepted(self) -> dict[str, Any]:
        """The answer to the request that made it: the same each time, whatever happened since."""
        return {**self.summary(), "status": RECEIVED, "paymentToken": self.payment_token}

    def view(self) -> dict[str, Any]:
        """The answer to whoever asks where it stands."""
        later = {"processedAt": self.processed_at, "review": self.review, "notifiedAt": self.notified_at}
        told = {name: value for name, value in later.items() if value is not None}
        return {**self.summary(), "status": self.status, **told}

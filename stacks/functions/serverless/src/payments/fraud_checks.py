"""The checks a payment has to pass before it is accepted."""

from typing import Any

from payments import table
from payments.clock import Clock
from payments.payment_request import Payment

WINDOW = 600
"""How long a token's payments are counted together, in seconds."""


class FraudChecks:
    """Refuses amounts above a limit, and too many payments of one token within a window of time.

    The counter is an item of the transactions table, `velocity#<token>#<start of the window>`: no transaction's id
    has a `#` in it. It holds the ids it counted, so a repeated request counts once. `expires_at` is for the
    table's time to live.
    """

    def __init__(self, dynamodb: Any, name: str, max_amount: int, velocity_limit: int, now: Clock) -> None:
        """Takes a client, the table's name, the greatest amount in minor units, and how many payments a window has."""
        self._dynamodb = dynamodb
        self._table = name
        self._max_amount = max_amount
        self._velocity_limit = velocity_limit
        self._now = now

    def reason_to_decline(self, payment: Payment) -> str | None:
        """Why the payment is refused, if it is."""
        if payment.amount > self._max_amount:
            return "amount_limit"
        return None if self._counted(payment) else "velocity"

    def _counted(self, payment: Payment) -> bool:
        """Counts the payment, in one atomic write, unless the limit is reached."""
        start = int(self._now()) // WINDOW * WINDOW
        values = {
            ":limit": self._velocity_limit,
            ":id": payment.transaction_id,
            ":ids": {payment.transaction_id},
            ":expiry": start + 2 * WINDOW,
        }
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=table.to_item({"transaction_id": f"velocity#{payment.token}#{start}"}),
                ConditionExpression="attribute_not_exists(counted) OR size(counted) < :limit OR contains(counted, :id)",
                UpdateExpression="ADD counted :ids SET expires_at = :expiry",
                ExpressionAttributeValues=table.to_item(values),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

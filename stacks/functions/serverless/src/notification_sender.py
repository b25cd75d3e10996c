"""The function `notification_sender`: tells merchants what `notifications.fifo` asks to tell them.

A notification is sent at least once: when the function ends between the merchant's answer and writing it down, it
is sent again with the same `Idempotency-Key`, by which the merchant knows it.
"""

import functools
from dataclasses import dataclass
from typing import Any

from payments import aws, batch, clock, log, queue, signature
from payments.clock import Clock
from payments.merchant_webhook import MerchantWebhook, Refused
from payments.messages import Notification
from payments.parameters import Parameters
from payments.settings import Settings
from payments.transaction import Transaction
from payments.transactions import Transactions


@dataclass(frozen=True)
class Needs:
    """What the function works with."""

    transactions: Transactions
    parameters: Parameters
    webhook: MerchantWebhook
    now: Clock

    @classmethod
    def of(cls, settings: Settings, now: Clock = clock.system) -> "Needs":
        """Connects to what the environment variables name."""
        return cls(
            transactions=Transactions(aws.client("dynamodb"), settings.text("TRANSACTIONS_TABLE"), now),
            parameters=Parameters(aws.client("ssm"), settings.text("PARAMETER_PREFIX")),
            webhook=MerchantWebhook(allow_http=settings.switch("ALLOW_HTTP_WEBHOOK")),
            now=now,
        )


@functools.cache
def _needs() -> Needs:
    return Needs.of(Settings())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda's entry: a batch of the queue."""
    return handle(_needs(), event, context.aws_request_id)


def handle(needs: Needs, event: dict[str, Any], invocation: str) -> dict[str, Any]:
    """Does the work of one invocation."""
    log.info("notifications came", count=len(event["Records"]), invocation=invocation)
    return batch.run(event["Records"], functools.partial(_send, needs))


def _send(needs: Needs, record: dict[str, Any]) -> None:
    notification = Notification.read(record)
    transaction = needs.transactions.get(notification.transaction_id)
    known = {"correlationId": notification.correlation_id, "notificationId": notification.identifier}
    if notification.identifier in transaction.notified:
        log.info("merchant was notified before", **known)
        return
    try:
        _post(needs, notification, transaction)
    except Refused as refused:
        log.warning("merchant did not take the notification", status=refused.status, **known)
        raise
    needs.transactions.mark_notified(transaction.transaction_id, notification.identifier)
    log.info("merchant notified", **known)


def _post(needs: Needs, notification: Notification, transaction: Transaction) -> None:
    content = {**transaction.summary(), **notification.body(), "notificationId": notification.identifier}
    # The same bytes each time it is sent; only the signature's moment differs.
    body = queue.canonical(content).encode()
    secret = needs.parameters.key("merchant-webhook-secret")
    headers = {
        signature.HEADER: signature.sign(secret, body, int(needs.now())),
        "Idempotency-Key": notification.identifier,
        "X-Correlation-Id": notification.correlation_id,
    }
    needs.webhook.post(needs.parameters.value("merchant-webhook-url"), body, headers)

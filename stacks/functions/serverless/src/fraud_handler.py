"""The function `fraud_handler`: takes signed alerts of a fraud service at `POST /fraud-webhook`.

An alert is stored, then its transaction flagged, then the merchant's notification queued. Sent again, it finds
what was done and does the rest; the answer is the same.
"""

import functools
from dataclasses import dataclass
from typing import Any

from payments import api, aws, clock, fraud_alerts, log, signature
from payments.api import Request, Response
from payments.clock import Clock
from payments.fraud_alerts import FraudAlert, FraudAlerts
from payments.messages import FRAUD_ALERT, Notification
from payments.parameters import Parameters
from payments.queue import Queue
from payments.settings import Settings
from payments.transactions import NoSuchTransaction, Transactions


@dataclass(frozen=True)
class Needs:
    """What the function works with."""

    transactions: Transactions
    alerts: FraudAlerts
    parameters: Parameters
    notifications: Queue
    now: Clock

    @classmethod
    def of(cls, settings: Settings, now: Clock = clock.system) -> "Needs":
        """Connects to what the environment variables name."""
        dynamodb = aws.client("dynamodb")
        return cls(
            transactions=Transactions(dynamodb, settings.text("TRANSACTIONS_TABLE"), now),
            alerts=FraudAlerts(dynamodb, settings.text("FRAUD_ALERTS_TABLE")),
            parameters=Parameters(aws.client("ssm"), settings.text("PARAMETER_PREFIX")),
            notifications=Queue(aws.client("sqs"), settings.text("NOTIFICATION_QUEUE_URL")),
            now=now,
        )


@functools.cache
def _needs() -> Needs:
    return Needs.of(Settings())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda's entry: a request of the API."""
    return handle(_needs(), event, context.aws_request_id)


def handle(needs: Needs, event: dict[str, Any], invocation: str) -> dict[str, Any]:
    """Does the work of one invocation."""
    request = Request(event, invocation)
    try:
        return _answer(needs, request)
    # A caller must get an answer, and the runtime must not log the error's text.
    except Exception as failure:
        log.error("alert not handled", cause=failure, correlationId=request.correlation_id)
        return request.unavailable()


def _answer(needs: Needs, request: Request) -> Response:
    if request.route != "POST /fraud-webhook":
        return request.no_such_endpoint()
    # Nothing of the body is looked at before it is known who sent it.
    if not _is_genuine(needs, request):
        log.warning("alert refused: not signed as it must be", correlationId=request.correlation_id)
        return request.refuse(401, "unauthorized", "the signature is missing, wrong or not of this moment")
    received_at = clock.written(needs.now())
    try:
        alert = request.read(lambda body: fraud_alerts.parse(body, received_at, request.correlation_id))
    except api.Unreadable as unreadable:
        return unreadable.answer(request)
    return _take(needs, request, alert)


def _is_genuine(needs: Needs, request: Request) -> bool:
    secret = needs.parameters.key("fraud-webhook-secret")
    return signature.is_valid(secret, request.body, request.header(signature.HEADER), needs.now())


def _take(needs: Needs, request: Request, alert: FraudAlert) -> Response:
    stored = needs.alerts.record(alert)
    known = {
        "correlationId": request.correlation_id,
        "alertId": alert.alert_id,
        "transactionId": alert.transaction_id,
    }
    if not stored.says_the_same(alert):
        log.warning("alert refused: its id and moment are taken", **known)
        return request.refuse(409, "conflict", "this alert id and timestamp were used for an alert with other content")
    try:
        transaction, changed = needs.transactions.flag(alert.transaction_id)
    except NoSuchTransaction:
        log.warning("alert kept, but there is no such transaction", **known)
        return request.refuse(404, "not_found", "no transaction has this id; the alert was kept")
    _notify(needs, stored)
    log.info("transaction flagged" if changed else "alert changed nothing", status=transaction.status, **known)
    return request.reply(200, {"alertId": alert.alert_id, "transactionId": alert.transaction_id, "accepted": True})


def _notify(needs: Needs, stored: FraudAlert) -> None:
    notification = Notification(
        FRAUD_ALERT, stored.transaction_id, stored.correlation_id, stored.alert_id, stored.timestamp
    )
    needs.notifications.send(notification.body(), stored.transaction_id, aws.trace_header())

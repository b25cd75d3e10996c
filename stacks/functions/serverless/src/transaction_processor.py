"""The function `transaction_processor`: takes payments, says where they stand, and processes them.

It answers `POST /transactions` and `GET /transaction/{id}`, and works off the queue `transaction-processing.fifo`.
"""

import datetime
import functools
from dataclasses import dataclass
from typing import Any

from payments import api, aws, batch, clock, fields, log, payment_request
from payments.api import Request, Response
from payments.clock import Clock
from payments.fraud_checks import FraudChecks
from payments.messages import Notification, ToProcess
from payments.parameters import Parameters
from payments.payment_request import Payment, PaymentRequest
from payments.queue import Queue
from payments.settings import Settings
from payments.transaction import DECLINED, FLAGGED, RECEIVED, Transaction
from payments.transactions import Transactions


@dataclass(frozen=True)
class Needs:
    """What the function works with."""

    transactions: Transactions
    checks: FraudChecks
    parameters: Parameters
    to_process: Queue
    notifications: Queue
    now: Clock

    @classmethod
    def of(cls, settings: Settings, now: Clock = clock.system) -> "Needs":
        """Connects to what the environment variables name."""
        dynamodb, sqs = aws.client("dynamodb"), aws.client("sqs")
        table = settings.text("TRANSACTIONS_TABLE")
        limits = settings.whole_number("MAX_AMOUNT"), settings.whole_number("VELOCITY_LIMIT")
        return cls(
            transactions=Transactions(dynamodb, table, now),
            checks=FraudChecks(dynamodb, table, *limits, now),
            parameters=Parameters(aws.client("ssm"), settings.text("PARAMETER_PREFIX")),
            to_process=Queue(sqs, settings.text("TRANSACTION_QUEUE_URL")),
            notifications=Queue(sqs, settings.text("NOTIFICATION_QUEUE_URL")),
            now=now,
        )


@functools.cache
def _needs() -> Needs:
    return Needs.of(Settings())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda's entry: a request of the API or a batch of the queue."""
    return handle(_needs(), event, context.aws_request_id)


def handle(needs: Needs, event: dict[str, Any], invocation: str) -> dict[str, Any]:
    """Does the work of one invocation."""
    if "Records" in event:
        return batch.run(event["Records"], functools.partial(_process, needs))
    request = Request(event, invocation)
    try:
        return _answer(needs, request)
    # A caller must get an answer, and the runtime must not log the error's text.
    except Exception as failure:
        log.error("request not handled", cause=failure, correlationId=request.correlation_id)
        return request.unavailable()


def _answer(needs: Needs, request: Request) -> Response:
    match request.route:
        case "POST /transactions":
            return _take(needs, request)
        case "GET /transaction/{id}":
            return _tell(needs, request)
        case _:
            return request.no_such_endpoint()


def _take(needs: Needs, request: Request) -> Response:
    try:
        asked = _read(needs, request)
    except api.Unreadable as unreadable:
        return unreadable.answer(request)
    payment = asked.tokenised(needs.parameters.key("token-key"))
    transaction = _recorded(needs, payment, request.correlation_id)
    known = {"correlationId": request.correlation_id, "transactionId": transaction.transaction_id}
    if transaction.fingerprint != payment.fingerprint:
        log.warning("transaction refused: its id is taken", **known)
        message = "this transaction id was used for a payment with other content"
        return request.refuse(409, "conflict", message)
    if transaction.status == DECLINED:
        log.warning("transaction declined", reason=transaction.decline_reason, **known)
        return request.refuse(422, "declined", "the payment was declined", transactionId=transaction.transaction_id)
    _queue(needs, transaction)
    log.info("transaction accepted", **known)
    return request.reply(202, transaction.accepted())


def _read(needs: Needs, request: Request) -> PaymentRequest:
    today = datetime.datetime.fromtimestamp(needs.now(), datetime.UTC).date()
    return request.read(lambda body: payment_request.parse(body, request.header("Idempotency-Key"), today))


def _recorded(needs: Needs, payment: Payment, correlation_id: str) -> Transaction:
    """The transaction under the payment's id: as it stands already, or checked and written now."""
    found = needs.transactions.find(payment.transaction_id)
    if found is not None:
        return found
    reason = needs.checks.reason_to_decline(payment)
    return needs.transactions.record(Transaction.new(payment, reason, correlation_id, needs.now()))


def _queue(needs: Needs, transaction: Transaction) -> None:
    """Queues a transaction that is still to be processed.

    A repeated request may be the only sign that the first one ended before this, so it queues again: processing
    something twice does nothing. The payments of one card are processed in their order.
    """
    if transaction.status not in (RECEIVED, FLAGGED):
        return
    message = ToProcess(transaction.transaction_id, transaction.correlation_id)
    needs.to_process.send(message.body(), transaction.payment_token, aws.trace_header())


def _tell(needs: Needs, request: Request) -> Response:
    transaction_id = fields.reference(request.path_parameter("id"))
    found = None if transaction_id is None else needs.transactions.find(transaction_id)
    if found is None:
        log.info("transaction not found", correlationId=request.correlation_id)
        return request.refuse(404, "not_found", "no transaction has this id")
    return request.reply(200, found.view())


def _process(needs: Needs, record: dict[str, Any]) -> None:
    message = ToProcess.read(record)
    transaction, changed = needs.transactions.process(message.transaction_id)
    known = {"correlationId": message.correlation_id, "transactionId": message.transaction_id}
    log.info(
        "transaction processed" if changed else "transaction was processed before", status=transaction.status, **known
    )
    # Also when another delivery processed it: that one may have ended before this.
    notification = Notification.of_outcome(transaction)
    if notification is not None:
        trace_header = batch.trace_header_of(record) or aws.trace_header()
        needs.notifications.send(notification.body(), transaction.transaction_id, trace_header)

"""The tables, queues and parameters of one test, made in the emulator under names of their own."""

import datetime
import json
import uuid

import boto3

import fraud_handler
import notification_sender
import transaction_processor
from payments import clock
from payments.settings import Settings
from support import events

CARD = {"number": "4111111111111111", "expiryMonth": 12, "expiryYear": datetime.date.today().year + 3}  # noqa: DTZ011
TOKEN_KEY = "a token key of the tests, 32 characters or more"
FRAUD_SECRET = "the fraud service's secret, 32 characters or more"
MERCHANT_SECRET = "the merchant's secret, 32 characters or more"


class World:
    def __init__(self):
        self.name = f"test-{uuid.uuid4().hex[:12]}"
        self.dynamodb, self.sqs, self.ssm = (boto3.client(service) for service in ("dynamodb", "sqs", "ssm"))
        self.transactions = self._table("transactions", transaction_id="S")
        self.alerts = self._table("alerts", alert_id="S", timestamp="N")
        self.to_process, self.to_process_dead = self._queue("transaction-processing")
        self.notifications, self.notifications_dead = self._queue("notifications")
        self.prefix = f"/payments/{self.name}"
        self.put_parameter("token-key", TOKEN_KEY)
        self.put_parameter("fraud-webhook-secret", FRAUD_SECRET)
        self.put_parameter("merchant-webhook-secret", MERCHANT_SECRET)
        self.put_parameter("merchant-webhook-url", "https://merchant.invalid/hook")
        self.now = clock.system

    def _table(self, purpose, **keys):
        name = f"{self.name}-{purpose}"
        self.dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": kind} for key, kind in keys.items()],
            KeySchema=[
                {"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
            ],
        )
        return name

    def _queue(self, purpose):
        fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        dead = self.sqs.create_queue(QueueName=f"{self.name}-{purpose}-dead.fifo", Attributes=fifo)["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
        queue = self.sqs.create_queue(
            QueueName=f"{self.name}-{purpose}.fifo",
            Attributes={**fifo, "RedrivePolicy": redrive, "VisibilityTimeout": "1800"},
        )
        return queue["QueueUrl"], dead

    def put_parameter(self, name, value):
        self.ssm.put_parameter(Name=f"{self.prefix}/{name}", Value=value, Type="SecureString", Overwrite=True)

    def variables(self, **more):
        return {
            "ENVIRONMENT": "test",
            "TRANSACTIONS_TABLE": self.transactions,
            "PARAMETER_PREFIX": self.prefix,
            "TRANSACTION_QUEUE_URL": self.to_process,
            "NOTIFICATION_QUEUE_URL": self.notifications,
            "FRAUD_ALERTS_TABLE": self.alerts,
            "MAX_AMOUNT": "1000000",
            "VELOCITY_LIMIT": "1000",
            "ALLOW_HTTP_WEBHOOK": "true",
            **more,
        }

    def needs(self, function, **variables):
        """What a new instance of a function works with."""
        return function.Needs.of(Settings(self.variables(**variables)), lambda: self.now())

    def processor(self, event, **variables):
        return transaction_processor.handle(self.needs(transaction_processor, **variables), event, "invocation-1")

    def fraud(self, event, **variables):
        return fraud_handler.handle(self.needs(fraud_handler, **variables), event, "invocation-1")

    def sender(self, event, **variables):
        return notification_sender.handle(self.needs(notification_sender, **variables), event, "invocation-1")

    def pay(self, transaction_id, **changes):
        """Asks for a payment and gives the answer's status and body."""
        return opened(self.processor(events.payment(request(transaction_id, **changes))))

    def item(self, transaction_id):
        return self._item(self.transactions, transaction_id={"S": transaction_id})

    def alert_item(self, alert_id, timestamp):
        return self._item(self.alerts, alert_id={"S": alert_id}, timestamp={"N": str(timestamp)})

    def _item(self, table, **key):
        item = self.dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", {})
        return {name: next(iter(value.values())) for name, value in item.items()}

    def items(self, table):
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table)
        return [item for page in pages for item in page["Items"]]

    def receive(self, queue, most=10):
        """Takes messages off a queue, as the event source mapping does."""
        answer = self.sqs.receive_message(
            QueueUrl=queue,
            MaxNumberOfMessages=most,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return answer.get("Messages", [])

    def drain(self, queue):
        """All messages of a queue, which is empty then."""
        drained = []
        while messages := self.receive(queue):
            handles = [{"Id": str(place), "ReceiptHandle": m["ReceiptHandle"]} for place, m in enumerate(messages)]
            self.sqs.delete_message_batch(QueueUrl=queue, Entries=handles)
            drained += messages
        return drained

    def deliver(self, queue, handle):
        """One round of the event source mapping: what is reported becomes visible again, the rest is deleted."""
        messages = self.receive(queue)
        if not messages:
            return []
        answer = handle(events.batch([events.record(message) for message in messages]))
        failed = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
        for message in messages:
            handle_of = {"QueueUrl": queue, "ReceiptHandle": message["ReceiptHandle"]}
            if message["MessageId"] in failed:
                self.sqs.change_message_visibility(**handle_of, VisibilityTimeout=0)
            else:
                self.sqs.delete_message(**handle_of)
        return messages


def request(transaction_id, **changes):
    """The body of a payment request; a field changed to `None` is left out."""
    body = {
        "transactionId": transaction_id,
        "merchantId": "shop-1",
        "amount": 1250,
        "currency": "EUR",
        "card": CARD,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


def an_alert(transaction_id, **changes):
    return {
        "alertId": "alert-1",
        "timestamp": 1_700_000_000,
        "transactionId": transaction_id,
        "reason": "stolen",
        "score": 900,
        **changes,
    }


def opened(response):
    return response["statusCode"], json.loads(response["body"])

"""Working off the queue of payments."""

import json

import pytest

from support import events


def sent(world):
    """What the notifications' queue holds: the event and transaction of each."""
    bodies = [json.loads(message["Body"]) for message in world.drain(world.notifications)]
    return [(body["event"], body["transactionId"]) for body in bodies]


def raw(body, group="g", name="m-1"):
    return {"messageId": name, "body": body, "attributes": {"MessageGroupId": group}}


def failures(answer):
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_payment_is_processed_and_its_merchant_to_be_told(world):
    world.pay("order-0001")
    assert len(world.deliver(world.to_process, world.processor)) == 1
    item = world.item("order-0001")
    assert (item["status"], item["version"]) == ("PROCESSED", "2")
    assert item["processed_at"].endswith("Z")
    assert sent(world) == [("transaction.processed", "order-0001")]
    assert world.drain(world.to_process) == []


def test_a_message_delivered_again_changes_nothing(world):
    world.pay("order-0001")
    batch = events.batch([events.record(message) for message in world.receive(world.to_process)])
    assert world.processor(batch) == {"batchItemFailures": []}
    before = world.item("order-0001")
    for _ in range(3):
        assert world.processor(batch) == {"batchItemFailures": []}
    assert world.item("order-0001") == before
    assert sent(world) == [("transaction.processed", "order-0001")]


def test_the_correlation_id_of_the_request_reaches_the_notification(world):
    world.processor(events.payment({**PAYMENT, "transactionId": "order-0001"}, headers={"x-correlation-id": "corr-1"}))
    world.deliver(world.to_process, world.processor)
    [message] = world.drain(world.notifications)
    assert json.loads(message["Body"])["correlationId"] == "corr-1"
    assert message["Attributes"]["MessageGroupId"] == "order-0001"


PAYMENT = {"merchantId": "shop-1", "amount": 1250, "currency": "EUR", "paymentToken": "tok_of_a_card"}
POISON = [
    "",
    "poison",
    "[]",
    "{}",
    "[" * 5000,
    '{"transactionId": 7}',
    '{"transactionId": "order-unknown"}',
    '{"transactionId": "4111111111111111"}',
    '{"transactionId": "velocity#tok_of_a_card#0"}',
    '{"transactionId": "order-0001", "transactionId": "order-0002"}',
]


@pytest.mark.parametrize("body", POISON)
def test_poison_is_reported_and_harms_no_other_group(world, body):
    world.pay("order-0001")
    [good] = world.receive(world.to_process)
    answer = world.processor(events.batch([raw(body), events.record(good)]))
    assert failures(answer) == ["m-1"]
    assert world.item("order-0001")["status"] == "PROCESSED"


def test_after_a_failure_the_rest_of_its_group_waits(world):
    for number in (1, 2, 3):
        world.pay(f"order-000{number}")
    bodies = [json.dumps({"transactionId": f"order-000{number}"}) for number in (1, 2, 3)]
    records = [
        raw(bodies[0], "a", "m-1"),
        raw("poison", "a", "m-2"),
        raw(bodies[1], "b", "m-3"),
        raw(bodies[2], "a", "m-4"),
    ]
    assert failures(world.processor(events.batch(records))) == ["m-2", "m-4"]
    states = [world.item(f"order-000{number}")["status"] for number in (1, 2, 3)]
    assert states == ["PROCESSED", "PROCESSED", "RECEIVED"]


def test_poison_ends_in_the_dead_letter_queue(world):
    world.sqs.send_message(QueueUrl=world.to_process, MessageBody="poison", MessageGroupId="g")
    world.pay("order-0001")
    for _ in range(5):
        world.deliver(world.to_process, world.processor)
    assert [message["Body"] for message in world.drain(world.to_process_dead)] == ["poison"]
    assert world.drain(world.to_process) == []
    assert world.item("order-0001")["status"] == "PROCESSED"


def test_a_failing_service_fails_the_messages_and_a_later_delivery_does_them(world):
    world.pay("order-0001")
    batch = events.batch([events.record(message) for message in world.receive(world.to_process)])
    assert len(failures(world.processor(batch, NOTIFICATION_QUEUE_URL=f"{world.notifications}-absent"))) == 1
    assert world.item("order-0001")["status"] == "PROCESSED"
    assert failures(world.processor(batch)) == []
    assert world.item("order-0001")["version"] == "2"
    assert sent(world) == [("transaction.processed", "order-0001")]


def test_a_declined_payment_is_not_processed_whatever_the_queue_says(world):
    world.pay("order-0001", amount=99_999_999)
    forged = raw(json.dumps({"transactionId": "order-0001"}))
    assert failures(world.processor(events.batch([forged]))) == []
    assert world.item("order-0001")["status"] == "DECLINED"
    assert sent(world) == []

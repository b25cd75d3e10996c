"""A function is ended before and after each of its calls to AWS, and the same work comes to it again.

How many points there are is asserted too: a test that kills nowhere would prove nothing.
"""

import itertools
import json

import pytest

from support import events
from support.crash import at_every_point
from support.world import FRAUD_SECRET, an_alert, opened, request

ids = (f"order-{number:04}" for number in itertools.count())


def bodies(world, queue):
    return [json.loads(message["Body"]) for message in world.drain(queue)]


def records(world, queue):
    return events.batch([events.record(message) for message in world.drain(queue)])


def test_taking_a_payment(world, fuse):
    def attempt(run):
        name = next(ids)
        event = events.payment(request(name, card=None, paymentToken=f"tok_{name}"))
        # The one payment this card may make is not used up by a request that got no answer.
        run(lambda: world.processor(event, VELOCITY_LIMIT="1"))
        answers = [opened(world.processor(event, VELOCITY_LIMIT="1")) for _ in range(2)]
        assert answers[0][0] == 202
        assert answers[1] == answers[0]
        assert (world.item(name)["status"], world.item(name)["version"]) == ("RECEIVED", "1")
        assert [body["transactionId"] for body in bodies(world, world.to_process)] == [name]
        counters = [item["counted"]["SS"] for item in world.items(world.transactions) if "counted" in item]
        assert sum(counter.count(name) for counter in counters) == 1

    # The key, the look-up, the counter, the record, the message; before and after each.
    assert at_every_point(fuse, attempt) == 10


def test_taking_a_payment_that_is_flagged_before_it_is_sent_again(world, fuse):
    def attempt(run):
        name = next(ids)
        event = events.payment(request(name))
        run(lambda: world.processor(event))
        alert = events.alert(an_alert(name, alertId=name), FRAUD_SECRET)
        world.fraud(alert)
        assert world.processor(event)["statusCode"] == 202
        assert world.fraud(alert)["statusCode"] == 200
        world.deliver(world.to_process, world.processor)
        assert world.item(name)["status"] == "BLOCKED"

    assert at_every_point(fuse, attempt) == 10


def test_declining_a_payment(world, fuse):
    def attempt(run):
        name = next(ids)
        event = events.payment(request(name, amount=99_999_999))
        run(lambda: world.processor(event))
        assert world.processor(event)["statusCode"] == 422
        assert (world.item(name)["status"], world.item(name)["version"]) == ("DECLINED", "1")
        assert bodies(world, world.to_process) == []

    assert at_every_point(fuse, attempt) == 6


@pytest.mark.parametrize("flagged", [False, True])
def test_processing_a_payment(world, fuse, flagged):
    def attempt(run):
        name = next(ids)
        world.pay(name)
        if flagged:
            world.fraud(events.alert(an_alert(name, alertId=name), FRAUD_SECRET))
            world.drain(world.notifications)
        batch = records(world, world.to_process)
        run(lambda: world.processor(batch))
        assert world.processor(batch) == {"batchItemFailures": []}
        item = world.item(name)
        assert (item["status"], item["version"]) == (("BLOCKED", "3") if flagged else ("PROCESSED", "2"))
        assert [body["transactionId"] for body in bodies(world, world.notifications)] == [name]

    # The look-up, the change of state, the message.
    assert at_every_point(fuse, attempt) == 6


@pytest.mark.parametrize("processed", [False, True])
def test_taking_an_alert(world, fuse, processed):
    def attempt(run):
        name = next(ids)
        world.pay(name)
        if processed:
            world.deliver(world.to_process, world.processor)
            world.drain(world.notifications)
        run(lambda: world.fraud(events.alert(an_alert(name, alertId=name), FRAUD_SECRET)))
        again = events.alert(an_alert(name, alertId=name), FRAUD_SECRET, **{"X-Correlation-Id": "again"})
        assert world.fraud(again)["statusCode"] == 200
        item = world.item(name)
        assert (item["status"], item.get("review")) == (("PROCESSED", "REVIEW") if processed else ("FLAGGED", None))
        assert item["version"] == ("3" if processed else "2")
        assert len([alert for alert in world.items(world.alerts) if alert["alert_id"]["S"] == name]) == 1
        assert [body["alertId"] for body in bodies(world, world.notifications)] == [name]
        world.drain(world.to_process)

    # The secret, the alert, the look-up, the change of state, the message.
    assert at_every_point(fuse, attempt) == 10


def test_processing_goes_on_while_an_alert_is_half_taken(world, fuse):
    def attempt(run):
        name = next(ids)
        world.pay(name)
        event = events.alert(an_alert(name, alertId=name), FRAUD_SECRET)
        run(lambda: world.fraud(event))
        world.deliver(world.to_process, world.processor)
        world.fraud(event)
        item = world.item(name)
        # Whichever came first: a payment with an alert is never left as if there were none.
        assert (item["status"], item.get("review")) in [("BLOCKED", None), ("PROCESSED", "REVIEW")]
        told = [body["event"] for body in bodies(world, world.notifications)]
        outcome = "transaction.blocked" if item["status"] == "BLOCKED" else "transaction.processed"
        assert sorted(told) == ["fraud.alert", outcome]

    assert at_every_point(fuse, attempt) == 10


def test_telling_the_merchant(world, shop, fuse):
    world.put_parameter("merchant-webhook-url", shop.url)

    def attempt(run):
        name = next(ids)
        world.pay(name)
        world.deliver(world.to_process, world.processor)
        batch = records(world, world.notifications)
        shop.calls.clear()
        run(lambda: world.sender(batch))
        assert world.sender(batch) == {"batchItemFailures": []}
        assert world.item(name)["notified"] == [f"{name}.transaction.processed"]
        # Twice at most, and then the merchant can tell.
        assert len(shop.calls) in (1, 2)
        assert len({(headers["Idempotency-Key"], body) for _, headers, body in shop.calls}) == 1

    # The look-up, the secret, the address, the mark; the merchant's call stands between the last two.
    assert at_every_point(fuse, attempt) == 8

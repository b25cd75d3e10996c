"""Many instances of the functions at once, each a thread with clients of its own."""

import concurrent.futures
import json
import threading

import fraud_handler
import transaction_processor
from support import events
from support.world import FRAUD_SECRET, an_alert, opened, request

WORKERS = 8


def at_once(calls):
    """Makes all calls, several at a time, and gives their results in order."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(lambda call: call(), calls))


class Instances:
    """One instance of a function for each thread."""

    def __init__(self, world, function):
        self._world = world
        self._function = function
        self._own = threading.local()
        self._making = threading.Lock()

    def __call__(self, event):
        if not hasattr(self._own, "needs"):
            # boto3's default session makes one client at a time.
            with self._making:
                self._own.needs = self._world.needs(self._function)
        return self._function.handle(self._own.needs, event, "invocation-1")


def test_five_hundred_payments_delivered_twice_are_processed_once(world, dice, capsys):
    names = [f"order-{number:05}" for number in range(500)]
    processor = Instances(world, transaction_processor)
    told = []
    # In waves, because the emulator's queues get slow as they get long. Both deliveries of a message fall into one.
    for start in range(0, 500, 50):
        wave = names[start : start + 50]
        posts = [events.payment(request(name, card=None, paymentToken=f"tok_card_{name}")) for name in wave]
        answers = at_once([lambda event=event: processor(event) for event in posts])
        assert [answer["statusCode"] for answer in answers] == [202] * 50
        messages = world.drain(world.to_process)
        deliveries = [events.record(message) for message in [*messages, *messages]]
        assert len(deliveries) == 100
        dice.shuffle(deliveries)
        batches = [events.batch(deliveries[place : place + 5]) for place in range(0, 100, 5)]
        answers = at_once([lambda batch=batch: processor(batch) for batch in batches])
        assert all(answer == {"batchItemFailures": []} for answer in answers)
        told += [json.loads(message["Body"])["transactionId"] for message in world.drain(world.notifications)]

    items = {item["transaction_id"]["S"]: item for item in world.items(world.transactions) if "status" in item}
    assert sorted(items) == names
    # Version 1 is the record, version 2 the one charge.
    assert {(item["status"]["S"], item["version"]["N"]) for item in items.values()} == {("PROCESSED", "2")}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    charged = sorted(line["transactionId"] for line in lines if line["event"] == "transaction processed")
    assert charged == names
    assert sorted(told) == names


def test_alerts_that_race_with_processing_always_leave_their_mark(world, dice):
    names = [f"order-{number:05}" for number in range(60)]
    processor, fraud = Instances(world, transaction_processor), Instances(world, fraud_handler)
    for name in names:
        world.pay(name, card=None, paymentToken=f"tok_card_{name}")
    work = [events.batch([events.record(message)]) for message in world.drain(world.to_process)]
    alerts = [events.alert(an_alert(name, alertId=name), FRAUD_SECRET) for name in names]
    calls = [lambda event=event: processor(event) for event in work]
    calls += [lambda event=event: fraud(event) for event in alerts]
    dice.shuffle(calls)
    at_once(calls)
    # What a late alert left flagged is blocked when its message comes again.
    at_once([lambda event=event: processor(event) for event in work])
    outcomes = [(world.item(name)["status"], world.item(name).get("review")) for name in names]
    assert set(outcomes) <= {("BLOCKED", None), ("PROCESSED", "REVIEW")}
    assert len(world.items(world.alerts)) == 60


def test_one_card_does_not_pay_more_often_by_paying_at_once(world):
    world.now = lambda: 1_700_000_000.0
    processor = [world.needs(transaction_processor, VELOCITY_LIMIT="5") for _ in range(WORKERS)]
    payments = [
        events.payment(request(f"order-{number:05}", card=None, paymentToken="tok_one_card")) for number in range(40)
    ]
    calls = [
        lambda number=number, event=event: transaction_processor.handle(processor[number % WORKERS], event, "i-1")
        for number, event in enumerate(payments)
    ]
    statuses = [answer["statusCode"] for answer in at_once(calls)]
    assert (statuses.count(202), statuses.count(422)) == (5, 35)


def test_one_request_sent_by_many_at_once_is_one_payment(world):
    processor = Instances(world, transaction_processor)
    other = events.payment(request("order-0001", amount=1))
    event = events.payment(request("order-0001"))
    answers = at_once([lambda event=event: processor(event) for event in [event, other] * 20])
    by_status = {}
    for answer in answers:
        by_status.setdefault(opened(answer)[0], set()).add(answer["body"])
    # One of the two contents won; all who sent it got the same answer, and the others were told.
    assert sorted(by_status) == [202, 409]
    assert len(by_status[202]) == 1
    assert [answer["statusCode"] for answer in answers].count(202) == 20
    assert world.item("order-0001")["version"] == "1"
    assert len(world.drain(world.to_process)) == 1

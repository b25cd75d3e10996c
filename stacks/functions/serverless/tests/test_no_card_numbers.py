"""No card number is stored, sent on, logged or answered with, whatever callers do."""

import base64
import binascii
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

from payments import card_number
from support import events
from support.world import CARD, FRAUD_SECRET, an_alert, request

SOURCES = pathlib.Path(__file__).parent.parent / "src"


def make_number(dice, length):
    body = dice.choice("3456") + "".join(dice.choice("0123456789") for _ in range(length - 2))
    return next(body + check for check in "0123456789" if card_number.passes_luhn(body + check))


def traces(number):
    """How a number could be written down, besides as its digits in any grouping."""
    raw = number.encode()
    return [
        base64.b64encode(raw).decode().rstrip("=")[:-1],
        binascii.hexlify(raw).decode(),
        hashlib.sha256(raw).hexdigest(),
        number[::-1],
    ]


def assert_absent(numbers, written):
    digits = re.sub(r"[^0-9]", "", written)
    for number in numbers:
        assert number not in digits, "a card number was written down"
        assert not any(trace in written for trace in traces(number)), "a card number was written down in other form"


def grouped(number):
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def misuses(number):
    """Requests with a card number where none belongs, or in a form that is refused."""
    card = {**CARD, "number": number}
    yield request("order-0001", card={**card, "number": grouped(number)})
    yield request("order-0001", card={**card, "number": int(number)})
    mistyped = next(number + digit for digit in "0123456789" if not card_number.passes_luhn(number + digit))
    yield request("order-0001", card={**card, "number": mistyped})
    yield request("order-0001", card={**card, "expiryYear": 1999})
    yield request("order-0001", card={**card, "holder": number})
    yield request("order-0001", card=number)
    yield request("order-0001", card=None, paymentToken=number)
    yield request("order-0001", card=None, paymentToken=f"tok_{number}")
    yield request("order-0001", merchantId=number)
    yield request("order-0001", amount=int(number))
    yield request("order-0001", currency=number)
    yield request(number)
    yield {**request("order-0001"), number: number}
    yield {**request("order-0001"), "note": grouped(number)}
    yield json.dumps(request("order-0001", card=card))[:-2]
    yield f'{{"a": "{number}", "a": "{number}"}}'
    yield "[" * 3000 + number


def everything_written(world, answers):
    queues = [world.to_process, world.notifications, world.to_process_dead, world.notifications_dead]
    messages = [message for queue in queues for message in world.drain(queue)]
    return json.dumps([world.items(world.transactions), world.items(world.alerts), messages, answers])


def test_nothing_that_is_written_holds_a_card_number(world, shop, dice, capsys):
    world.put_parameter("merchant-webhook-url", shop.url)
    numbers = [make_number(dice, length) for length in range(13, 20)]
    answers = []
    for position, number in enumerate(numbers):
        payment = request(f"order-{position:04}", card={**CARD, "number": number})
        answers.append(world.processor(events.payment(payment, headers={"X-Correlation-Id": number})))
        assert answers[-1]["statusCode"] == 202
        answers.append(world.processor(events.payment({**payment, "amount": 1})))
        answers.append(world.processor(events.payment(payment), TRANSACTIONS_TABLE="absent"))
        answers.append(world.processor(events.payment(payment), TRANSACTION_QUEUE_URL=f"{world.to_process}x"))
        for misuse in misuses(number):
            answers.append(world.processor(events.payment(misuse)))
            assert answers[-1]["statusCode"] == 400, misuse
        answers.append(world.processor(events.payment(request(None), headers={"Idempotency-Key": number})))
        assert answers[-1]["statusCode"] == 400
        answers.append(world.processor(events.look_up(number)))
        alert = an_alert(f"order-{position:04}", alertId=f"alert-{position}", note=number, card=grouped(number))
        answers.append(world.fraud(events.alert(alert, FRAUD_SECRET)))
        answers.append(world.fraud(events.alert({**alert, "alertId": number, "reason": number}, FRAUD_SECRET)))
        answers.append(world.fraud(events.alert(alert, number)))
        poison = {"messageId": f"m-{position}", "body": number, "attributes": {"MessageGroupId": "g"}}
        answers.append(world.processor(events.batch([poison])))
        answers.append(world.sender(events.batch([poison])))
    left = everything_written(world, answers)
    for _ in range(3):
        while world.deliver(world.to_process, world.processor):
            pass
        while world.deliver(world.notifications, world.sender):
            pass
    written = capsys.readouterr()
    assert written.out.count("\n") > 100
    sent = repr(shop.calls)
    for place in (left, everything_written(world, []), written.out, written.err, sent):
        assert_absent(numbers, place)
    # The search itself finds what is there.
    assert all(f'"lastFour\\": \\"{number[-4:]}' in left for number in numbers)


def test_what_is_not_told_finds_its_way_nowhere_in_a_process_of_its_own(world, dice):
    """The three functions as Lambda starts them: environment variables, `handler`, and two streams of logs."""
    number = make_number(dice, 16)
    payment = events.payment(request("order-0001", card={**CARD, "number": number}))
    refused = events.payment(request(number, card={**CARD, "number": grouped(number)}))
    alert = events.alert(an_alert("order-0001"), FRAUD_SECRET)
    poison = events.batch([{"messageId": "m-1", "body": number, "attributes": {"MessageGroupId": "g"}}])
    assert invoke(world, "transaction_processor", [payment, refused, poison], number)[0] == 202
    assert invoke(world, "fraud_handler", [alert], number)[0] == 200
    assert invoke(world, "notification_sender", [poison], number)[0] == [{"itemIdentifier": "m-1"}]
    assert world.item("order-0001")["status"] == "FLAGGED"


PROGRAM = """
import importlib, json, sys, types
function = importlib.import_module(sys.argv[1])
answers = [function.handler(event, types.SimpleNamespace(aws_request_id="r-1")) for event in json.load(sys.stdin)]
print(json.dumps([answer.get("statusCode", answer.get("batchItemFailures")) for answer in answers]))
"""


def invoke(world, function, invocations, number):
    environment = {**os.environ, **world.variables(), "PYTHONPATH": str(SOURCES), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, function],
        input=json.dumps(invocations),
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=True,
    )
    assert_absent([number], done.stdout + done.stderr)
    assert done.stderr == ""
    *lines, answers = done.stdout.splitlines()
    assert all(json.loads(line)["environment"] == "test" for line in lines)
    return json.loads(answers)

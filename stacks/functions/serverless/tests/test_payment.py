"""`POST /transactions` and `GET /transaction/{id}`, against a real emulator."""

import base64
import json

import pytest

from support import events
from support.world import CARD, opened, request


def test_a_payment_is_recorded_and_queued(world):
    status, body = world.pay("order-0001")
    assert status == 202
    assert body["status"] == "RECEIVED"
    assert body["card"] == {"lastFour": "1111"}
    item = world.item("order-0001")
    assert (item["status"], item["amount"], item["last_four"]) == ("RECEIVED", "1250", "1111")
    [message] = world.drain(world.to_process)
    assert json.loads(message["Body"]) == {"transactionId": "order-0001", "correlationId": "req-1"}
    assert message["Attributes"]["MessageGroupId"] == body["paymentToken"]


def test_the_same_request_gets_the_same_answer_and_is_counted_and_queued_once(world):
    answers = [world.pay("order-0001") for _ in range(3)]
    assert answers[0][0] == 202
    assert answers[1] == answers[0]
    assert answers[2] == answers[0]
    assert world.item("order-0001")["version"] == "1"
    assert len(world.drain(world.to_process)) == 1
    [counter] = [item for item in world.items(world.transactions) if "counted" in item]
    assert counter["counted"] == {"SS": ["order-0001"]}


def test_a_repeated_request_gets_the_same_answer_after_processing_and_queues_nothing(world):
    first = world.pay("order-0001")
    world.deliver(world.to_process, world.processor)
    assert world.item("order-0001")["status"] == "PROCESSED"
    assert world.pay("order-0001") == first
    assert world.drain(world.to_process) == []


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 1251},
        {"currency": "USD"},
        {"merchantId": "shop-2"},
        {"card": {**CARD, "number": "5555555555554444"}},
        {"card": {**CARD, "expiryMonth": 11}},
        {"card": None, "paymentToken": "tok_another"},
    ],
)
def test_an_id_stands_for_one_payment(world, change):
    world.pay("order-0001")
    before = world.item("order-0001")
    status, body = world.pay("order-0001", **change)
    assert (status, body["error"]["code"]) == (409, "conflict")
    assert world.item("order-0001") == before


def test_a_payment_may_be_made_with_the_token_of_an_earlier_one(world):
    token = world.pay("order-0001")[1]["paymentToken"]
    status, body = world.pay("order-0002", card=None, paymentToken=token)
    assert (status, body["paymentToken"]) == (202, token)
    assert "card" not in body
    groups = {message["Attributes"]["MessageGroupId"] for message in world.drain(world.to_process)}
    assert groups == {token}


def test_the_id_may_come_in_a_header_or_be_made_up(world):
    named = events.payment(request(None), headers={"idempotency-key": "order-0007"})
    assert opened(world.processor(named))[1]["transactionId"] == "order-0007"
    first, second = (opened(world.processor(events.payment(request(None)))) for _ in range(2))
    assert (first[0], second[0]) == (202, 202)
    assert first[1]["transactionId"] != second[1]["transactionId"]


def test_an_amount_above_the_limit_is_declined_the_same_each_time(world):
    for _ in range(2):
        status, body = world.pay("order-0001", amount=1_000_001)
        assert (status, body["error"]["code"]) == (422, "declined")
    item = world.item("order-0001")
    assert (item["status"], item["decline_reason"], item["version"]) == ("DECLINED", "amount_limit", "1")
    assert world.drain(world.to_process) == []
    assert world.pay("order-0002", amount=1_000_000)[0] == 202


def test_one_card_pays_only_so_often(world):
    world.now = lambda: 1_800_000_000.0
    card = {**CARD, "expiryYear": 2040}

    def pay(transaction_id, **change):
        body = request(transaction_id, **{"card": card, **change})
        return world.processor(events.payment(body), VELOCITY_LIMIT="2")["statusCode"]

    assert [pay(f"order-000{number}") for number in (1, 2, 3)] == [202, 202, 422]
    # Neither a repeated request nor another card is affected, and a declined payment stays so.
    assert pay("order-0002") == 202
    assert pay("order-0004", card={**card, "number": "5555555555554444"}) == 202
    world.now = lambda: 1_800_000_600.0
    assert pay("order-0003") == 422
    assert pay("order-0005") == 202


def test_a_look_up_tells_where_a_payment_stands_and_nothing_secret(world):
    _, taken = world.pay("order-0001")
    status, body = opened(world.processor(events.look_up("order-0001")))
    assert (status, body["status"], body["card"]) == (200, "RECEIVED", {"lastFour": "1111"})
    assert taken["paymentToken"] not in json.dumps(body)
    world.deliver(world.to_process, world.processor)
    assert opened(world.processor(events.look_up("order-0001")))[1]["status"] == "PROCESSED"


@pytest.mark.parametrize("transaction_id", ["order-0002", "short", "", None, "4111111111111111", "velocity#tok_x#0"])
def test_what_does_not_exist_is_not_found(world, transaction_id):
    world.pay("order-0001")
    status, body = opened(world.processor(events.look_up(transaction_id)))
    assert (status, body["error"]["code"]) == (404, "not_found")


def test_other_routes_are_none_of_the_functions(world):
    for method, resource in (("PUT", "/transactions"), ("POST", "/fraud-webhook"), ("GET", "/")):
        assert world.processor(events.api(method, resource))["statusCode"] == 404


def test_the_correlation_id_is_the_callers_where_it_is_fit(world):
    for offered, expected in (("corr-1", "corr-1"), ("4111111111111111", "req-1"), ("a b", "req-1")):
        event = events.payment(request("order-0001"), headers={"X-Correlation-Id": offered})
        assert world.processor(event)["headers"]["X-Correlation-Id"] == expected
    # The record and the message have that of the request that made them.
    assert world.item("order-0001")["correlation_id"] == "corr-1"
    [message] = world.drain(world.to_process)
    assert json.loads(message["Body"])["correlationId"] == "corr-1"


def test_the_trace_goes_on_with_the_message(world, monkeypatch):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5e1b4151-5ac6c58f3c1e3f2a4b5c6d7e;Sampled=1")
    world.pay("order-0001")
    # The request's trace, not that of whatever invocation happens to work it off.
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-00000000-000000000000000000000000;Sampled=1")
    world.deliver(world.to_process, world.processor)
    [message] = world.drain(world.notifications)
    assert message["Attributes"]["AWSTraceHeader"].startswith("Root=1-5e1b4151")


def test_a_body_may_come_in_base64(world):
    event = events.payment(request("order-0001"))
    encoded = {**event, "body": base64.b64encode(event["body"].encode()).decode(), "isBase64Encoded": True}
    assert world.processor(encoded)["statusCode"] == 202
    for text in ("not base64!", "", "////"):
        assert opened(world.processor({**encoded, "body": text}))[1]["error"]["code"] == "invalid_json"


def test_a_body_that_is_too_long_is_not_read(world):
    status, body = world.pay("order-0001", note="x" * 8192)
    assert (status, body["error"]["code"]) == (413, "too_long")


def test_a_failing_service_is_answered_with_503_and_no_detail(world):
    event = events.payment(request("order-0001"))
    response = world.processor(event, TRANSACTIONS_TABLE="no-such-table")
    assert response["statusCode"] == 503
    assert "no-such-table" not in response["body"]
    world.put_parameter("token-key", "too short")
    assert world.processor(event)["statusCode"] == 503
    assert world.item("order-0001") == {}

"""`POST /fraud-webhook`."""

import json
import time

import pytest

from payments import signature
from support import events
from support.world import FRAUD_SECRET, an_alert, opened


def raise_alert(world, body, moment=None, **headers):
    return opened(world.fraud(events.alert(body, FRAUD_SECRET, moment, **headers)))


def test_an_alert_is_stored_and_stops_its_transaction(world):
    world.pay("order-0001")
    status, body = raise_alert(world, an_alert("order-0001"), **{"X-Correlation-Id": "corr-9"})
    assert (status, body) == (200, {"alertId": "alert-1", "transactionId": "order-0001", "accepted": True})
    stored = world.alert_item("alert-1", 1_700_000_000)
    assert (stored["transaction_id"], stored["reason"], stored["score"]) == ("order-0001", "stolen", "900")
    assert stored["correlation_id"] == "corr-9"
    assert world.item("order-0001")["status"] == "FLAGGED"
    [message] = world.drain(world.notifications)
    assert json.loads(message["Body"]) == {
        "event": "fraud.alert",
        "transactionId": "order-0001",
        "correlationId": "corr-9",
        "alertId": "alert-1",
        "alertTimestamp": 1_700_000_000,
    }


def test_a_flagged_transaction_is_blocked_and_never_charged(world):
    world.pay("order-0001")
    raise_alert(world, an_alert("order-0001"))
    world.drain(world.notifications)
    world.deliver(world.to_process, world.processor)
    item = world.item("order-0001")
    assert item["status"] == "BLOCKED"
    assert "processed_at" not in item
    [message] = world.drain(world.notifications)
    assert json.loads(message["Body"])["event"] == "transaction.blocked"


def test_a_processed_transaction_stays_processed_and_is_marked_for_review(world):
    world.pay("order-0001")
    world.deliver(world.to_process, world.processor)
    assert raise_alert(world, an_alert("order-0001"))[0] == 200
    item = world.item("order-0001")
    assert (item["status"], item["review"]) == ("PROCESSED", "REVIEW")
    assert opened(world.processor(events.look_up("order-0001")))[1]["review"] == "REVIEW"


def test_the_same_alert_again_changes_nothing(world):
    world.pay("order-0001")
    first = raise_alert(world, an_alert("order-0001"))
    before = world.item("order-0001"), world.items(world.alerts)
    # Sent again, an alert is signed again, and has a correlation id of its own.
    assert raise_alert(world, an_alert("order-0001"), time.time() - 30, **{"X-Correlation-Id": "corr-2"}) == first
    assert (world.item("order-0001"), world.items(world.alerts)) == before
    assert len(world.drain(world.notifications)) == 1


def test_the_same_request_replayed_changes_nothing(world):
    world.pay("order-0001")
    event = events.alert(an_alert("order-0001"), FRAUD_SECRET)
    assert [world.fraud(event)["statusCode"] for _ in range(3)] == [200, 200, 200]
    assert world.item("order-0001")["version"] == "2"
    assert len(world.items(world.alerts)) == 1
    assert len(world.drain(world.notifications)) == 1


@pytest.mark.parametrize("change", [{"transactionId": "order-0002"}, {"score": 1}, {"reason": "other"}])
def test_an_alerts_name_stands_for_one_alert(world, change):
    world.pay("order-0001")
    world.pay("order-0002")
    raise_alert(world, an_alert("order-0001"))
    status, body = raise_alert(world, {**an_alert("order-0001"), **change})
    assert (status, body["error"]["code"]) == (409, "conflict")
    assert world.item("order-0002")["status"] == "RECEIVED"


def test_two_alerts_for_one_transaction_are_both_kept_and_told(world):
    world.pay("order-0001")
    raise_alert(world, an_alert("order-0001"))
    raise_alert(world, an_alert("order-0001", timestamp=1_700_000_001))
    assert len(world.items(world.alerts)) == 2
    assert world.item("order-0001")["version"] == "2"
    assert len(world.drain(world.notifications)) == 2


def test_an_alert_before_its_transaction_takes_effect_when_sent_again(world):
    assert raise_alert(world, an_alert("order-0001"))[0] == 404
    assert len(world.items(world.alerts)) == 1
    world.pay("order-0001")
    assert raise_alert(world, an_alert("order-0001"))[0] == 200
    assert world.item("order-0001")["status"] == "FLAGGED"


def forged():
    """Calls that nobody with the secret made at this moment."""
    now = int(time.time())
    body = json.dumps(an_alert("order-0001"))
    genuine = signature.sign(FRAUD_SECRET.encode(), body.encode(), now)
    digest = genuine.split("v1=")[1]
    return {
        "no header": {},
        "empty": {"X-Signature": ""},
        "nonsense": {"X-Signature": "nonsense"},
        "no time": {"X-Signature": f"v1={digest}"},
        "no digest": {"X-Signature": f"t={now},v1="},
        "another secret": {"X-Signature": signature.sign(b"x" * 32, body.encode(), now)},
        "another body": {"X-Signature": signature.sign(FRAUD_SECRET.encode(), body.encode() + b" ", now)},
        "another time": {"X-Signature": f"t={now - 1},v1={digest}"},
        "cut": {"X-Signature": genuine[:-1]},
        "in capitals": {"X-Signature": f"t={now},v1={digest.upper()}"},
        "with an appendix": {"X-Signature": f"{genuine},v1={digest}"},
        "too old": {"X-Signature": signature.sign(FRAUD_SECRET.encode(), body.encode(), now - 301)},
        "from the future": {"X-Signature": signature.sign(FRAUD_SECRET.encode(), body.encode(), now + 90)},
        "of negative time": {"X-Signature": f"t=-1,v1={digest}"},
        "of no time ever": {"X-Signature": f"t={'9' * 400},v1={digest}"},
    }


@pytest.mark.parametrize("case", list(forged()))
def test_forged_calls_are_refused_and_leave_no_trace(world, case):
    world.pay("order-0001")
    event = events.api("POST", "/fraud-webhook", json.dumps(an_alert("order-0001")), headers=forged()[case])
    status, body = opened(world.fraud(event))
    assert (status, body["error"]["code"]) == (401, "unauthorized")
    assert world.item("order-0001")["status"] == "RECEIVED"
    assert world.items(world.alerts) == []
    assert world.drain(world.notifications) == []


def test_signatures_are_good_for_five_minutes(world):
    world.pay("order-0001")
    moment = 1_800_000_000
    for drift, status in ((300, 200), (301, 401), (-60, 200), (-61, 401)):
        world.now = lambda drift=drift: float(moment + drift)
        assert raise_alert(world, an_alert("order-0001"), moment)[0] == status, drift


def test_every_mistake_of_an_alert_is_told_without_its_value(world):
    status, body = raise_alert(
        world,
        {
            "alertId": "4111111111111111",
            "timestamp": 17.5,
            "transactionId": "x!",
            "reason": "two words",
            "score": True,
            "ignored": "5555555555554444",
        },
    )
    assert status == 400
    assert [problem["field"] for problem in body["error"]["problems"]] == [
        "alertId",
        "timestamp",
        "transactionId",
        "reason",
        "score",
    ]
    assert "4111" not in json.dumps(body)
    assert "two words" not in json.dumps(body)
    assert [problem["field"] for problem in raise_alert(world, {})[1]["error"]["problems"]] == [
        "alertId",
        "timestamp",
        "transactionId",
    ]
    assert raise_alert(world, "[]")[0] == 400
    assert raise_alert(world, "[" * 5000)[0] == 400
    assert raise_alert(world, json.dumps({"x": "y" * 9000}))[0] == 413


def test_a_rotated_secret_counts_for_new_instances(world):
    world.pay("order-0001")
    world.put_parameter("fraud-webhook-secret", "another secret of 32 characters or more")
    assert raise_alert(world, an_alert("order-0001"))[0] == 401
    world.put_parameter("fraud-webhook-secret", "weak")
    assert opened(world.fraud(events.alert(an_alert("order-0001"), "weak")))[0] == 503


def test_other_routes_are_none_of_the_functions(world):
    event = events.alert(an_alert("order-0001"), FRAUD_SECRET)
    assert world.fraud({**event, "resource": "/transactions"})["statusCode"] == 404
    assert world.fraud({**event, "httpMethod": "GET"})["statusCode"] == 404

"""What needs no AWS: card numbers, fields, signatures, settings, parameters."""

import copy
import datetime
import json
import pickle
import string

import pytest

from payments import card_number, correlation, currency, fields, log, payment_request, signature, tokens
from payments.card_number import CardNumber
from payments.parameters import LIFETIME, Parameters, UnusableParameter
from payments.settings import MissingSetting, Settings
from support.world import CARD, request

TODAY = datetime.date(2026, 6, 15)
NUMBERS = [
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "6011111111111117",
    "30569309025904",
    "4222222222222",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_schemes_test_numbers_are_known(number):
    assert CardNumber.parse(number).last_four == number[-4:]
    assert card_number.appears_in(number)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111 1111 1111 1111 12/29",
        "12 4111 1111 1111 1111",
        "3782.822463.10005",
        "tok_4111111111111111",
        "x4111111111111111x",
        "card: 4111 1111 1111 1111, thanks",
        "41111111111111111228",
        "0" * 100 + "4111111111111111",
    ],
)
def test_a_number_is_recognised_however_it_is_dressed(text):
    assert card_number.appears_in(text)
    assert card_number.hidden(text) != text


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "",
        "99999999999",
        "order-2024-06-30",
        "2026-06-15T12:00:00.000Z",
        "00000000-0000-4000-8000-000000000000",
        "550e8400-e29b-41d4-a716-446655440000",
        "12345678-1234-1234-1234-123456789012",
        "0000000000000000",
    ],
)
def test_other_digits_are_left_alone(text):
    assert not card_number.appears_in(text)
    assert card_number.hidden(text) == text


def test_a_card_number_cannot_be_shown_or_stored():
    number = CardNumber.parse("4111111111111111")
    card = payment_request.Card(number, 12, 2030)
    shown = f"{number} {number!r} {card} {[number]} {number:>20} %s" % number
    assert "4111" not in shown
    assert "1111" in shown
    with pytest.raises(TypeError):
        pickle.dumps(number)
    with pytest.raises(TypeError):
        copy.deepcopy(card)
    with pytest.raises(TypeError):
        json.dumps(number)
    assert not hasattr(number, "__dict__")


@pytest.mark.parametrize("value", [None, 4111111111111111, "", "4111 1111 1111 1111", "4111111111111112", "٤" * 16])
def test_other_values_are_no_card_numbers(value):
    assert CardNumber.parse(value) is None


def mistakes(body, header=None):
    try:
        payment_request.parse(body, header, TODAY)
    except fields.Invalid as invalid:
        assert all(set(problem) == {"field", "message"} for problem in invalid.problems)
        return [problem["field"] for problem in invalid.problems]
    return []


def test_every_mistake_is_told_at_once():
    assert mistakes({}) == ["merchantId", "amount", "currency", "card"]
    wrong = {
        "transactionId": "short",
        "merchantId": "",
        "amount": 0,
        "currency": "eur",
        "card": {"number": "4111111111111112", "expiryMonth": 13, "expiryYear": "2030", "cvv": "123"},
        "extra": 1,
    }
    assert mistakes(wrong, header="!") == [
        "(other)",
        "transactionId",
        "Idempotency-Key",
        "merchantId",
        "amount",
        "currency",
        "card.(other)",
        "card.number",
        "card.expiryMonth",
        "card.expiryYear",
    ]


@pytest.mark.parametrize("amount", [0, -5, 12.5, 12.0, "1250", None, True, 100_000_000_000, 1e3])
def test_amounts_are_whole_positive_numbers(amount):
    assert mistakes({**request("order-0001"), "amount": amount}) == ["amount"]


@pytest.mark.parametrize(
    ("month", "year", "at_fault"),
    [
        (6, 2026, []),
        (5, 2026, ["card.expiryMonth"]),
        (12, 2025, ["card.expiryMonth"]),
        (1, 2027, []),
        (12, 2046, []),
        (1, 2047, ["card.expiryYear"]),
        (0, 2030, ["card.expiryMonth"]),
        (6, 26, ["card.expiryYear"]),
        (True, 2030, ["card.expiryMonth"]),
    ],
)
def test_a_card_is_good_to_the_end_of_its_month(month, year, at_fault):
    card = {"number": "4111111111111111", "expiryMonth": month, "expiryYear": year}
    assert mistakes({**request("order-0001"), "card": card}) == at_fault


def test_a_payment_is_made_with_a_card_or_a_token():
    assert mistakes({**request("order-0001"), "paymentToken": "tok_12345"}) == ["card"]
    assert mistakes({**request("order-0001", card=None), "paymentToken": "tok_12345"}) == []
    assert mistakes({**request("order-0001", card=None), "paymentToken": ""}) == ["paymentToken"]
    assert mistakes({**request("order-0001", card=None), "card": None}) == ["card"]


def test_the_header_may_name_the_payment_but_not_contradict_the_body():
    body = request("order-0001")
    assert mistakes(body, "order-0001") == []
    assert mistakes(body, "order-0002") == ["Idempotency-Key"]
    assert payment_request.parse(request(None), "order-0003", TODAY).transaction_id == "order-0003"


def test_no_request_breaks_the_reader_or_is_repeated(dice):
    """Arbitrary changes to a request are read or refused in words that hold nothing of it."""
    marker = "s3cretmarker"
    values = [None, True, 0, -1, 1.5, "", marker, marker * 30, [marker], {marker: marker}, "é" + marker, "\ud800", "\0"]
    for _ in range(3000):
        body = copy.deepcopy(request("order-0001"))
        for _ in range(dice.randint(1, 4)):
            target = dice.choice([body, body["card"]]) if isinstance(body.get("card"), dict) else body
            name = dice.choice([*target, "surprise", marker]) if target else marker
            target[name] = copy.deepcopy(dice.choice(values))
        try:
            payment_request.parse(body, dice.choice([None, marker + "!", ""]), TODAY)
        except fields.Invalid as invalid:
            assert marker not in json.dumps(invalid.problems)
            assert invalid.problems != []


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", '"text"', "{", '{"a": 1, "a": 2}', "[" * 100_000, '{"a":' * 5000, '{"a": ' + "9" * 5000 + "}"],
)
def test_bodies_that_are_no_object_are_refused_without_their_text(text):
    with pytest.raises(fields.NotAnObject) as caught:
        fields.json_object(text)
    assert str(caught.value) == ""
    assert caught.value.__cause__ is None


def test_tokens_are_stable_keyed_and_no_card_numbers(dice):
    key, other = b"k" * 32, b"l" * 32
    for _ in range(200):
        digits = "".join(dice.choice(string.digits) for _ in range(15))
        number = CardNumber.parse(next(f"{digits}{c}" for c in "0123456789" if card_number.passes_luhn(f"{digits}{c}")))
        token = tokens.of_card(key, number)
        assert token == tokens.of_card(key, number) != tokens.of_card(other, number)
        assert fields.payment_token(token) == token
        assert not any(character.isdigit() for character in token)


def test_fingerprints_keep_fields_apart():
    key = b"k" * 32
    assert tokens.fingerprint(key, "ab", "c") != tokens.fingerprint(key, "a", "bc")
    assert tokens.fingerprint(key, "1") != tokens.fingerprint(key, 1)


def test_signatures_are_those_of_the_documented_scheme():
    # From: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
    expected = "49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686"
    assert signature.sign(b"secret", b'{"a":1}', 1_700_000_000) == f"t=1700000000,v1={expected}"


def test_correlation_ids_are_fit_to_repeat():
    assert correlation.choose("abc-1", "own") == "abc-1"
    for unfit in (None, "", "a b", "a\nb", "4111111111111111", "x" * 65, 7, "é"):
        assert correlation.choose(unfit, "own") == "own"
    assert correlation.choose(None, "") == "unknown"


def test_currencies_are_those_money_is_paid_in():
    assert currency.parse("USD") == "USD"
    for code in ("usd", "XXX", "XTS", "XAU", "US", "", None, 978):
        assert currency.parse(code) is None


def test_settings_name_what_is_missing():
    settings = Settings({"A": "1", "B": "", "C": "-1", "D": "²", "E": "true", "F": "yes"})
    assert (settings.text("A"), settings.whole_number("A")) == ("1", 1)
    assert (settings.switch("E"), settings.switch("F"), settings.switch("G")) == (True, False, False)
    for name in ("B", "G"):
        with pytest.raises(MissingSetting, match=name):
            settings.text(name)
    for name in ("C", "D", "E"):
        with pytest.raises(MissingSetting, match=name):
            settings.whole_number(name)


def test_parameters_are_read_again_after_five_minutes(world):
    clock = [0.0]
    parameters = Parameters(world.ssm, f"{world.prefix}/", lambda: clock[0])
    world.put_parameter("address", "first")
    assert parameters.value("address") == "first"
    world.put_parameter("address", "second")
    clock[0] = LIFETIME - 1
    assert parameters.value("address") == "first"
    clock[0] = LIFETIME + 1
    assert parameters.value("address") == "second"
    with pytest.raises(UnusableParameter):
        parameters.key("address")


def test_a_log_line_is_json_without_errors_texts_or_card_numbers(capsys):
    try:
        raise ValueError("4111111111111111 and more")
    except ValueError as failure:
        log.error("it failed", cause=failure, messageId="4111-1111-1111-1111", count=3, absent=None)
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["event"], line["error"], line["count"]) == ("ERROR", "it failed", "ValueError", 3)
    assert "absent" not in line
    assert "4111" not in json.dumps(line)
    assert CARD["number"] not in json.dumps(line)
    assert line["where"][0].startswith("test_a_log_line")

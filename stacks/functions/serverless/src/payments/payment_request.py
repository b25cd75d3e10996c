"""What `POST /transactions` asks for."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from payments import currency, fields, tokens
from payments.card_number import CardNumber

AMOUNT_RULE = "a whole number of the currency's minor unit from 1 to 99999999999"
# Eleven digits: too few to be a card number.
_GREATEST_AMOUNT = 99_999_999_999
_YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class Card:
    """The card a caller pays with. It lives as long as the request."""

    number: CardNumber
    expiry_month: int
    expiry_year: int


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment without its card's number: all that leaves the request."""

    transaction_id: str
    merchant_id: str
    amount: int
    currency: str
    token: str = field(repr=False)
    last_four: str | None
    fingerprint: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """A request with every field as it must be. It has either a card or a token."""

    transaction_id: str
    merchant_id: str
    amount: int
    currency: str
    card: Card | None
    token: str | None = field(repr=False)

    def tokenised(self, key: bytes) -> Payment:
        """The payment, with a token in the card's place."""
        token = self.token if self.card is None else tokens.of_card(key, self.card.number)
        expiry = (None, None) if self.card is None else (self.card.expiry_month, self.card.expiry_year)
        return Payment(
            transaction_id=self.transaction_id,
            merchant_id=self.merchant_id,
            amount=self.amount,
            currency=self.currency,
            token=str(token),
            last_four=None if self.card is None else self.card.number.last_four,
            fingerprint=tokens.fingerprint(key, self.merchant_id, self.amount, self.currency, token, *expiry),
        )


def parse(body: dict[str, Any], idempotency_key: str | None, today: datetime.date) -> PaymentRequest:
    """Reads a request; raises `fields.Invalid` with every mistake in it.

    The transaction's id is the body's or the header's; a request with neither gets one of its own. Unknown fields are
    refused and no other field takes a card number, so `card.number` is the only place one can stand.
    """
    reader = fields.Reader(body)
    reader.only("transactionId", "merchantId", "amount", "currency", "card", "paymentToken")
    transaction_id = _transaction_id(reader, idempotency_key)
    merchant_id = reader.read("merchantId", fields.NAME_RULE, fields.name)
    amount = reader.read("amount", AMOUNT_RULE, fields.whole_number(1, _GREATEST_AMOUNT))
    code = reader.read("currency", currency.RULE, currency.parse)
    card, token = _means_of_payment(reader, body, today)
    reader.finish()
    return PaymentRequest(str(transaction_id), str(merchant_id), int(amount or 0), str(code), card, token)


def _transaction_id(reader: fields.Reader, header: str | None) -> str | None:
    named = reader.read_optional("transactionId", fields.REFERENCE_RULE, fields.reference)
    if header is None:
        return named or str(uuid.uuid4())
    key = fields.reference(header)
    if key is None or named not in (None, key):
        reader.complain("Idempotency-Key", f"{fields.REFERENCE_RULE}; where transactionId is sent too, the same")
    return key


def _means_of_payment(
    reader: fields.Reader, body: dict[str, Any], today: datetime.date
) -> tuple[Card | None, str | None]:
    if ("card" in body) == ("paymentToken" in body):
        reader.complain("card", "sent, or paymentToken, and not both")
    token = reader.read_optional("paymentToken", fields.TOKEN_RULE, fields.payment_token)
    return (_card(reader, today) if "card" in body else None), token


def _card(reader: fields.Reader, today: datetime.date) -> Card | None:
    inner = reader.object("card")
    if inner is None:
        return None
    inner.only("number", "expiryMonth", "expiryYear")
    number = inner.read("number", CardNumber.RULE, CardNumber.parse)
    month = inner.read("expiryMonth", "a number from 1 to 12", fields.whole_number(1, 12))
    last_year = today.year + _YEARS_AHEAD
    year = inner.read("expiryYear", f"a year of four digits to {last_year}", fields.whole_number(1000, last_year))
    if number is None or month is None or year is None:
        return None
    # A card is good to the last day of its month.
    if (year, month) < (today.year, today.month):
        inner.complain("expiryMonth", "with expiryYear, a month that has not passed")
    return Card(number, month, year)

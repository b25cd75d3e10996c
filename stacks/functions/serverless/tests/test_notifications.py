"""Telling the merchant."""

import datetime
import json
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from payments import signature
from payments.merchant_webhook import MerchantWebhook, Refused, UnusableAddress
from support import events, merchant
from support.world import MERCHANT_SECRET


@pytest.fixture
def told(world, shop):
    """A world whose processed transaction `order-0001` waits to be told to the shop."""
    world.put_parameter("merchant-webhook-url", shop.url)
    world.pay("order-0001")
    world.deliver(world.to_process, world.processor)
    return world


def test_the_merchant_is_told_with_a_signature(told, shop):
    told.deliver(told.notifications, told.sender)
    [(path, headers, body)] = shop.calls
    assert path == "/hook?shop=1"
    content = json.loads(body)
    assert content["event"] == "transaction.processed"
    assert content["transactionId"] == "order-0001"
    assert content["card"] == {"lastFour": "1111"}
    assert "paymentToken" not in content
    assert headers["Idempotency-Key"] == content["notificationId"] == "order-0001.transaction.processed"
    assert headers["X-Correlation-Id"] == content["correlationId"] == "req-1"
    moment = int(headers["X-Signature"].split(",")[0][2:])
    assert signature.is_valid(MERCHANT_SECRET.encode(), body, headers["X-Signature"], moment)
    item = told.item("order-0001")
    assert item["notified"] == ["order-0001.transaction.processed"]
    assert item["notified_at"].endswith("Z")
    assert told.drain(told.notifications) == []


def test_a_message_delivered_again_is_not_told_again(told, shop):
    batch = events.batch([events.record(message) for message in told.receive(told.notifications)])
    for _ in range(3):
        assert told.sender(batch) == {"batchItemFailures": []}
    assert len(shop.calls) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 401, 404, 410, 429, 500, 503])
def test_what_the_merchant_does_not_take_is_sent_again_the_same(told, shop, status):
    shop.statuses = [status]
    told.deliver(told.notifications, told.sender)
    assert "notified" not in told.item("order-0001")
    told.deliver(told.notifications, told.sender)
    (_, first, body), (_, second, again) = shop.calls
    assert again == body
    assert first["Idempotency-Key"] == second["Idempotency-Key"]
    assert told.item("order-0001")["notified"] == ["order-0001.transaction.processed"]
    assert told.drain(told.notifications) == []


def test_a_merchant_that_never_takes_it_costs_a_dead_letter(told, shop):
    shop.statuses = [500] * 10
    for _ in range(5):
        told.deliver(told.notifications, told.sender)
    assert len(shop.calls) == 3
    [message] = told.drain(told.notifications_dead)
    assert json.loads(message["Body"])["transactionId"] == "order-0001"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(told, shop, status):
    with merchant.serving() as elsewhere:
        shop.statuses, shop.location = [status], elsewhere.url
        told.deliver(told.notifications, told.sender)
        assert len(shop.calls) == 1
        assert elsewhere.calls == []
    assert "notified" not in told.item("order-0001")


def test_a_silent_merchant_is_given_up(shop):
    shop.delay = 5.0
    with pytest.raises(TimeoutError):
        MerchantWebhook(allow_http=True, timeout=0.2).post(shop.url, b"{}", {})


def test_an_absent_merchant_fails_that_message_only(told, shop):
    [message] = told.receive(told.notifications)
    told.put_parameter("merchant-webhook-url", "http://127.0.0.1:9/hook")
    record = events.record(message)
    assert told.sender(events.batch([record]))["batchItemFailures"] == [{"itemIdentifier": record["messageId"]}]
    told.put_parameter("merchant-webhook-url", shop.url)
    assert told.sender(events.batch([record]))["batchItemFailures"] == []


@pytest.mark.parametrize("allowed", ["false", "", "1", "TRUE"])
def test_plain_http_needs_to_be_allowed(told, shop, allowed):
    batch = events.batch([events.record(message) for message in told.receive(told.notifications)])
    assert len(told.sender(batch, ALLOW_HTTP_WEBHOOK=allowed)["batchItemFailures"]) == 1
    assert shop.calls == []


@pytest.mark.parametrize(
    "url", ["ftp://localhost/", "file:///etc/passwd", "localhost", "", "https://", "https://user:word@localhost/"]
)
def test_other_addresses_are_not_called(url):
    with pytest.raises(UnusableAddress):
        MerchantWebhook(allow_http=True).post(url, b"{}", {})


def test_https_is_spoken_with_servers_that_prove_themselves(tmp_path, monkeypatch):
    certificate = self_signed(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    with merchant.serving(server) as shop:
        with pytest.raises(ssl.SSLCertVerificationError):
            MerchantWebhook().post(shop.url, b"{}", {})
        assert shop.calls == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        MerchantWebhook().post(shop.url, b"{}", {})
        assert len(shop.calls) == 1
        with pytest.raises(ssl.SSLCertVerificationError):
            MerchantWebhook().post(shop.url.replace("localhost", "127.0.0.1"), b"{}", {})
        shop.statuses = [500]
        with pytest.raises(Refused):
            MerchantWebhook().post(shop.url, b"{}", {})


POISON = [
    "poison",
    "{}",
    '{"event": "transaction.processed"}',
    '{"event": "transaction.imagined", "transactionId": "order-0001"}',
    '{"event": "transaction.processed", "transactionId": "order-unknown"}',
    '{"event": "fraud.alert", "transactionId": "order-0001"}',
    '{"event": "fraud.alert", "transactionId": "order-0001", "alertId": "a", "alertTimestamp": "1"}',
]


@pytest.mark.parametrize("body", POISON)
def test_poison_is_reported_and_harms_no_other_group(told, shop, body):
    [good] = told.receive(told.notifications)
    poison = {"messageId": "m-1", "body": body, "attributes": {"MessageGroupId": "g"}}
    answer = told.sender(events.batch([poison, events.record(good)]))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert len(shop.calls) == 1


def test_after_a_failure_the_rest_of_its_group_waits(told, shop):
    [message] = told.receive(told.notifications)
    good = events.record(message)
    alert = json.dumps(
        {"event": "fraud.alert", "transactionId": "order-0001", "alertId": "a", "alertTimestamp": 1_700_000_000}
    )
    later = {"messageId": "m-2", "body": alert, "attributes": {"MessageGroupId": "order-0001"}}
    shop.statuses = [500]
    answer = told.sender(events.batch([good, later]))
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == [good["messageId"], "m-2"]
    assert len(shop.calls) == 1
    assert told.sender(events.batch([good, later])) == {"batchItemFailures": []}
    assert [json.loads(body)["event"] for _, _, body in shop.calls] == [
        "transaction.processed",
        "transaction.processed",
        "fraud.alert",
    ]
    assert sorted(told.item("order-0001")["notified"]) == [
        "order-0001.fraud.alert.a.1700000000",
        "order-0001.transaction.processed",
    ]


def self_signed(directory):
    """A key and a certificate for `localhost`, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    written = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = directory / "localhost.pem"
    path.write_bytes(written + certificate.public_bytes(pem))
    return path

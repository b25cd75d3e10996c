"""The events Lambda would call the functions with."""

import json
import time

from payments import signature


def api(method, resource, body=None, headers=None, parameters=None, request_id="req-1"):
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    return {
        "httpMethod": method,
        "resource": resource,
        "headers": headers,
        "pathParameters": parameters,
        "body": text,
        "isBase64Encoded": False,
        "requestContext": {"requestId": request_id},
    }


def payment(body, **more):
    return api("POST", "/transactions", body, **more)


def look_up(transaction_id):
    return api("GET", "/transaction/{id}", parameters={"id": transaction_id})


def alert(body, secret, moment=None, **headers):
    """A webhook call, signed now or at a moment."""
    text = json.dumps(body) if not isinstance(body, str) else body
    signed = signature.sign(secret.encode(), text.encode(), int(time.time() if moment is None else moment))
    return api("POST", "/fraud-webhook", text, headers={"x-signature": signed, **headers})


def batch(records):
    return {"Records": records}


def record(message):
    """A record as the event source mapping makes it of a received message."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "eventSource": "aws:sqs",
    }

"""Requests as API Gateway's proxy integration hands them over, and the answers to them."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any, TypeVar

from payments import correlation, fields, log

T = TypeVar("T")
Response = dict[str, Any]


class Unreadable(Exception):
    """A request's body is not what the endpoint takes."""

    def __init__(self, status: int, code: str, message: str, problems: list[dict[str, str]] | None = None) -> None:
        """Takes the answer's status, and what it says."""
        super().__init__(code)
        self._status = status
        self._code = code
        self._message = message
        self._problems = problems

    def answer(self, request: "Request") -> Response:
        """The answer to the request."""
        at_fault = None if self._problems is None else [problem["field"] for problem in self._problems]
        log.warning("request refused", code=self._code, fields=at_fault, correlationId=request.correlation_id)
        more = {} if self._problems is None else {"problems": self._problems}
        return request.refuse(self._status, self._code, self._message, **more)


class Request:
    """What the functions read of a proxy event."""

    def __init__(self, event: dict[str, Any], invocation: str) -> None:
        """Takes the event and the id of the function's invocation."""
        self._event = event
        own = (event.get("requestContext") or {}).get("requestId")
        self.correlation_id = correlation.choose(self.header(correlation.HEADER), own, invocation)

    @property
    def route(self) -> str:
        """The method and the resource's path, such as `GET /transaction/{id}`."""
        return f"{self._event.get('httpMethod')} {self._event.get('resource')}"

    def header(self, name: str) -> str | None:
        """A header's value; names are the same in any case."""
        headers = self._event.get("headers") or {}
        return next((value for key, value in headers.items() if key.lower() == name.lower()), None)

    def path_parameter(self, name: str) -> str | None:
        """A part of the path, decoded."""
        return (self._event.get("pathParameters") or {}).get(name)

    @property
    def body(self) -> bytes:
        """The body as it was sent. A body that claims to be base64 and is not is empty."""
        text = self._event.get("body") or ""
        if not self._event.get("isBase64Encoded"):
            return text.encode(errors="surrogatepass")
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return b""

    def read(self, parse: Callable[[dict[str, Any]], T]) -> T:
        """What `parse` makes of the body, which must be a JSON object; raises `Unreadable`."""
        body = self.body
        if len(body) > fields.LONGEST_BODY:
            raise Unreadable(413, "too_long", f"the body is longer than {fields.LONGEST_BODY} bytes")
        try:
            return parse(fields.json_object(body.decode()))
        except (fields.NotAnObject, UnicodeDecodeError):
            raise Unreadable(400, "invalid_json", "the body must be one JSON object in UTF-8") from None
        except fields.Invalid as invalid:
            raise Unreadable(400, "invalid", "the request is not valid", invalid.problems) from None

    def reply(self, status: int, body: dict[str, Any]) -> Response:
        """An answer."""
        return {
            "statusCode": status,
            "headers": {
                "Content-Type": "application/json",
                "Cache-Control": "no-store",
                correlation.HEADER: self.correlation_id,
            },
            "body": json.dumps(body),
            "isBase64Encoded": False,
        }

    def refuse(self, status: int, code: str, message: str, **more: object) -> Response:
        """An answer that says what is wrong, in words of our own: nothing of the request is repeated."""
        return self.reply(status, {"error": {"code": code, "message": message, **more}})

    def unavailable(self) -> Response:
        """`503`: something the function depends on failed; sending the same request again is safe."""
        message = "the request could not be handled now; send the same request again"
        response = self.refuse(503, "unavailable", message)
        response["headers"]["Retry-After"] = "2"
        return response

    def no_such_endpoint(self) -> Response:
        """`404`: the function was given a route that is none of its own."""
        return self.refuse(404, "no_endpoint", "there is no such endpoint")

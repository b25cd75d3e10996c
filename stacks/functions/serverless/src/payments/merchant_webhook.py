"""Telling the merchant's server."""

import http.client
import ssl
from urllib.parse import SplitResult, urlsplit

TIMEOUT = 10.0
"""How long the server may be silent, in seconds."""


class UnusableAddress(Exception):
    """The merchant's address is none that may be called."""


class Refused(Exception):
    """The merchant's server answered with something other than success."""

    def __init__(self, status: int) -> None:
        """Takes the answer's status."""
        super().__init__(f"status {status}")
        self.status = status


class MerchantWebhook:
    """Sends bodies to an address. No redirect is followed: what is signed for one server is for that one only."""

    def __init__(self, allow_http: bool = False, timeout: float = TIMEOUT) -> None:
        """Only HTTPS is spoken, with verified certificates, unless plain HTTP is allowed for tests."""
        self._allow_http = allow_http
        self._timeout = timeout
        self._tls = ssl.create_default_context()

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        """Sends a body; raises `UnusableAddress`, `Refused`, or whatever the connection failed with."""
        address = urlsplit(url)
        connection = self._connection(address)
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        try:
            connection.request("POST", target, body, {"Content-Type": "application/json", **headers})
            status = connection.getresponse().status
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise Refused(status)

    def _connection(self, address: SplitResult) -> http.client.HTTPConnection:
        host = address.hostname
        if host is None or address.username is not None:
            raise UnusableAddress
        if address.scheme == "https":
            return http.client.HTTPSConnection(host, address.port, timeout=self._timeout, context=self._tls)
        if address.scheme == "http" and self._allow_http:
            return http.client.HTTPConnection(host, address.port, timeout=self._timeout)
        raise UnusableAddress

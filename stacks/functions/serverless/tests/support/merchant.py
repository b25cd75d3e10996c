"""A merchant's server, for notifications."""

import contextlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Merchant:
    """What it answers with, and what it was sent."""

    statuses: list[int] = field(default_factory=list)
    """The answers to come; 204 after that."""
    location: str = ""
    delay: float = 0.0
    calls: list[tuple[str, dict, bytes]] = field(default_factory=list)
    url: str = ""


@contextlib.contextmanager
def serving(tls=None) -> Iterator[Merchant]:
    """Serves on loopback, with TLS when given a context."""
    merchant = Merchant()
    slow = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            merchant.calls.append((self.path, dict(self.headers), body))
            slow.wait(merchant.delay)
            self.send_response(merchant.statuses.pop(0) if merchant.statuses else 204)
            if merchant.location:
                self.send_header("Location", merchant.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self):
            merchant.calls.append((self.path, dict(self.headers), b""))
            self.send_error(405)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):
            """A client that hangs up is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    merchant.url = f"{'http' if tls is None else 'https'}://localhost:{server.server_port}/hook?shop=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield merchant
    finally:
        slow.set()
        server.shutdown()
        thread.join()
        server.server_close()

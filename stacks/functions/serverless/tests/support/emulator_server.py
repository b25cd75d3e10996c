"""Serves moto on a free port of loopback until its standard input ends, and prints the port."""

import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

moto = DomainDispatcherApplication(create_backend_app)
one_at_a_time = threading.Lock()


def serve(environ, start_response):
    # DynamoDB checks a condition and writes in one step; moto does so only while nobody else is at it.
    with one_at_a_time:
        return list(moto(environ, start_response))


server = make_server("127.0.0.1", 0, serve, threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
# The tests hold the other end: it closes however they end.
sys.stdin.read()

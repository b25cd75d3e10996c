"""Serves the emulated AWS on loopback until it is told to stop: `launcher.py STATE_DIRECTORY`.

The process that was started returns when the server, a process and session of its own, accepts connections
and has written `emulator.json` (process id, port, token) into the state directory, or could not start.
A lock held as long as the server lives keeps it to one server for each state directory.
"""

import fcntl
import hmac
import json
import os
import pathlib
import secrets
import signal
import sys
import time

STATE = "emulator.json"
LOCK = "emulator.lock"
# Below moto's own prefix, which no bucket can have.
IDENTITY = "/moto-api/paydsl/identity"
SHUTDOWN = "/moto-api/paydsl/shutdown"


def hold_lock(state_directory, patience=60.0):
    """The lock file, held; None when another server holds it and has said where it listens."""
    lock = open(state_directory / LOCK, "w")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except OSError:
            if (state_directory / STATE).exists():
                return None
            if time.monotonic() > deadline:
                sys.exit("error: another emulator has been starting for a minute in this directory")
            time.sleep(0.1)


def daemonize():
    """Goes on in a process of its own, and lets the first one wait for the word that all is well."""
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        ready = os.read(reader, 1)
        os._exit(0 if ready else 1)
    os.close(reader)
    os.setsid()
    return writer


def isolate():
    """Nothing the emulator does may carry the credentials of a real account or read their configuration."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
        # Policies managed by AWS exist in every account: roles attach them by name.
        MOTO_IAM_LOAD_MANAGED_POLICIES="true",
    )


def application(token):
    """Moto's server behind the two addresses of our own."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    moto = DomainDispatcherApplication(create_backend_app)

    def answer(start_response, status, document):
        body = json.dumps(document).encode()
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def serve(environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path == IDENTITY:
            return answer(start_response, "200 OK", {"token": token, "pid": os.getpid()})
        if path == SHUTDOWN:
            if not hmac.compare_digest(environ.get("HTTP_X_PAYDSL_TOKEN", ""), token):
                return answer(start_response, "403 Forbidden", {"error": "not the token of this emulator"})
            os.kill(os.getpid(), signal.SIGTERM)
            return answer(start_response, "200 OK", {"stopping": True})
        return moto(environ, start_response)

    return serve


def write_state(state_directory, document):
    """Whole or not at all: a reader never sees half of it."""
    temporary = state_directory / f"{STATE}.{os.getpid()}"
    temporary.write_text(json.dumps(document))
    temporary.chmod(0o600)
    temporary.replace(state_directory / STATE)


def serve(state_directory, ready):
    """Binds a free port, says so, and serves."""
    isolate()
    from werkzeug.serving import WSGIRequestHandler, make_server

    import patches

    patches.apply()
    token = secrets.token_hex(16)

    class QuietHandler(WSGIRequestHandler):
        # As AWS answers. Werkzeug closes each connection after its answer all the same.
        protocol_version = "HTTP/1.1"
        # The head of an answer and a body that is not huge leave in one piece. A client of the AWS SDK for Go may still
        # be about to find that its request is sent whole; the head is enough for it to close what it sends from, it
        # takes that for a failure, closes the connection without having read the body, and makes, say, the same queue
        # again.
        wbufsize = 1 << 20

        def log_request(self, code="-", size="-"):
            """Only what went wrong is of use in the log."""
            if not str(code).startswith("2"):
                super().log_request(code, size)

    server = make_server("127.0.0.1", 0, application(token), threaded=True, request_handler=QuietHandler)
    os.environ["MOTO_PORT"] = str(server.port)

    def stop(_signal, _frame):
        (state_directory / STATE).unlink(missing_ok=True)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    write_state(state_directory, {"pid": os.getpid(), "port": server.port, "token": token})
    os.write(ready, b"1")
    os.close(ready)
    server.serve_forever()


def main():
    state_directory = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    lock = hold_lock(state_directory)
    if lock is None:
        return
    # The last server of this directory may have been killed: what it wrote is of no use.
    (state_directory / STATE).unlink(missing_ok=True)
    serve(state_directory, daemonize())


if __name__ == "__main__":
    main()

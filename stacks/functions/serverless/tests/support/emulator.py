"""Moto's server, a process of its own."""

import contextlib
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Starts the server and gives its address."""
    program = pathlib.Path(__file__).with_name("emulator_server.py")
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(
            [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            port = server.stdout.readline().strip()
            if not port:
                log.seek(0)
                raise RuntimeError(f"moto's server did not start: {log.read()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.stdin.close()
            server.stdout.close()
            server.wait(timeout=30)

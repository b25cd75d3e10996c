"""Ends a function at a chosen point: before or after any of its calls to AWS."""

import itertools

from payments import aws


class Killed(BaseException):
    """No `except Exception` stops this, as none stops the end of a process."""


class Fuse:
    """Stands before the functions' clients and burns through at a point: 0 is before the first call's request is
    sent, 1 is after its answer came, 2 is before the second call's, and so on.
    """

    def __init__(self):
        self._left = None
        self._client = aws.client

    def set(self, point):
        self._left = point

    def remove(self):
        self._left = None

    def client(self, service):
        client = self._client(service)
        client.meta.events.register("before-send", self._burn)
        client.meta.events.register("after-call", self._burn)
        return client

    def _burn(self, **_):
        if self._left is None:
            return
        if self._left == 0:
            self._left = None
            raise Killed
        self._left -= 1


def at_every_point(fuse, attempt):
    """Calls `attempt(run)` once for each point, with the fuse set to it, until `attempt` gets to its end.

    `attempt` passes what may be killed to `run` and goes on with the retry. Tells how many points there were.
    """
    for point in itertools.count():
        killed = []

        def run(call, point=point, killed=killed):
            fuse.set(point)
            try:
                return call()
            except Killed:
                killed.append(point)
                return None
            finally:
                fuse.remove()

        attempt(run)
        if not killed:
            return point
    raise AssertionError

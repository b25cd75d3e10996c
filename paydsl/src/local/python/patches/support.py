"""What the patches share."""

import functools
import json

from moto.core.exceptions import JsonRESTError


def memory(backend, name):
    """A dictionary of ours on a backend of moto's: empty again after a reset."""
    return backend.__dict__.setdefault(f"paydsl_{name}", {})


def body_of(response):
    """The JSON document of the request that `response` answers."""
    return json.loads(response.body or "{}")


def not_found(code, message):
    """The error AWS answers with when something of that name is not there: status 404."""
    error = JsonRESTError(code, message)
    error.code = 404
    return error


def turns(lock, owner, *names):
    """Lets one thread at a time into these methods of a class: moto serves requests in threads, and guards nothing."""
    for name in names:
        setattr(owner, name, in_turn(lock, getattr(owner, name)))


def in_turn(lock, operation):
    """`operation`, done while the lock is held."""

    @functools.wraps(operation)
    def run(*arguments, **options):
        with lock:
            return operation(*arguments, **options)

    return run

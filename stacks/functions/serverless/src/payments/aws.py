"""The AWS services the functions call. `AWS_ENDPOINT_URL` sends the calls to an emulator instead."""

import os
from typing import Any

import boto3
from botocore.config import Config

# A call that hangs must leave time to be tried again within API Gateway's 29 seconds.
_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


def client(service: str) -> Any:
    """A client of a service; it may be used by several threads."""
    # Debug logs of the SDK would hold whole requests; nothing here turns them on.
    return boto3.client(service, config=_CONFIG)


def trace_header() -> str | None:
    """The X-Ray header of the running invocation, which Lambda sets anew for each."""
    return os.environ.get("_X_AMZN_TRACE_ID")

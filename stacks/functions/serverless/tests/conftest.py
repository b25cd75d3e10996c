import os
import random

import pytest

from payments import aws
from support import emulator, merchant
from support.crash import Fuse
from support.world import World


@pytest.fixture(scope="session", autouse=True)
def aws_emulator():
    """Moto's server; nothing of the environment can lead to a real account."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    with emulator.running() as endpoint:
        os.environ.update(
            AWS_ENDPOINT_URL=endpoint,
            AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test",
            AWS_DEFAULT_REGION="us-east-2",
            AWS_CONFIG_FILE=os.devnull,
            AWS_SHARED_CREDENTIALS_FILE=os.devnull,
            AWS_EC2_METADATA_DISABLED="true",
        )
        yield endpoint


@pytest.fixture
def world():
    return World()


@pytest.fixture
def shop():
    with merchant.serving() as serving:
        yield serving


@pytest.fixture
def fuse(monkeypatch):
    fuse = Fuse()
    monkeypatch.setattr(aws, "client", fuse.client)
    return fuse


@pytest.fixture
def dice():
    """Random choices; pytest shows the seed when the test fails, and PAYMENTS_TEST_SEED repeats it."""
    seed = os.environ.get("PAYMENTS_TEST_SEED") or str(random.SystemRandom().getrandbits(64))
    print(f"PAYMENTS_TEST_SEED={seed}")
    return random.Random(seed)

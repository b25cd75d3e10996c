"""Lints and tests the functions of `serverless` with one command: `python3 run_tests.py [PYTEST ARGUMENT..]`.

The pinned tools live in a virtual environment below `PAYDSL_CACHE_DIR` (`~/.cache/paydsl` unless set), made on
first use and shared by all clones with the same requirements.
"""

import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements-dev.txt"
OLDEST = (3, 11)
MARKER = ".complete"


def cache() -> pathlib.Path:
    """Where the virtual environment is kept."""
    chosen = os.environ.get("PAYDSL_CACHE_DIR")
    if chosen:
        return pathlib.Path(chosen).resolve()
    base = os.environ.get("XDG_CACHE_HOME")
    return (pathlib.Path(base) if base else pathlib.Path.home() / ".cache") / "paydsl"


def environment() -> pathlib.Path:
    """The virtual environment of these requirements and this Python."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]
    return cache() / f"serverless-tests-{digest}-py{sys.version_info.major}.{sys.version_info.minor}"


def install(target: pathlib.Path) -> None:
    """Makes the virtual environment where it stays: it cannot be moved."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run([sys.executable, "-I", "-m", "venv", str(target)], check=True)
    pip = [str(target / "bin" / "python"), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-input", "--require-hashes", "--requirement", str(REQUIREMENTS)], check=True)
    (target / MARKER).touch()


def ready() -> pathlib.Path:
    """The interpreter of the virtual environment, which one process at a time makes if it is missing."""
    target = environment()
    target.parent.mkdir(parents=True, exist_ok=True)
    with pathlib.Path(f"{target}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # The marker is written last; the interpreter is a link, dead after an upgrade of Python.
        if not ((target / MARKER).exists() and (target / "bin" / "python").exists()):
            install(target)
    return target / "bin" / "python"


def main() -> int:
    """Runs the formatter's check, the linter and the tests; the first that fails decides."""
    if sys.version_info < OLDEST:
        print(f"the functions' tests need Python {OLDEST[0]}.{OLDEST[1]} or newer", file=sys.stderr)
        return 2
    try:
        python = str(ready())
    except subprocess.CalledProcessError as error:
        print(f"the tests' packages were not installed: {' '.join(error.cmd)}", file=sys.stderr)
        return 2
    steps = (["ruff", "format", "--check", "."], ["ruff", "check", "."], ["pytest", *sys.argv[1:]])
    for step in steps:
        status = subprocess.run([python, "-m", *step], cwd=HERE, check=False).returncode
        if status != 0:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())

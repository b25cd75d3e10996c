"""Makes the virtual environment the emulator runs in: `install.py DIRECTORY REQUIREMENTS`.

The environment is shared by all projects of a user. A lock, released by the system however this process ends,
lets one installer work at a time; a marker, written last, tells a finished environment from a broken off one.
"""

import fcntl
import pathlib
import shutil
import subprocess
import sys

MARKER = ".complete"


def is_complete(environment):
    """Whether `environment` was finished and its interpreter is still there (a link, dead after an upgrade)."""
    return (environment / MARKER).exists() and (environment / "bin" / "python").exists()


def install(environment, requirements):
    """Makes `environment` anew. Virtual environments cannot be moved, so it is made where it stays."""
    shutil.rmtree(environment, ignore_errors=True)
    subprocess.run([sys.executable, "-I", "-m", "venv", str(environment)], check=True)
    subprocess.run(
        [
            str(environment / "bin" / "python"),
            "-I",
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--require-hashes",
            "--requirement",
            str(requirements),
        ],
        check=True,
    )
    (environment / MARKER).touch()


def main():
    environment, requirements = (pathlib.Path(argument) for argument in sys.argv[1:3])
    environment.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{environment}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_complete(environment):
            install(environment, requirements)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        # What the command itself had to say stands above, in the same log.
        sys.exit(f"error: {' '.join(error.cmd)} ended with status {error.returncode}")

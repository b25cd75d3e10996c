#!/usr/bin/env python3
"""How long the five payment systems take to compile, beside how long terraform takes to validate them.

Clean: the crate `stacks` alone, on top of built dependencies. Edit: `cargo check` after a changed line. Prints the median
of several runs; nothing else should run on the machine meanwhile. Usage: python3 benches/systems.py [RUNS]
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EDITED = ROOT / "stacks/src/pci_api/application.rs"


def cargo(*arguments: str) -> None:
    """Runs cargo in the workspace; its output is shown only if it fails."""
    run = subprocess.run(["cargo", *arguments, "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stderr)


def seconds(work) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def clean_build() -> float:
    """The crate from nothing, its dependencies built."""
    cargo("clean", "-p", "stacks")
    return seconds(lambda: cargo("build", "-p", "stacks"))


def check_after_edit(number: int) -> float:
    """`cargo check` after a line was added to a stack; the file is as it was afterwards."""
    before = EDITED.read_text()
    try:
        EDITED.write_text(f"{before}// {number}\n")
        return seconds(lambda: cargo("check", "-p", "stacks"))
    finally:
        EDITED.write_text(before)


def validate() -> float:
    """`terraform validate` of all stacks, initialised before, one after the other as one would by hand."""
    command = ["cargo", "run", "--quiet", "-p", "stacks", "--", "validate", "--jobs", "1"]
    return seconds(lambda: subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True))


def main() -> None:
    """Measures and prints."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    cargo("build", "-p", "stacks")
    cargo("check", "-p", "stacks")
    clean = statistics.median(clean_build() for _ in range(runs))
    cargo("check", "-p", "stacks")
    edit = statistics.median(check_after_edit(number) for number in range(runs))
    cargo("build", "-p", "stacks")
    validate()
    terraform = statistics.median(validate() for _ in range(2))
    print(f"clean build of the five systems   {clean:6.2f} s")
    print(f"cargo check after an edit         {edit:6.2f} s")
    print(f"terraform validate of the same    {terraform:6.2f} s, {terraform / edit:.0f} times the check")


if __name__ == "__main__":
    main()

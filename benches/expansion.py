#!/usr/bin/env python3
"""What the provider's rules cost at compile time: `cargo check` after an edit, with rules and without.

    benches/expansion.py

The project of benches/check.py, 300 resources of 50 AWS types in one function, checked against the archive that comes with
paydsl and against one of the same provider without rules, by turns; first as cargo builds macros by default, then with
`build-override` at `opt-level = 2`. Prints both medians and the difference. Needs cargo, terraform and the downloaded crates.
"""
import os
import re
import statistics
import tempfile

from check import ROOT, project, run, seconds

RUNS = 15
OPTIMISED = "\n[profile.dev.build-override]\nopt-level = 2\n"


def edit(source, number):
    with open(source) as file:
        text = file.read()
    with open(source, "w") as file:
        file.write(re.sub(r'// edit \d+|let edit = "\d+";', f'let edit = "{number}";', text))


def measure(directory, archive, environment):
    """The milliseconds of checks without rules and with them."""
    source = os.path.join(directory, "src", "main.rs")
    inside = os.path.join(directory, "providers", os.path.basename(archive))
    os.makedirs(os.path.dirname(inside), exist_ok=True)
    times = {False: [], True: []}
    number = 0
    for _ in range(RUNS):
        for rules in (False, True):
            if rules:
                os.remove(inside)
            else:
                os.link(archive, inside)
            number += 1
            edit(source, number)
            times[rules].append(1000 * seconds(lambda: run(["cargo", "check", "--offline"], directory, env=environment)))
    return statistics.median(times[False]), statistics.median(times[True])


def main():
    environment = dict(os.environ)
    environment.pop("CARGO_TARGET_DIR", None)
    run(["cargo", "build", "-q", "-p", "paydsl", "--features", "provider", "--bin", "paydsl"], ROOT)
    paydsl = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "debug", "paydsl")
    with tempfile.TemporaryDirectory() as directory:
        project(os.path.join(directory, "project"), paydsl)
        run([paydsl, "provider", "add", "hashicorp/aws", "5.100.0", "--schema-only", "--dir", os.path.join(directory, "bare")], directory)
        archive = os.path.join(directory, "bare", "aws-5.100.0.paydsl")
        inside = os.path.join(directory, "project")
        run(["cargo", "fetch"], inside, env=environment)
        for profile in ("", OPTIMISED):
            with open(os.path.join(inside, "Cargo.toml"), "a") as file:
                file.write(profile)
            run(["cargo", "check", "--offline"], inside, env=environment)
            without, with_rules = measure(inside, archive, environment)
            name = "optimised macros" if profile else "macros as cargo builds them by default"
            print(f"{name}: {without:.0f} ms without rules, {with_rules:.0f} ms with them, {with_rules - without:+.0f} ms")


if __name__ == "__main__":
    main()

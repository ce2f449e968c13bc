"""Runs worlds: `python -m tests.simulation --seed N --people K` runs one again, exactly as it was."""

from __future__ import annotations

import logging
import os
import random
import sys
import time
import traceback

import click

from tests.simulation import breaking
from tests.simulation.course import run


@click.command()
@click.option("--seed", type=int, help="The first world; any where it is left out.")
@click.option("--people", default=20, show_default=True, help="How many sign up in each world.")
@click.option("--worlds", default=1, show_default=True, help="How many worlds, of seeds that follow each other.")
@click.option("--break", "broken", type=click.Choice(sorted(breaking.BREAKS)), help="What to break, to see it found.")
@click.option("--verbose", is_flag=True, help="Shows what the workers log.")
def main(seed: int | None, people: int, worlds: int, broken: str | None, verbose: bool) -> None:
    """Simulates whole sign-ups under faults; everything in a world follows from its seed."""
    _log(verbose)
    first = random.randrange(10**6) if seed is None else seed
    began, conversations = time.perf_counter(), 0
    for number in range(first, first + worlds):
        with breaking.broken(broken):
            _run(number, people, broken)
        conversations += people
    seconds = time.perf_counter() - began
    click.echo(
        f"{conversations} conversations in {worlds} worlds, {seconds:.1f} s: nothing lost, nothing twice, nobody stuck"
    )


def _log(verbose: bool) -> None:
    """What is an error is heard by the world itself."""
    shown = logging.StreamHandler()
    shown.setLevel(logging.INFO if verbose else logging.CRITICAL)
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[shown])


def _run(seed: int, people: int, broken: str | None) -> None:
    try:
        came = run(seed, people)
    except BaseException as error:  # noqa: BLE001 -- whatever it was, its seed is told
        traceback.print_exception(error)
        again = f"python -m tests.simulation --seed {seed} --people {people}" + (f" --break {broken}" if broken else "")
        click.echo(f"\nFAILED. To see it again: {again}")
        sys.exit(1)
    click.echo(
        f"seed {seed}: {came.people} people, {came.updates} updates, {came.calls} messages, {came.kills} kills, "
        f"{came.hours:.1f} h, trace {came.trace} ({came.fate})"
    )


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of words are walked through in the same order at each run.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.simulation", *sys.argv[1:]])
    main()

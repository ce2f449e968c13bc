"""Runs worlds: `python -m tests.simulation --seed N --people K` runs one again, exactly as it was."""

from __future__ import annotations

import logging
import os
import random
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed

import click

from tests.simulation import breaking
from tests.simulation.course import run


@click.command()
@click.option("--seed", type=int, help="The first world; any where it is left out.")
@click.option("--people", default=20, show_default=True, help="How many sign up in each world.")
@click.option("--worlds", default=1, show_default=True, help="How many worlds, of seeds that follow each other.")
@click.option("--jobs", default=1, show_default=True, help="How many worlds at once.")
@click.option("--break", "broken", type=click.Choice(sorted(breaking.BREAKS)), help="What to break, to see it found.")
@click.option("--verbose", is_flag=True, help="Shows what the workers log.")
def main(seed: int | None, people: int, worlds: int, jobs: int, broken: str | None, verbose: bool) -> None:
    """Simulates whole sign-ups under faults; everything in a world follows from its seed."""
    first = random.randrange(10**6) if seed is None else seed
    began = time.perf_counter()
    with ProcessPoolExecutor(jobs, initializer=_log, initargs=(verbose,)) as pool:
        running = [pool.submit(_world, number, people, broken) for number in range(first, first + worlds)]
        for world in as_completed(running):
            told, good = world.result()
            click.echo(told)
            if not good:
                pool.shutdown(cancel_futures=True)
                sys.exit(1)
    seconds = time.perf_counter() - began
    count = worlds * people
    click.echo(f"{count} conversations in {worlds} worlds, {seconds:.1f} s: nothing lost, nothing twice, nobody stuck")


def _log(verbose: bool) -> None:
    """What is an error is heard by the world itself."""
    shown = logging.StreamHandler()
    shown.setLevel(logging.INFO if verbose else logging.CRITICAL)
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[shown])


def _world(seed: int, people: int, broken: str | None) -> tuple[str, bool]:
    """One world: what it came to, or how it failed and how to see that again; and whether it went well."""
    try:
        with breaking.broken(broken):
            came = run(seed, people)
    except BaseException:  # noqa: BLE001 -- whatever it was, its seed is told
        again = f"python -m tests.simulation --seed {seed} --people {people}" + (f" --break {broken}" if broken else "")
        return f"{traceback.format_exc()}\nFAILED. To see it again: {again}", False
    return (
        f"seed {seed}: {came.people} people, {came.updates} updates, {came.calls} messages, {came.kills} kills, "
        f"{came.hours:.1f} h, trace {came.trace} ({came.fate})"
    ), True


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of words are walked through in the same order at each run.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.simulation", *sys.argv[1:]])
    main()

"""`questions`: how well questions are understood, why, and what was not."""

from __future__ import annotations

from collections import Counter
from typing import IO, TYPE_CHECKING, Any

import click

from cli.options import as_json, lines_of, paged
from cli.showing import say, say_json, say_json_array, table
from cli.trouble import Trouble

if TYPE_CHECKING:
    from conversations.questions.scoring import Score


@click.group(no_args_is_help=True)
def questions() -> None:
    """How questions are understood, and which were not.

    The examples that the assistant learns from are text files in conversations/questions/examples.
    """


@questions.command()
@as_json
@paged
def unanswered(as_json: bool, after: int, limit: int | None) -> None:
    """List the questions that were not understood, without personal data, oldest first.

    Example:  python main.py questions unanswered --limit 50

    Exit codes: 0 listed, 1 the database cannot be read, 2 settings.
    """
    from cli.door import opened
    from storage.unanswered import listing

    with opened("members") as database:
        found = lines_of(lambda last, most: database.read(lambda tx: listing(tx, last, most)), after, limit)
        if as_json:
            say_json_array(_fields(line) for line in found)
        else:
            rows = ((line.id, line.at, line.place, line.question, ", ".join(line.candidates)) for line in found)
            say(table(("NO", "ASKED", "WHERE", "QUESTION", "PERHAPS"), rows))


def _fields(line: Any) -> dict[str, Any]:
    names = ("id", "at", "question", "language", "place", "candidates")
    return {name: getattr(line, name) for name in names}


@questions.command()
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@as_json
def score(file: IO[str], as_json: bool) -> None:
    """Score a labelled file: JSON lines with q, intent and slots.

    Right: intent and slots. Unsure: asked back. Wrong: answered as something else.

    Example:  python main.py questions score tests/conversations/questions/held_out_a.jsonl

    Exit codes: 0 scored, 1 a line cannot be read, 2 usage.
    """
    from conversations.questions.scoring import read_labelled, scored
    from conversations.questions.understanding import understanding

    try:
        result = scored(understanding(), read_labelled(file))
    except ValueError as error:
        raise Trouble(f"{error}.") from None
    if as_json:
        say_json(result.plain())
    else:
        _show(result)


def _show(result: Score) -> None:
    click.echo(f"{result.count} questions")
    for name, share in result.shares().items():
        click.echo(f"  {name:<42}{share:7.1%}")
    confused = Counter((case.expected, case.got) for case in result.cases if not case.right)
    if confused:
        click.echo("\nConfusion")
        say(table(("MEANT", "TAKEN FOR", "TIMES"), ((*pair, times) for pair, times in confused.most_common())))
        click.echo("\nWrong or asked back")
        wrong = ((c.expected, c.got, c.confidence, c.question) for c in result.cases if not c.right)
        say(table(("MEANT", "TAKEN FOR", "SURE", "QUESTION"), wrong))


@questions.command()
@click.argument("question")
def why(question: str) -> None:
    """Tell why a question is understood as it is: what in it spoke for its meaning, strongest first.

    Example:  python main.py questions why "비번 규칙 머에요"

    Exit codes: 0 told, 2 usage.
    """
    from conversations.questions.understanding import understanding

    found = understanding().understand(question)
    others = ", ".join(intent.value for intent in found.candidates)
    click.echo(
        f"{found.intent.value} {found.slots.plain() or ''} confidence {found.confidence:.2f} (candidates: {others})"
    )
    rows = ((reason.kind, reason.feature, f"{reason.weight:+.3f}") for reason in understanding().why(question))
    say(table(("KIND", "FEATURE", "WEIGHT"), rows))


@questions.command()
def lint() -> None:
    """Find examples that two questions claim, that have slots their question does not take, or that cannot be read.

    Example:  python main.py questions lint

    Exit codes: 0 none found, 1 some found, 2 usage.
    """
    from conversations.questions.linting import findings

    lines = findings()
    say(lines)
    if lines:
        raise Trouble(f"{len(lines)} to put right.")
    click.echo("The examples are in order.")


@questions.command()
def train() -> None:
    """Train the model from the examples; the assistant does so by itself at a start after they changed.

    Example:  python main.py questions train

    Exit codes: 0 trained, 1 an example cannot be read, 2 usage.
    """
    from conversations.questions import examples, trained, training

    try:
        told = examples.load()
    except examples.BadExample as error:
        raise Trouble(f"{error}.") from None
    trained.keep(training.train(told).to_bytes())
    click.echo(f"Trained from {len(told)} examples.")

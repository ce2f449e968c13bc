"""`ask`: a question as the chat would answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any

import click

from cli.options import as_json
from cli.showing import say_json
from cli.trouble import CannotStart, Trouble

if TYPE_CHECKING:
    from conversations.questions.replying import Reply
    from storage.transaction import Transaction

Answers = Callable[[str], "Reply"]


@click.command()
@click.argument("question", required=False)
@click.option(
    "--as", "login_id", metavar="LOGIN_ID", help="Ask as this member; without it as somebody with no account."
)
@click.option("--lang", type=click.Choice(["ko", "en"]), help="Language of the answer; without it the question's own.")
@click.option(
    "--file", "file", type=click.File(encoding="utf-8-sig"), help="Many questions, as JSON lines with a key q."
)
@as_json
def ask(question: str | None, login_id: str | None, lang: str | None, file: IO[str] | None, as_json: bool) -> None:
    """Answer a question as the assistant would in a chat.

    With --file one line comes out for each that goes in, in order.

    \b
    Examples:
      python main.py ask "아직 승인 안 났나요?" --as hong2026
      python main.py ask "can an associate use mileage" --json
      python main.py ask --file questions.jsonl --json

    Exit codes: 0 answered, 1 no such member or a line that is no question, 2 settings or usage.
    """
    if (question is None) == (file is None):
        raise CannotStart("Give a question, or --file with many.")
    asked = [question] if question is not None else _questions(file)
    if login_id is None:
        _print(asked, lambda text: _reply(text, lang), as_json, many=question is None)
    else:
        _as_member(
            login_id,
            lambda tx, member: _print(
                asked, lambda text: _reply(text, lang, tx, member), as_json, many=question is None
            ),
        )


def _print(asked: Any, answers: Answers, as_json: bool, *, many: bool) -> None:
    import orjson

    for text in asked:
        reply = answers(text)
        if many and as_json:
            click.echo(_on_one_line(orjson.dumps(reply.plain(text)).decode()))
        elif as_json:
            say_json(reply.plain(text))
        else:
            click.echo(f"{text}\n[{reply.intent}]\n{reply.answer}\n" if many else reply.answer)


def _reply(text: str, lang: str | None, tx: Any = None, member: Any = None) -> Reply:
    from bot.settings import Settings
    from conversations.questions.asker import Caller
    from conversations.questions.replying import language_of, reply
    from conversations.questions.understanding import understanding

    caller = Caller(lang or language_of(text), tx, member, sends_sms=Settings.load().sends_sms)
    return reply(understanding(), caller, text)


def _as_member(login_id: str, work: Callable[[Transaction, Any], None]) -> None:
    """Asks as a member, after it is written to the access log that staff did so; the answers hold up no writer."""
    from cli.access import note_look
    from cli.door import opened
    from storage import members

    def found(tx: Transaction) -> Any:
        return members.by_login_id(tx, login_id.strip())

    def noted(tx: Transaction) -> bool:
        member = found(tx)
        if member is not None:
            note_look(tx, "ask", member.id)
        return member is not None

    def asked(tx: Transaction) -> None:
        member = found(tx)
        if member is not None:
            work(tx, member)

    with opened("members") as database:
        if not database.write(noted).result():
            raise Trouble(f"No member has the ID {login_id}.")
        database.read(asked)


def _questions(file: IO[str] | None) -> Iterator[str]:
    import orjson

    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            told = orjson.loads(line)
            question = told["q"] if isinstance(told, dict) else told
        except (orjson.JSONDecodeError, KeyError):
            raise Trouble(f'Line {number} is no JSON with a key "q".') from None
        if not isinstance(question, str):
            raise Trouble(f"Line {number}: the question is no text.")
        yield question


def _lines(file: IO[str] | None) -> Iterator[str]:
    try:
        yield from file or ()
    except UnicodeDecodeError:
        raise Trouble("The file is no UTF-8 text.") from None


def _on_one_line(line: str) -> str:
    """JSON in which nothing stands that some programs take for the end of a line."""
    return line.translate({0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"})

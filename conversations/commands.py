"""The ways around a form, understood at every step: back, skip, cancel, help, status, language, beginning anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from conversations import helping
from conversations.beginnings import begin_convert, begin_sign_up
from conversations.catalogue import LANGUAGES, Html
from conversations.documents import full_text
from conversations.flow import Step
from conversations.says import Note
from conversations.state import PICKING
from conversations.status import status_text
from conversations.talk import Talk
from conversations.words import named_language
from membership.limits import DRAFT_LIFETIME


def go(talk: Talk, step: Step, way: str) -> None:
    """Goes one of the ways that a word or a button named; an unknown (forged) one changes nothing."""
    act = _WAYS.get(way)
    if act is None:
        talk.add("press.unknown")
    else:
        act(talk, step)


def run(talk: Talk, step: Step, name: str, argument: str) -> None:
    """Runs a command; `argument` is what stood behind it, as a deep link's token does."""
    if name == "start" and argument:
        open_link(talk, step, argument.strip())
    elif name in _COMMANDS:
        go(talk, step, _COMMANDS[name])
    else:
        talk.add("command.unknown")
        helping.help_with(talk, step)


def open_link(talk: Talk, step: Step, token: str) -> None:
    """Follows a deep link: to a kind of sign-up, a language, or back from a provider's page."""
    if token in LANGUAGES:
        talk.language = token
    elif token.startswith("ipin_") and step.name == "page" and step.press:
        step.press(talk, "done")
    elif token in _LINKS and talk.frame.flow == "home":
        _LINKS[token](talk)
    else:
        _home(talk, step)


def _back(talk: Talk, step: Step) -> None:
    frame = talk.frame
    if frame.doubt:
        frame.doubt = None
    elif frame.notes.pop(PICKING, None) is not None:
        return
    elif frame.flow == "leave":
        talk.end()
    elif frame.trail:
        frame.at, frame.failures = frame.trail.pop(), 0
    else:
        talk.add("back.first")


def _keep(talk: Talk, step: Step) -> None:
    """Leaves an answer that is there as it is; where there is none, an optional step is skipped."""
    if talk.frame.flow == "leave":
        talk.end()
    elif step.is_answered(talk.answers):
        talk.frame.leave(step.name)
    else:
        _skip(talk, step)


def _skip(talk: Talk, step: Step) -> None:
    if not step.optional and "skip" not in _codes(step):
        talk.add("skip.needed")
        return
    talk.answers.setdefault(step.key, None if step.optional else "skip")
    _keep(talk, step)


def _codes(step: Step) -> tuple[str, ...]:
    return step.options if isinstance(step.options, tuple) else ()


def _rest(talk: Talk, step: Step) -> None:
    """Skips what is left of a block of optional steps; what was answered in it stays."""
    if not step.block:
        talk.add("skip.needed")
        return
    talk.answers[step.block] = "skip"
    _skip(talk, step)


def _home(talk: Talk, step: Step) -> None:
    """Back to the beginning: asked first when something would be lost."""
    if talk.frame.flow in {"leave", "home"}:
        talk.frame.at = ""
    else:
        talk.begin("leave")


def _cancel(talk: Talk, step: Step) -> None:
    if talk.frame.flow == "home":
        talk.add("cancel.nothing")
    elif talk.frame.flow != "leave":
        talk.begin("leave")


def _help(talk: Talk, step: Step) -> None:
    helping.help_with(talk, step)
    talk.add("help.ways")


def _agent(talk: Talk, step: Step) -> None:
    talk.add("help.agent")


def _status(talk: Talk, step: Step) -> None:
    talk.lead.append(status_text(talk))


def _privacy(talk: Talk, step: Step) -> None:
    for part in full_text("privacy", talk.language) + full_text("abroad", talk.language):
        talk.note(part)


def _language(talk: Talk, step: Step) -> None:
    other = LANGUAGES[(LANGUAGES.index(talk.language) + 1) % len(LANGUAGES)]
    talk.language = named_language(talk.event.text) or other
    talk.add("language.changed")


_LINKS: dict[str, Callable[[Talk], None]] = {
    "signup": begin_sign_up,
    "company": lambda talk: begin_sign_up(talk, "company"),
    "individual": lambda talk: begin_sign_up(talk, "individual"),
    "convert": begin_convert,
}
_WAYS: dict[str, Callable[[Talk, Step], None]] = {
    "back": _back,
    "cancel": _cancel,
    "home": _home,
    "skip": _skip,
    "rest": _rest,
    "next": _keep,
    "keep": _keep,
    "help": _help,
    "agent": _agent,
    "status": _status,
    "privacy": _privacy,
    "language": _language,
}
_COMMANDS = {"start": "home", **{name: name for name in ("help", "cancel", "status", "privacy", "language")}}


def point_to_private_chat(talk: Talk) -> None:
    """In a group: personal matters belong into a private chat; only a command is answered at all."""
    if talk.event.name in _COMMANDS:
        link = Html(f"https://t.me/{talk.around.bot_username}?start=signup")
        talk.says.append(Note(talk.text("group.private", link=link)))


def abandon(talk: Talk, updated_at: datetime | None) -> None:
    """Erases a draft that nobody has touched for a day, and says so; otherwise looks again later."""
    due = (updated_at or talk.now) + DRAFT_LIFETIME
    if all(frame.flow == "home" for frame in talk.state.frames):
        talk.stays = True
    elif talk.now < due:
        talk.later("abandoned", due, {})
        talk.stays = True
    else:
        talk.state.frames.clear()
        talk.add("abandoned.notice")
        talk.fresh = True

"""The ways around a form, understood at every step: back, skip, cancel, help, status, language, beginning anew."""

from __future__ import annotations

from collections.abc import Callable

from conversations import actions, helping, presenting
from conversations.beginnings import begin_convert, begin_sign_up
from conversations.catalogue import LANGUAGES, Html
from conversations.documents import ON_PERSONAL_DATA, full_text
from conversations.flow import Step
from conversations.flows import FLOWS
from conversations.says import Note
from conversations.state import FORMS, HOME, LEAVE, PICKING
from conversations.status import status_text
from conversations.talk import Talk


def go(talk: Talk, step: Step, way: str) -> None:
    """Goes one of the ways that a word or a button named; an unknown (forged) one changes nothing."""
    act = _WAYS_OUT.get(way) if talk.frame.flow == LEAVE else None
    act = act or _WAYS.get(way)
    if act is None:
        talk.add("press.unknown")
    else:
        act(talk, step)


def run(talk: Talk, step: Step, name: str, argument: str) -> None:
    """Runs a command; `argument` is what stood behind it, as a deep link's token does."""
    if name == "start":
        open_link(talk, step, argument.strip())
    elif is_known(name):
        go(talk, step, name)
    else:
        talk.add("command.unknown")
        helping.help_with(talk, step)


def is_known(name: str) -> bool:
    """Whether there is such a command."""
    return name in _COMMANDS


def open_link(talk: Talk, step: Step, token: str) -> None:
    """Follows a deep link: to a kind of sign-up, a language, or back from a provider's page; "" is /start alone.

    Inside a form the question that is open is asked again: a link loses nobody's answers.
    """
    if token in LANGUAGES:
        talk.language = token
    elif token.startswith("ipin_") and step.name == "page" and step.press:
        step.press(talk, "done")
    elif talk.frame.flow != HOME:
        _go_on(talk, told=not token.startswith("ipin_"))
    elif token in _LINKS:
        _LINKS[token](talk)
    else:
        _home(talk, step)


def _go_on(talk: Talk, *, told: bool) -> None:
    if talk.frame.flow == LEAVE:
        talk.end()
    if told:
        talk.add("start.goes_on")


def _back(talk: Talk, step: Step) -> None:
    frame = talk.frame
    if frame.doubt:
        frame.doubt = None
    elif frame.notes.pop(PICKING, None) is not None:
        return
    elif frame.trail:
        frame.at, frame.failures = frame.trail.pop(), 0
    else:
        talk.add("back.first")


def _keep(talk: Talk, step: Step) -> None:
    """Leaves an answer that is there as it is; where there is none, an optional step is skipped."""
    if step.is_answered(talk.answers):
        talk.frame.leave(step.name)
    else:
        _skip(talk, step)


def _skip(talk: Talk, step: Step) -> None:
    if not step.optional and "skip" not in _codes(step):
        talk.add("skip.needed")
        return
    value = None if step.optional else "skip"
    talk.answers[step.key] = value
    talk.frame.leave(step.name)
    if step.then:
        step.then(talk, value)


def _codes(step: Step) -> tuple[str, ...]:
    return step.options if isinstance(step.options, tuple) else ()


def _rest(talk: Talk, step: Step) -> None:
    """Skips what is left of a block of optional steps; what was answered in it stays."""
    if not step.block:
        talk.add("skip.needed")
        return
    talk.answers[step.block] = "skip"
    _keep(talk, step)


def _home(talk: Talk, step: Step) -> None:
    """Back to the beginning: asked first when something would be lost."""
    if talk.frame.flow == HOME:
        talk.frame.at = ""
    else:
        _leave(talk)


def _cancel(talk: Talk, step: Step) -> None:
    if talk.frame.flow == HOME:
        talk.add("cancel.nothing")
    else:
        _leave(talk)


def _leave(talk: Talk) -> None:
    """A list, or a small matter in which nothing was answered yet, is closed; what would be lost is asked about."""
    if talk.frame.flow in FORMS or talk.frame.walked:
        talk.begin(LEAVE)
    else:
        talk.end()


def _decides(answer: str) -> Callable[[Talk, Step], None]:
    """Answers the question whether to leave."""

    def act(talk: Talk, step: Step) -> None:
        talk.answers[step.key] = answer
        talk.frame.leave(step.name)

    return act


def _help(talk: Talk, step: Step) -> None:
    helping.help_with(talk, step)
    talk.add("help.ways")


def _agent(talk: Talk, step: Step) -> None:
    talk.add("help.agent")


def _status(talk: Talk, step: Step) -> None:
    """In a form a message of its own, with a button that brings the open question back under it."""
    if not any(frame.flow in FORMS for frame in talk.state.frames):
        talk.lead.append(status_text(talk))
        return
    where = Html(f"{status_text(talk)}\n{_place(talk, step)}")
    talk.says.append(Note(where, rows=actions.rows_of(talk.text, (("go_on",),), 0)))
    talk.stays = True


def _place(talk: Talk, step: Step) -> Html:
    """Which question of how many somebody is at."""
    flow = FLOWS[talk.frame.flow]
    if not flow.counted:
        return Html("")
    number, total = flow.progress(step, talk.answers, talk.frame.walked)
    return talk.text("status.place", number=number, total=total, label=presenting.label(talk, step))


def _privacy(talk: Talk, step: Step) -> None:
    for kind in ON_PERSONAL_DATA:
        for part in full_text(kind, talk.language):
            talk.note(part)


def _language(talk: Talk, step: Step) -> None:
    other = LANGUAGES[(LANGUAGES.index(talk.language) + 1) % len(LANGUAGES)]
    _speaks(other)(talk, step)


def _speaks(language: str) -> Callable[[Talk, Step], None]:
    """Goes on in this language."""

    def act(talk: Talk, step: Step) -> None:
        talk.language = language
        talk.add("language.changed")

    return act


def _greeting(talk: Talk, step: Step) -> None:
    if talk.frame.flow != HOME:
        talk.add("greeting.form")


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
    **{language: _speaks(language) for language in LANGUAGES},
    "greeting": _greeting,
}
# What the same words mean where the question is whether to leave.
_WAYS_OUT = {
    **dict.fromkeys(("cancel", "home"), _decides("leave")),
    **dict.fromkeys(("back", "next", "keep"), _decides("stay")),
}
_COMMANDS = frozenset({"start", "help", "cancel", "status", "privacy", "language"})


def point_to_private_chat(talk: Talk) -> None:
    """In a group: personal matters belong into a private chat; only a command is answered at all."""
    named = talk.event.to.lower()
    if is_known(talk.event.name) and named in ("", talk.around.bot_username.lower()):
        link = Html(f"https://t.me/{talk.around.bot_username}?start=signup")
        talk.says.append(Note(talk.text("group.private", link=link)))

"""How a step looks on a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

from conversations import presenting
from conversations.catalogue import Html
from conversations.documents import full_text
from conversations.flow import Option, Step
from conversations.pages.view import Asking, Choice, Field
from conversations.talk import Talk

# What a page does by itself: it carries documents along, and takes what is chosen piece by piece at once.
READ, DONE = "read", "done"


@contextmanager
def as_if_asked(talk: Talk, step: Step) -> Iterator[None]:
    """The talk as if this step were asked; what is said and noted meanwhile is forgotten."""
    frame, lead = talk.frame, list(talk.lead)
    talk.state.frames[-1] = deepcopy(frame)
    if talk.frame.at != step.name:
        talk.frame.lay_aside(talk.frame.at)
        talk.frame.take_up(step.name)
    try:
        yield
    finally:
        talk.state.frames[-1], talk.lead = frame, lead


def field_of(talk: Talk, step: Step, problem: Html | None) -> Field:
    """A step as a field, with what is wrong with the answer that it was given."""
    with as_if_asked(talk, step):
        doubt = _doubt(talk, step)
        talk.frame.doubt = None
        help_label, help_text = _help(talk, step)
        return Field(
            name=step.name,
            label=presenting.label(talk, step),
            question=_question(talk, step),
            kind=_kind(talk, step),
            options=_choices([o for o in presenting.options_of(talk, step) if _is_chosen_here(step, o.code)]),
            value=shown(talk, step),
            answered=step.is_answered(talk.answers),
            optional=step.optional,
            help=help_text,
            help_label=help_label,
            problem=problem or "",
            doubt=doubt,
            inputmode="" if step.input == "text" else step.input,
            autocomplete=step.autofill,
            until=_until(talk, step),
        )


def shown(talk: Talk, step: Step) -> str:
    """The present answer as a page shows it, and gets it back where nobody has changed it."""
    value = talk.answers.get(step.key)
    if value is None or step.secret:
        return ""
    if _kind(talk, step) == "choice":
        return next((o.code for o in presenting.options_of(talk, step) if _stands_for(talk, step, o.code, value)), "")
    return presenting.shown(talk, step, value)


def _until(talk: Talk, step: Step) -> float:
    until = step.until(talk) if step.until else None
    return until.timestamp() if until else 0


def _stands_for(talk: Talk, step: Step, code: str, value: object) -> bool:
    return (step.chooses(talk, code) if step.chooses else code) == value


def _kind(talk: Talk, step: Step) -> str:
    options = presenting.options_of(talk, step)
    if step.secret:
        return "secret"
    if step.reads and (step.input or step.autofill or not options):
        return "text"
    return "choice" if options else "note"


def _question(talk: Talk, step: Step) -> Html:
    """The step's question; in the words of a page where the chat's would not fit."""
    key = f"step.{step.name}.on_page"
    values = dict(step.asks(talk)) if step.asks else {}
    is_plain = "variant" not in values and key in talk.text
    asked = talk.text(key, **values) if is_plain else presenting.question(talk, step)
    if step.file:
        return Html(f"{asked}\n{talk.text('pages.file_in_chat')}")
    return Html(f"{asked}\n{talk.text('pages.page_in_chat')}") if step.page else asked


def _is_chosen_here(step: Step, code: str) -> bool:
    return not (step.consent and code == READ) and not (step.gathers and code == DONE)


def _help(talk: Talk, step: Step) -> tuple[str, Html]:
    """What stands behind a question, and how it is called: of a consent the whole document."""
    if step.consent:
        whole = Html("\n".join(full_text(step.consent, talk.language)))
        return presenting.label_of(talk, step, READ), whole
    key = f"step.{step.name}.help"
    return (talk.text.plain("pages.words.help"), talk.text(key)) if key in talk.text else ("", Html(""))


def _doubt(talk: Talk, step: Step) -> Asking | None:
    doubt = talk.frame.doubt
    if doubt is None:
        return None
    options = presenting.options_of(talk, step)
    if doubt.params.get("way", "question") != "question":
        # A page has buttons of its own for the ways around; here it is the answer, or another one is typed.
        options = [option for option in options if option.code == presenting.AS_GIVEN]
    return Asking(presenting.question(talk, step), _choices(options))


def _choices(options: list[Option]) -> tuple[Choice, ...]:
    return tuple(Choice(option.code, option.label) for option in options)

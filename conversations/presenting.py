"""How a step looks: progress, question, what is known already, choices with numbers, and the ways around it."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.catalogue import Html
from conversations.flow import Flow, Option, Step
from conversations.pages.runs import is_shown, run_of
from conversations.pages.view import FORM, PASSWORD
from conversations.says import Button, Card, Rows
from conversations.state import HOME, LEAVE
from conversations.talk import Talk

SHORT_LABEL = 13  # two buttons with labels up to this many characters stand side by side on a narrow phone
BACK, CANCEL, SKIP, REST, HELP, KEEP = "_back", "_cancel", "_skip", "_rest", "_help", "_keep"
SUGGESTED, AS_GIVEN, AGAIN, WAY = "_suggested", "_as_given", "_again", "_way"
SETTLES = frozenset({SUGGESTED, AS_GIVEN, AGAIN, WAY})


def options_of(talk: Talk, step: Step) -> list[Option]:
    """What may be chosen at a step now, with words."""
    if talk.frame.doubt:
        return _doubt_options(talk)
    if callable(step.options):
        return [o if o.label else Option(o.code, label_of(talk, step, o.code)) for o in step.options(talk)]
    return [Option(code, label_of(talk, step, code)) for code in step.options]


def label_of(talk: Talk, step: Step, code: str) -> str:
    """The words of one choice, from the catalogue."""
    return talk.text.plain(f"step.{step.name}.options.{code}")


def _doubt_options(talk: Talk) -> list[Option]:
    doubt = talk.frame.doubt
    assert doubt is not None
    if "candidates" in doubt.params:
        asked = [Option(f"_ask_{name}", talk.text.plain(f"ask.is.{name}")) for name in doubt.params["candidates"]]
        return [*asked, Option("_ask_neither", talk.text.plain("ask.neither"))]
    if doubt.params.get("way") == "question":
        return [Option(AS_GIVEN, talk.text.plain("doubt.noted")), Option(WAY, talk.text.plain("ask.meant"))]
    if "way" in doubt.params:
        meant = talk.text.plain("doubt.meant", way=talk.text.plain(f"nav.{doubt.params['way']}"))
        return [Option(AS_GIVEN, talk.text.plain("doubt.noted")), Option(WAY, meant)]
    if "suggestion" in doubt.params:
        suggested = talk.text.plain("doubt.suggested", suggestion=doubt.params["suggestion"])
        given = talk.text.plain("doubt.as_given", value=doubt.params.get("shown", doubt.value))
        return [Option(SUGGESTED, suggested), Option(AS_GIVEN, given)]
    return [Option(AS_GIVEN, talk.text.plain("doubt.yes")), Option(AGAIN, talk.text.plain("doubt.again"))]


def shown(talk: Talk, step: Step, value: object) -> str:
    """An answer in words, as it is read back and listed for review."""
    if value is None:
        return talk.text.plain("answer.skipped")
    if step.secret:
        return talk.text.plain("answer.set")
    if step.shows:
        return step.shows(talk, value)
    if isinstance(value, str) and f"step.{step.name}.options.{value}" in talk.text:
        return label_of(talk, step, value)
    return str(value)


def label(talk: Talk, step: Step) -> str:
    """What a step's answer is called."""
    return talk.text.plain(f"step.{step.name}.label")


def card(talk: Talk, flow: Flow, step: Step, turn: int, *, edit: bool) -> Card:
    """The card that asks a step; its buttons carry the turn, so that an old card's press is known as old."""
    text = _words(talk, flow, step)
    if step.contact and not talk.frame.doubt:
        words = tuple(talk.text.plain(f"nav.{name}") for name in ("back", "help", "cancel"))
        return Card(text=text, contact=talk.text.plain(f"step.{step.name}.share"), words=words)
    rows = _page_rows(talk, flow, step) + _choice_rows(talk, step, turn) + _ways_around(talk, step, turn)
    return Card(text=text, rows=rows, edit=edit)


def _words(talk: Talk, flow: Flow, step: Step) -> Html:
    # The question first: looking up what it shows may have something to say above it.
    asked = question(talk, step)
    secret = talk.text(f"secret.{'on_page' if talk.around.pages else 'in_chat'}") if step.secret else ""
    parts = ["\n".join(talk.lead), "\n".join(filter(None, (_heading(talk, flow, step), asked, secret)))]
    if step.key in talk.answers and talk.answers[step.key] is not None and not talk.frame.doubt and flow.counted:
        parts.append(talk.text("answer.present", value=shown(talk, step, talk.answers[step.key])))
    return Html("\n\n".join(part for part in parts if part))


def _heading(talk: Talk, flow: Flow, step: Step) -> Html:
    if not flow.counted:
        return Html("")
    number, total = flow.progress(step, talk.answers, talk.frame.walked)
    return talk.text("card.heading", number=number, total=total, label=label(talk, step))


def question(talk: Talk, step: Step) -> Html:
    """The words that ask a step, or that ask a doubt back."""
    doubt = talk.frame.doubt
    if doubt:
        return talk.text(f"doubt.{doubt.code}", **{"value": doubt.value, **doubt.params})
    values = dict(step.asks(talk)) if step.asks else {}
    variant = values.pop("variant", "")
    return talk.text(f"step.{step.name}.ask{'_' + variant if variant else ''}", **values)


def _choice_rows(talk: Talk, step: Step, turn: int) -> Rows:
    buttons = [Button(f"{n}. {o.label}", token(turn, o.code)) for n, o in enumerate(options_of(talk, step), 1)]
    page = step.page(talk) if step.page and not talk.frame.doubt else ""
    opening: Rows = ((_opening(talk, talk.text.plain(f"step.{step.name}.page"), page),),) if page else ()
    return opening + side_by_side(buttons)


def _opening(talk: Talk, words: str, page: str) -> Button:
    """What opens a page; one of our own stays inside the messenger, which tells us there who has opened it."""
    is_ours = talk.around.pages is not None and page == talk.around.pages("identity")
    return Button(words, web_app=page) if is_ours else Button(words, url=page)


def _page_rows(talk: Talk, flow: Flow, step: Step) -> Rows:
    """What opens the same question on a page: a secret, or several questions at once."""
    if talk.around.pages is None or talk.frame.doubt:
        return ()
    scope = PASSWORD if step.secret else FORM
    if scope == FORM and not _is_worth_a_form(talk, flow, step):
        return ()
    return ((Button(talk.text.plain(f"pages.open_{scope}"), web_app=talk.around.pages(scope)),),)


def _is_worth_a_form(talk: Talk, flow: Flow, step: Step) -> bool:
    run = run_of(flow, step, talk.answers, FORM) if flow.form else []
    return sum(is_shown(each, talk.answers) for each in run) > 1


def side_by_side(buttons: Sequence[Button]) -> Rows:
    """Short buttons two in a row, long ones each in their own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        pairs_up = rows and len(rows[-1]) == 1 and _is_short(rows[-1][0]) and _is_short(button)
        if pairs_up:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return tuple(rows)


def _is_short(button: Button) -> bool:
    """Whether it fits half a narrow phone; an e-mail address is never broken in two."""
    wide = sum(ord(letter) > 0x1100 or letter.isupper() for letter in button.text)
    return "@" not in button.text and len(button.text) + wide <= SHORT_LABEL * 2 - 8


def _ways_around(talk: Talk, step: Step, turn: int) -> Rows:
    ways = [
        (KEEP, talk.answers.get(step.key) is not None and not talk.frame.doubt),
        (SKIP, step.optional and not talk.frame.doubt),
        (REST, bool(step.block) and talk.answers.get(step.block) == "fill" and not talk.frame.doubt),
        (BACK, bool(talk.frame.trail)),
        (HELP, f"step.{step.name}.help" in talk.text),
        (CANCEL, not _closes(talk, step)),
    ]
    if talk.frame.flow in (HOME, LEAVE):
        return ()
    buttons = [Button(talk.text.plain(f"nav.{code[1:]}"), token(turn, code)) for code, there in ways if there]
    width = 2 if len(buttons) in (2, 4) else 3
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


def _closes(talk: Talk, step: Step) -> bool:
    """Whether a list has a button to close it, and no answers that stopping would lose."""
    return not talk.answers and any(option.code == "close" for option in options_of(talk, step))


def token(turn: int, code: str) -> str:
    """What a button carries: the turn it belongs to and the choice."""
    return f"{turn:x}.{code}"

"""How an answer to a step is taken: judged by the step's rule, asked back when doubtful, kept when right."""

from __future__ import annotations

from typing import Any

from conversations import asking, commands, helping, presenting
from conversations.documents import stamp
from conversations.flow import Dealt, Flow, Step
from conversations.state import ALBUM, Doubt
from conversations.talk import Talk
from conversations.words import chosen, looks_like_a_question
from membership.problems import Problem, Reading
from membership.reading.words import read_yes_no


def take_text(talk: Talk, flow: Flow, step: Step) -> None:
    """Takes a typed answer: a choice by its words, several answers at once, or the one that was asked."""
    if talk.frame.doubt and _settles_doubt(talk, flow, step):
        return
    talk.frame.doubt = None
    code = named_option(talk, step, loosely=step.reads is None)
    if code is not None:
        take_option(talk, flow, step, code)
    elif not _take_several(talk, flow, step):
        _judge(talk, flow, step, talk.event.text)


def named_option(talk: Talk, step: Step, *, loosely: bool) -> str | None:
    """The choice that a message names; `loosely` also by the beginning of its words."""
    return chosen(talk.event.text, [(o.code, o.label) for o in presenting.options_of(talk, step)], loosely=loosely)


def _settles_doubt(talk: Talk, flow: Flow, step: Step) -> bool:
    code = named_option(talk, step, loosely=False)
    if code is None:
        if "candidates" in (talk.frame.doubt.params if talk.frame.doubt else {}) or looks_like_a_question(
            talk.event.text
        ):
            return False
        try:
            code = presenting.options_of(talk, step)[0 if read_yes_no(talk.event.text).value else 1].code
        except Problem:
            return False
    settle(talk, flow, step, code)
    return True


def settle(talk: Talk, flow: Flow, step: Step, code: str) -> None:
    """Ends a doubt: the suggestion, the answer as it was given, asked again, or the way that a word meant."""
    doubt = talk.frame.doubt
    if doubt is None or code not in {option.code for option in presenting.options_of(talk, step)}:
        talk.add("press.unknown")
        return
    talk.frame.doubt = None
    if code == presenting.AGAIN:
        return
    if code.startswith(asking.PICKS):
        asking.settle(talk, step, doubt, code)
    elif code == presenting.WAY and doubt.params["way"] == asking.QUESTION:
        asking.answer_text(talk, step, doubt.value)
    elif code == presenting.WAY:
        commands.go(talk, step, doubt.params["way"])
    elif "way" in doubt.params:
        _judge(talk, flow, step, doubt.value, meant=True)
    else:
        accept(talk, flow, step, doubt.params["suggestion"] if code == presenting.SUGGESTED else doubt.value)


def take_option(talk: Talk, flow: Flow, step: Step, code: str) -> None:
    """Takes a choice that the step offers; one that it doesn't (forged, outdated) changes nothing."""
    if code not in {option.code for option in presenting.options_of(talk, step)}:
        talk.add("press.unknown")
    elif not (step.press and step.press(talk, code)):
        accept(talk, flow, step, step.chooses(talk, code) if step.chooses else code)


def _take_several(talk: Talk, flow: Flow, step: Step) -> bool:
    """Takes the answers to other steps of the group out of a longer message; False when there are none."""
    finder = flow.finders.get(step.group)
    if finder is None:
        return False
    found, rest = finder(talk.event.text, talk)
    open_steps = [s for s in flow.asked(talk.answers) if s.group == step.group and not s.is_answered(talk.answers)]
    others = [s for s in open_steps if s.name in found and s.name != step.name]
    if not others:
        return False
    depth = len(talk.state.frames)
    for other in others:
        if len(talk.state.frames) == depth:
            _take_along(talk, flow, other, found[other.name])
    if len(talk.state.frames) == depth and not step.is_answered(talk.answers):
        _take_own_part(talk, flow, step, found, rest)
    return True


def _take_along(talk: Talk, flow: Flow, step: Step, value: Any) -> None:
    """Keeps one of several answers, unless its step has something to do with it first."""
    if step.along is None or not step.along(talk, value):
        accept(talk, flow, step, value)


def _take_own_part(talk: Talk, flow: Flow, step: Step, found: dict[str, Any], rest: str) -> None:
    if step.name in found:
        _take_along(talk, flow, step, found[step.name])
    elif step.reads and rest.strip():
        try:
            reading = step.reads(rest, talk)
        except (Problem, Dealt):
            return
        _accept_or_doubt(talk, flow, step, reading)


def _judge(talk: Talk, flow: Flow, step: Step, text: str, *, meant: bool = False) -> None:
    """Reads an answer; a question where any words may be an answer is asked back, unless it is known to be `meant`."""
    if not meant and asking.answers_at_choice(talk, step, text):
        return
    if step.reads is None:
        asking.answer_or_fail(talk, step, Problem("choice.unknown"))
        return
    asked = talk.frame
    try:
        reading = step.reads(text, talk)
    except Dealt:
        return
    except Problem as problem:
        asking.answer_or_fail(talk, step, problem, asked)
    else:
        if not meant and asking.may_be_asked(text, step):
            reading = Reading(text.strip(), "question", {"way": asking.QUESTION})
        _accept_or_doubt(talk, flow, step, reading)


def _accept_or_doubt(talk: Talk, flow: Flow, step: Step, reading: Reading[Any]) -> None:
    if reading.doubt:
        talk.frame.doubt = Doubt(reading.doubt, reading.value, dict(reading.params))
    else:
        accept(talk, flow, step, reading.value)


def take_file(talk: Talk, flow: Flow, step: Step) -> None:
    """Takes a photo or a document where the step wants one."""
    if _is_more_of_an_album(talk):
        return
    if step.file is None:
        helping.fail(talk, step, Problem("file.unasked"))
        return
    try:
        reading = step.file(talk)
    except Problem as problem:
        helping.fail(talk, step, problem)
    else:
        talk.frame.notes[ALBUM] = [talk.event.album, False]
        accept(talk, flow, step, reading.value)


def _is_more_of_an_album(talk: Talk) -> bool:
    """Of an album the first file is taken; that the others are left out is said once, and is no failure."""
    album, is_told = talk.frame.notes.get(ALBUM, ("", False))
    if not album or album != talk.event.album:
        return False
    if is_told:
        talk.stays = True
    else:
        talk.frame.notes[ALBUM] = [album, True]
        talk.add("album.first_only")
    return True


def take_contact(talk: Talk, flow: Flow, step: Step) -> None:
    """Takes the person's own telephone number as their messenger knows it; anybody else's is refused."""
    if not step.contact and not step.telephone:
        helping.fail(talk, step, Problem("contact.unasked"))
    elif talk.event.phone is None:
        helping.fail(talk, step, Problem("contact.not_yours"))
    else:
        _judge(talk, flow, step, talk.event.phone)


def accept(talk: Talk, flow: Flow, step: Step, value: Any) -> None:
    """Keeps an answer, drops what it makes void, reads it back, and lets follow what follows from it."""
    changed = step.merges or talk.answers.get(step.key, value) != value
    if changed:
        for key in step.clears:
            talk.answers.pop(key, None)
    talk.answers.update(value if step.merges and value is not None else {step.key: value})
    if step.consent:
        talk.frame.stamps[step.consent] = stamp(talk.tx, step.consent, talk.language, value == "yes", talk.now)
    if flow.counted and step.name != "review":
        talk.reads_back(presenting.label(talk, step), presenting.shown(talk, step, value))
    talk.frame.leave(step.name)
    if step.then:
        step.then(talk, value)

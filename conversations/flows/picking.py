"""Picking one of many answers to change it, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conversations import presenting
from conversations.flow import Option, Step
from conversations.state import PICKING
from conversations.talk import Talk

PAGE = 8


@dataclass(frozen=True, slots=True)
class Picker:
    """The answers that can be picked at a step; which page is open is kept in the frame's notes."""

    steps: Callable[[Talk], Sequence[Step]]

    def is_open(self, talk: Talk) -> bool:
        """Whether the person is picking just now."""
        return PICKING in talk.frame.notes

    def open(self, talk: Talk) -> None:
        """Shows the first page."""
        talk.frame.notes[PICKING] = 0

    def shown(self, talk: Talk) -> list[Option]:
        """The answers of the page that is open, the first where none was."""
        if not self.is_open(talk):
            self.open(talk)
        return self.options(talk)

    def options(self, talk: Talk) -> list[Option]:
        """The answers on this page, and the ways to the others."""
        steps, page = self.steps(talk), talk.frame.notes[PICKING]
        shown = [Option(step.name, presenting.label(talk, step)) for step in steps[page * PAGE : (page + 1) * PAGE]]
        more = [Option("more", talk.text.plain("picking.more"))] if len(steps) > PAGE else []
        return [*shown, *more, Option("close", talk.text.plain("picking.close"))]

    def press(self, talk: Talk, code: str) -> bool:
        """Turns the page, closes the list or goes to the answer picked; False when no list is open."""
        if not self.is_open(talk):
            return False
        if code == "more":
            pages = -(-len(self.steps(talk)) // PAGE)
            talk.frame.notes[PICKING] = (talk.frame.notes[PICKING] + 1) % pages
            return True
        talk.frame.notes.pop(PICKING)
        if code != "close":
            talk.frame.trail = [name for name in talk.frame.trail if name != talk.frame.at] + [talk.frame.at]
            talk.frame.at = code
        return True

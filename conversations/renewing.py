"""A document that changes while somebody is in the middle of a form is asked about anew (PIPA, article 15(2))."""

from __future__ import annotations

from conversations.documents import is_changed
from conversations.flow import Flow, Step
from conversations.talk import Talk

# What was agreed to for the identity check was used at once; nothing is sent again under a new text.
USED_AT_ONCE = frozenset({"identity"})


def ask_again(talk: Talk, flow: Flow) -> None:
    """Has every consent asked again whose document has changed since it was answered in this form.

    Where the review was passed already it is shown again: nothing is submitted because of a deploy.
    """
    changed = [kind for kind, stamp in talk.frame.stamps.items() if is_changed(kind, stamp)]
    steps = [step for kind in changed if kind not in USED_AT_ONCE for step in _answered(talk, flow, kind)]
    for step in steps:
        talk.answers.pop(step.key)
        talk.add("consents.changed", document=talk.text(f"ask.document.{step.consent}"))
    if steps:
        talk.answers.pop("review", None)


def _answered(talk: Talk, flow: Flow, kind: str) -> list[Step]:
    return [step for step in flow.steps if step.consent == kind and step.key in talk.answers]

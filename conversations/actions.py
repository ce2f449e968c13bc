"""Buttons under messages that are no cards: notices that may be pressed at any time, also long after they were sent.

Each press is judged by the store as it is then, in the same transaction; the message pressed tells what came of it.
"""

from __future__ import annotations

from collections.abc import Callable

from conversations import allowed, deciding, marketing
from conversations.catalogue import Html, Texts
from conversations.says import Amend, Button, Note, Rows
from conversations.talk import Talk
from conversations.telling import to_member
from membership.grades import Service
from storage import authority, masters, members, offers, relations
from storage.authority import NotAllowed, acts_as
from storage.transaction import Transaction
from storage.waiting import waiting_one

MARK = "!"


def press_of(name: str, subject: int = 0) -> str:
    """What a button of this action carries."""
    return f"{MARK}{name}:{subject}"


def is_action(press: str) -> bool:
    """Whether a press belongs to a notice rather than to a card."""
    return press.startswith(MARK)


def run(talk: Talk, press: str) -> None:
    """Does what a notice's button says, or says why not; a forged one changes nothing."""
    name, _, subject = press.removeprefix(MARK).partition(":")
    act = ACTIONS.get(name)
    if act is None or not (subject.isascii() and subject.isdecimal() and len(subject) < 19):
        talk.toast("press.unknown")
        talk.stays = True
        return
    act(talk, int(subject))


def amend(talk: Talk, about: Html = Html(""), rows: Rows = ()) -> None:  # noqa: B008 -- a text never changes
    """Has the pressed message tell what came of the press, in place of its buttons."""
    talk.says.append(Amend(Html("\n".join([*([about] if about else []), *talk.lead])), rows))
    talk.lead = []
    talk.stays = True


def _approve(talk: Talk, affiliation_id: int) -> None:
    about = _about(talk, affiliation_id)
    done = deciding.approve(talk, affiliation_id)
    amend(talk, about, rows_of(talk.text, (("undo",),), affiliation_id) if done else ())


def _undo(talk: Talk, affiliation_id: int) -> None:
    done = deciding.undo(talk, affiliation_id)
    amend(talk, _about(talk, affiliation_id), waiting_rows(talk.text, affiliation_id) if done else ())


def _later(talk: Talk, affiliation_id: int) -> None:
    if allowed.require(talk, Service.END_RELATION) is None:
        amend(talk)
        return
    about = _about(talk, affiliation_id)
    talk.add("decided.later" if about else "decided.not_waiting")
    amend(talk, about, waiting_rows(talk.text, affiliation_id) if about else ())


def _end(talk: Talk, affiliation_id: int) -> None:
    """Ending a relation asks for a reason first: a conversation of its own, inside the one that is under way."""
    relation = relations.by_id(talk.tx, affiliation_id)
    try:
        _may_end(talk, relation)
    except NotAllowed as refusal:
        allowed.refuse(talk, Service.END_RELATION.value, refusal)
        amend(talk)
        return
    if relation is None:
        talk.add("decided.gone")
        amend(talk)
        return
    talk.begin("end_relation", affiliation=affiliation_id)
    talk.fresh = True


def _may_end(talk: Talk, relation: relations.Relation | None) -> None:
    """Raises NotAllowed before any reason is asked, with whom the press was about."""
    may = authority.require(talk.tx, talk.member.id if talk.member else None, Service.END_RELATION)
    if relation and relation.company_id != may.company.id:
        raise NotAllowed("other_company", relation.member_id)


def _waiting(talk: Talk, company_id: int) -> None:
    if allowed.require(talk, Service.END_RELATION, company_id) is None:
        amend(talk)
        return
    talk.begin("approvals")
    talk.fresh = True


def _accept(talk: Talk, offer_id: int) -> None:
    _answer_offer(talk, offer_id, masters.accept, "offer.accepted")


def _decline(talk: Talk, offer_id: int) -> None:
    _answer_offer(talk, offer_id, masters.decline, "offer.declined")


Answer = Callable[[Transaction, int | None, int], masters.Answered]


def _answer_offer(talk: Talk, offer_id: int, answer: Answer, told: str) -> None:
    try:
        outcome = answer(talk.tx, talk.member.id if talk.member else None, offer_id)
    except NotAllowed as refusal:
        allowed.refuse(talk, "master_transfer", refusal)
    else:
        talk.add(told if outcome is masters.Answered.DONE else f"offer.{outcome.value}")
        if outcome is masters.Answered.DONE and answer is masters.decline:
            talk.says += declined_notes(talk.tx, offer_id)
    talk.forget_member()
    amend(talk)


def declined_notes(tx: Transaction, offer_id: int) -> list[Note]:
    """Who offered MASTER is told by whom that was declined."""
    offer = offers.by_id(tx, offer_id)
    giver = members.by_id(tx, offer.from_member_id) if offer else None
    receiver = members.by_id(tx, offer.to_member_id) if offer else None
    if giver is None or receiver is None:
        return []
    return to_member(tx, giver, lambda text: (text("offer.was_declined", name=receiver.name), ()))


def _about(talk: Talk, affiliation_id: int) -> Html:
    """The associate that a notice is about, as long as the person may see that and they still wait."""
    waiting, relation = waiting_one(talk.tx, affiliation_id), relations.by_id(talk.tx, affiliation_id)
    if waiting is None or relation is None or talk.member is None or relation.company_id != talk.member.company_id:
        return Html("")
    if acts_as(talk.tx, talk.member, Service.END_RELATION) is None:
        return Html("")
    return deciding.waiting_line(talk.text, waiting, talk.now)


def waiting_rows(text: Texts, affiliation_id: int) -> Rows:
    """The three ways of deciding about one associate."""
    return rows_of(text, (("approve",), ("end", "later")), affiliation_id)


def rows_of(text: Texts, names: tuple[tuple[str, ...], ...], subject: int) -> Rows:
    """Rows of action buttons about one thing."""
    return tuple(tuple(Button(text.plain(f"action.{name}"), press_of(name, subject)) for name in row) for row in names)


def _go_on(talk: Talk, _: int) -> None:
    """Asks the open question anew."""
    talk.fresh = True


def _marketing(answer: bool) -> Callable[[Talk, int], None]:
    """Answers the question of every two years, for the member whom it was asked of."""

    def act(talk: Talk, member_id: int) -> None:
        member = talk.member
        if member is None or member.id != member_id:
            talk.add("refused.not_yours")
        else:
            marketing.decide(talk, member, answer)
        amend(talk)

    return act


ACTIONS: dict[str, Callable[[Talk, int], None]] = {
    "approve": _approve,
    "go_on": _go_on,
    "undo": _undo,
    "later": _later,
    "end": _end,
    "waiting": _waiting,
    "accept": _accept,
    "decline": _decline,
    "marketing_keep": _marketing(True),
    "marketing_stop": _marketing(False),
}

"""The model's changes of who is MASTER, who stands in, and what staff decide, also by plain SQL on the web site."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.machine.changes import (
    approve,
    block,
    close,
    end,
    join,
    leave,
    link,
    nudge,
    regrade,
    remove,
    ruling,
    unblock,
    undo,
    unlink,
    withdraw_request,
)
from tests.journeys.machine.expected import let_go, say, say_offer
from tests.journeys.machine.model import NAMES, Bid, Model, Tie

CLOSED = {"accepted": "already", "declined": "already", "expired": "expired", "withdrawn": "withdrawn"}


def offer(model: Model, by: int, to: int) -> str:
    """The MASTER offers to hand over; one open offer a company."""
    firm = ruling(model, by)
    if firm is None or model.grade_in(firm.id, to) != "regular":
        return "refused"
    found = model.open_bid(firm.id)
    if found and found.until <= model.now:
        found.status = "expired"
    elif found and not model.is_good(found):
        found.status = "withdrawn"
    elif found:
        return "refused"
    bid = Bid(firm.id, by, to, model.now + timedelta(hours=72))
    model.bids.append(bid)
    say_offer(model, bid)
    return "done"


def _answerable(model: Model, by: int, bid_id: int) -> tuple[Bid | None, str]:
    bid = next((one for one in model.bids if one.id == bid_id), None)
    if bid is None:
        return None, "gone"
    if bid.taker != by:
        return None, "refused"
    if bid.status != "offered":
        return None, CLOSED[bid.status]
    return (None, "expired") if bid.until <= model.now else (bid, "")


def accept(model: Model, by: int, bid_id: int) -> str:
    """The receiver becomes MASTER, the giver regular."""
    bid, answer = _answerable(model, by, bid_id)
    if bid is None:
        return answer
    if not model.is_good(bid):
        return close(model, bid, "withdrawn", "no_longer")
    receiver = model.tie_of(by)
    assert receiver
    bid.status = "accepted"
    swap(model, receiver)
    model.note(bid.firm, by, "master_handed_over", bid.giver)
    return "done"


def decline(model: Model, by: int, bid_id: int) -> str:
    """The receiver does not want to, and the giver hears of it."""
    bid, answer = _answerable(model, by, bid_id)
    if bid is None:
        return answer
    say(model, bid.giver, "offer.was_declined", name=NAMES[by])
    return close(model, bid, "declined", "done")


def withdraw_offer(model: Model, by: int, bid_id: int) -> str:
    """The MASTER takes an offer back."""
    firm = ruling(model, by)
    if firm is None:
        return "refused"
    bid = next((one for one in model.bids if one.id == bid_id), None)
    if bid is None:
        return "gone"
    if bid.firm != firm.id:
        return "refused"
    return close(model, bid, "withdrawn", "done") if bid.status == "offered" else CLOSED[bid.status]


def swap(model: Model, new: Tie) -> None:
    """First the old MASTER, then the new; the old one's substitute counts no more, and hears that with the change."""
    if old := model.master(new.firm):
        regrade(model, old, "regular")
    regrade(model, new, "master")


def appoint(model: Model, firm: int, member: int) -> str:
    """Staff make a member of the company its MASTER."""
    tie = model.tie_of(member)
    if tie is None or tie.firm != firm:
        return "refused"
    if tie.grade == "master":
        return "already"
    swap(model, tie)
    bid = model.open_bid(firm)
    if bid and not model.is_good(bid):
        bid.status = "withdrawn"
    model.note(firm, member, "master_appointed", None)
    return "done"


def name_substitute(model: Model, by: int, member: int, days: int) -> str:
    """The MASTER lets a regular decide for a while, instead of any other."""
    firm = ruling(model, by)
    if firm is None or model.grade_in(firm.id, member) != "regular":
        return "refused"
    end_substitute(model, by, to=member)
    firm.stand_in = member, by, model.now + timedelta(days=days)
    model.note(firm.id, member, "substitute_named", by)
    return "done"


def end_substitute(model: Model, by: int, *, to: int | None = None) -> str:
    """The MASTER decides alone again."""
    firm = ruling(model, by)
    if firm is None:
        return "refused"
    named, firm.stand_in = firm.stand_in, None
    if named is None or named[2] <= model.now:
        return "gone"
    model.note(firm.id, named[0], "substitute_ended", by)
    if named[0] != to:
        let_go(model, firm, named[0])
    return "done"


def send_certificate(model: Model, member: int) -> str:
    """A MASTER of a company that is not confirmed sends a certificate, which comes to staff."""
    firm = ruling(model, member)
    if firm is None or firm.certificate == "verified":
        return "refused"
    if firm.certificate == "rejected":
        firm.certificate = "awaited"
        model.happens("certificate_changed", firm=firm.id, new="awaited")
    firm.sent.add(member)
    model.papers += 1
    model.happens("certificate_received", firm=firm.id, member=member).paper = model.papers
    return "done"


def confirm(model: Model, firm: int) -> str:
    """Staff confirm the company's certificate."""
    if model.firms[firm].certificate != "awaited":
        return "already"
    master = model.master(firm)
    for member in sorted(_senders(model, firm) | ({master.member} if master else set())):
        model.note(firm, member, "certificate_confirmed", None)
    model.firms[firm].certificate = "verified"
    model.happens("certificate_changed", firm=firm, new="verified")
    return "done"


def _senders(model: Model, firm: int) -> set[int]:
    """Who sent what staff have decided on now."""
    sent, model.firms[firm].sent = model.firms[firm].sent, set()
    return sent


def reject(model: Model, firm: int, reason: str) -> str:
    """Staff reject the certificate: every relation ends."""
    if model.firms[firm].certificate != "awaited":
        return "already"
    for member in sorted(_senders(model, firm) | {one.member for one in model.of_firm(firm)}):
        model.note(firm, member, "certificate_rejected", None)
    model.firms[firm].certificate = "rejected"
    model.happens("certificate_changed", firm=firm, new="rejected")
    model.firms[firm].stand_in = None
    for tie in model.of_firm(firm):
        remove(model, tie, reason)
    return "done"


def web_confirm(model: Model, firm: int) -> str:
    """The web site confirms the company's certificate, which it notes for its MASTER."""
    if model.firms[firm].certificate == "awaited":
        _senders(model, firm)
    return confirm(model, firm)


def web_approve(model: Model, member: int) -> str:
    """The web site approves: whoever waits, by the grade that it expects."""
    tie = model.tie_of(member)
    if tie is None or tie.grade != "associate":
        return "gone"
    regrade(model, tie, "regular")
    model.note(tie.firm, member, "approved", None)
    return "done"


def web_undo(model: Model, member: int) -> str:
    """The web site makes a regular an associate again, at any time."""
    tie = model.tie_of(member)
    if tie is None or tie.grade != "regular":
        return "gone"
    regrade(model, tie, "associate")
    model.note(tie.firm, member, "approval_undone", None)
    return "done"


def web_end(model: Model, member: int, reason: str | None) -> str:
    """The web site ends a relation, with a reason or without."""
    tie = model.tie_of(member)
    if tie is None or tie.grade == "master":
        return "gone"
    remove(model, tie, reason)
    model.note(tie.firm, member, "ended", None)
    return "done"


def web_swap(model: Model, member: int) -> str:
    """The web site makes a regular MASTER, and the MASTER regular."""
    tie = model.tie_of(member)
    if tie is None or tie.grade != "regular":
        return "gone"
    swap(model, tie)
    model.note(tie.firm, member, "master_appointed", None)
    return "done"


CHANGES = {
    function.__name__: function
    for function in (
        *(join, approve, undo, end, leave, withdraw_request, link, unlink, block, unblock),
        *(offer, accept, decline, withdraw_offer, appoint, name_substitute, end_substitute, confirm, reject),
        *(nudge, send_certificate),
        *(web_approve, web_undo, web_end, web_swap, web_confirm),
    )
} | {"web_join": join}

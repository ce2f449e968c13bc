"""Which notices must be in the outbox, by the model alone: each person once, by what is so when they are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from conversations.catalogue import texts
from membership.limits import KOREAN_TIME
from tests.journeys.machine.model import NAMES, OFFER, STAFF, Bid, Fact, Firm, Model, Tie

CARDS = 3
DAY = timedelta(days=1)
STAGES = (DAY, 3 * DAY)
TEXT = texts("ko")


def say(model: Model, member: int, key: str, *, presses: tuple[str, ...] = (), **values: object) -> None:
    """One notice to each chat of a member."""
    for chat in model.reached(member):
        _put(model, chat, key, presses, **values)


def _put(model: Model, chat: str, key: str, presses: tuple[str, ...] = (), **values: object) -> None:
    reason = str(values["reason"]) if "reason" in values else ""
    model.said[chat, TEXT(key, **values).split("\n")[0], presses, reason] += 1


def say_offer(model: Model, bid: Bid) -> None:
    """An offer reaches whom it is made to, each chat once."""
    for chat in model.reached(bid.taker):
        if (chat, bid) not in model.known:
            model.known.add((chat, bid))
            model.said[chat, OFFER, ("accept", "decline"), ""] += 1


def tell(model: Model, facts: Sequence[Fact]) -> None:
    """What one worker says of what it took, at once."""
    for fact in facts:
        if (fact.kind, fact.new) == ("certificate_changed", "verified"):
            model.known = {one for one in model.known if not _waits_at(fact.firm, one[1]) or one in model.pinned}
    came = [one for one in facts if one.kind == "associate_joined"]
    for firm in dict.fromkeys(one.firm for one in came):
        assert firm
        page = [one for one in model.waiting(firm) if one in [fact.tie for fact in came]]
        for member in model.deciders(firm):
            say_waiting(model, member, model.firms[firm], page)
    for fact in facts:
        _tell(model, fact)


def _waits_at(firm: int | None, about: Tie | Bid) -> bool:
    return isinstance(about, Tie) and about.firm == firm


def _tell(model: Model, fact: Fact) -> None:
    match fact.kind:
        case "approved" if fact.member and fact.firm and model.grade_in(fact.firm, fact.member) == "regular":
            say(model, fact.member, "told.approved", company=model.firms[fact.firm].name)
        case "approval_undone":
            _plainly(model, fact, "told.approval_undone")
        case "relation_ended" if not fact.own_wish:
            _ended(model, fact)
        case "master_changed":
            _master(model, fact)
        case "certificate_changed" if fact.new == "verified":
            _verified(model, fact)
        case "certificate_received":
            ways = tuple(f"certificate_{way}:{fact.paper}" for way in ("ok", "no"))
            model.said[STAFF, f"<b>사업자등록증 확인 요청 #{fact.paper}</b>", ways, ""] += 1
        case "chat_linked":
            _linked(model, fact)


def _plainly(model: Model, fact: Fact, key: str) -> None:
    assert fact.member
    assert fact.firm
    say(model, fact.member, key, company=model.firms[fact.firm].name)


def _ended(model: Model, fact: Fact) -> None:
    assert fact.member
    assert fact.firm
    name = model.firms[fact.firm].name
    if fact.reason is None:
        say(model, fact.member, "told.ended_no_reason", company=name)
    else:
        say(model, fact.member, "told.ended", company=name, reason=fact.reason)


def _master(model: Model, fact: Fact) -> None:
    """Whoever becomes MASTER hears of those who wait, if they have not; who was it hears who is."""
    assert fact.member
    assert fact.firm
    firm, master = model.firms[fact.firm], model.master(fact.firm)
    if fact.new == "master":
        say(model, fact.member, "told.new_master", company=firm.name)
        if firm.stand_in and firm.stand_in[2] > model.now and model.grade_in(firm.id, firm.stand_in[1]) != "master":
            stand_in, firm.stand_in = firm.stand_in[0], None
            let_go(model, firm, stand_in)
        if master and master.member == fact.member:
            say_waiting(model, fact.member, firm, model.waiting(firm.id))
    elif master and master.member != fact.member:
        say(model, fact.member, "told.new_master_is", company=firm.name, master=NAMES[master.member])
    else:
        say(model, fact.member, "told.no_longer_master", company=firm.name)


def let_go(model: Model, firm: Firm, stand_in: int) -> None:
    """A substitute's period ended before its time; who is no regular there any more is not told."""
    if model.grade_in(firm.id, stand_in) == "regular":
        say(model, stand_in, "substitute.told_ended", company=firm.name)


def _verified(model: Model, fact: Fact) -> None:
    """Those who wait are shown once more, since they may be approved now."""
    assert fact.firm
    firm = model.firms[fact.firm]
    for member in model.deciders(firm.id):
        say(model, member, "told.certificate_verified", company=firm.name)
        say_waiting(model, member, firm, model.waiting(firm.id))


def _linked(model: Model, fact: Fact) -> None:
    assert fact.member
    tie = model.tie_of(fact.member)
    if tie is None:
        return
    deciders = model.deciders(tie.firm)
    if fact.member in deciders:
        page = model.waiting(tie.firm)
        say_waiting(model, fact.member, model.firms[tie.firm], page)
        others = [one for one in deciders if one != fact.member and model.reached(one)]
        for one in [] if others else page:
            if next_reminder(one) <= model.now + DAY / 2:
                mark(model, one)
    for bid in model.bids:
        if bid.taker == fact.member and bid.status == "offered" and bid.until > model.now and model.is_good(bid):
            say_offer(model, bid)


def say_waiting(model: Model, member: int, firm: Firm, page: Sequence[Tie]) -> None:
    """Those whom a chat has not heard of: a card each, or one list."""
    for chat in model.reached(member):
        fresh = [one for one in page if (chat, one) not in model.known]
        model.known |= {(chat, one) for one in fresh}
        if len(fresh) > CARDS:
            _put(model, chat, "waiting.many", ("waiting",), company=firm.name, count=len(model.waiting(firm.id)))
            continue
        for one in fresh:
            _put(
                model,
                chat,
                "waiting.one",
                tuple(f"{way}:{one.id}" for way in ("approve", "end", "later")),
                company=firm.name,
            )


def remind(model: Model) -> None:
    """Reminders by the schedule, gathered by company, and offers that have run out; nothing at night."""
    if is_night(model.now):
        return
    for firm in model.firms.values():
        _remind(model, firm)
    for bid in model.bids:
        if bid.status == "offered" and bid.until <= model.now:
            bid.status = "expired"
        if bid.status == "expired" and not bid.told:
            bid.told = True
            say(model, bid.giver, "offer.expired")
            say(model, bid.taker, "offer.expired")


def _remind(model: Model, firm: Firm) -> None:
    waits = model.waiting(firm.id)
    to = [one for one in model.deciders(firm.id) if model.reached(one)]
    if firm.certificate != "verified" or not to or not any(next_reminder(one) <= model.now for one in waits):
        return
    gathered = [one for one in waits if next_reminder(one) <= model.now + DAY / 2]
    for one in to:
        say(model, one, "waiting.reminder", presses=("waiting",), company=firm.name, count=len(gathered))
        model.known |= {(chat, tie) for chat in model.reached(one) for tie in gathered}
    for tie in gathered:
        mark(model, tie)


def next_reminder(tie: Tie) -> datetime:
    """After a day, three days, and then every week."""
    if tie.reminders < len(STAGES):
        return tie.joined + STAGES[tie.reminders]
    return (tie.reminded_at or tie.joined) + 7 * DAY


def mark(model: Model, tie: Tie) -> None:
    """Reminded now; what was missed meanwhile is not made up for."""
    tie.reminders = max(tie.reminders + 1, sum(one <= model.now - tie.joined for one in STAGES))
    tie.reminded_at = model.now


def is_night(moment: datetime) -> bool:
    """Between nine in the evening and eight in the morning in Seoul."""
    return not 8 <= moment.astimezone(KOREAN_TIME).hour < 21

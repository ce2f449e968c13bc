"""What each change does to the model: the manual's rules once more, written independently of the store's."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.machine.expected import say
from tests.journeys.machine.model import NAMES, Bid, Deed, Firm, Model, Speaks, Tie

MINUTE, DAY = timedelta(seconds=60), timedelta(days=1)


def regrade(model: Model, tie: Tie, grade: str) -> None:
    """Gives another grade, and notes what must be told of it."""
    before, tie.grade = tie.grade, grade
    if (before, grade) == ("associate", "regular"):
        model.happens("approved", tie).due = model.now + MINUTE
    elif (before, grade) == ("regular", "associate"):
        if not forget_approval(model, tie):
            model.happens("approval_undone", tie)
    else:
        model.happens("master_changed", tie, new=grade)


def forget_approval(model: Model, tie: Tie) -> bool:
    """An approval that nobody was told of yet is not told any more."""
    untold = [one for one in model.facts if one.kind == "approved" and one.tie is tie]
    model.facts = [one for one in model.facts if one not in untold]
    return bool(untold)


def remove(model: Model, tie: Tie, reason: str | None, *, own_wish: bool = False) -> None:
    """Ends a relation."""
    forget_approval(model, tie)
    model.ties.remove(tie)
    fact = model.happens("relation_ended", tie)
    fact.reason, fact.own_wish = reason, own_wish


def acting(model: Model, by: int, *, approving: bool = False) -> Firm | None:
    """The company in which a member may decide about others."""
    tie = model.tie_of(by)
    if tie is None or by not in model.deciders(tie.firm):
        return None
    firm = model.firms[tie.firm]
    return None if approving and firm.certificate != "verified" else firm


def ruling(model: Model, by: int) -> Firm | None:
    """The company whose MASTER a member is."""
    tie = model.tie_of(by)
    return model.firms[tie.firm] if tie and tie.grade == "master" else None


def join(model: Model, member: int, firm: int) -> str:
    """The first to come is MASTER, whoever comes later an associate."""
    if model.tie_of(member):
        return "already"
    grade = "associate" if model.of_firm(firm) else "master"
    tie = Tie(firm, member, grade, model.now)
    model.ties.append(tie)
    model.happens(f"{grade}_joined", tie)
    return grade


def approve(model: Model, by: int, tie_id: int) -> str:
    """An associate becomes regular."""
    firm, tie = acting(model, by, approving=True), model.tie(tie_id)
    if firm is None or (tie and tie.firm != firm.id):
        return "refused"
    if tie is None:
        return "gone"
    if tie.grade != "associate":
        return "already_approved" if tie.grade == "regular" else "not_waiting"
    regrade(model, tie, "regular")
    model.note(firm.id, tie.member, "approved", by)
    return "done"


def undo(model: Model, by: int, tie_id: int) -> str:
    """Within a minute whoever approved may take it back."""
    firm, tie = acting(model, by, approving=True), model.tie(tie_id)
    if firm is None or (tie and tie.firm != firm.id):
        return "refused"
    if tie is None:
        return "gone"
    if tie.grade == "associate":
        return "already_undone"
    if answer := _too_late(model, tie, by):
        return answer
    regrade(model, tie, "associate")
    let_go(model, tie)
    model.note(firm.id, tie.member, "approval_undone", by)
    return "done"


def _too_late(model: Model, tie: Tie, by: int) -> str:
    last = _approval(model, tie)
    if tie.grade == "regular" and last and last.by != by:
        return "refused"
    return "" if tie.grade == "regular" and last and model.now < last.at + MINUTE else "too_late"


def _approval(model: Model, tie: Tie) -> Deed | None:
    mine = [one for one in model.deeds if (one.firm, one.member, one.action) == (tie.firm, tie.member, "approved")]
    return mine[-1] if mine else None


def end(model: Model, by: int, tie_id: int, reason: str) -> str:
    """A member becomes an individual again."""
    firm, tie = acting(model, by), model.tie(tie_id)
    if firm is None or (tie and tie.firm != firm.id):
        return "refused"
    if tie is None:
        return "gone"
    if tie.grade == "master":
        return "refused"
    remove(model, tie, reason)
    let_go(model, tie)
    model.note(firm.id, tie.member, "ended", by)
    return "done"


def leave(model: Model, member: int) -> str:
    """Whoever wants to goes; a MASTER only as the last."""
    tie = model.tie_of(member)
    if tie is None:
        return "gone"
    if tie.grade == "master" and len(model.of_firm(tie.firm)) > 1:
        return "refused"
    remove(model, tie, None, own_wish=True)
    let_go(model, tie)
    model.note(tie.firm, member, "request_withdrawn" if tie.grade == "associate" else "left", member)
    return "done"


def withdraw_request(model: Model, member: int) -> str:
    """An associate waits no longer."""
    tie = model.tie_of(member)
    if tie and tie.grade != "associate":
        return "already_approved"
    return leave(model, member)


def let_go(model: Model, tie: Tie) -> None:
    """What only a regular can hold ends with the grade."""
    for bid in model.bids:
        if bid.firm == tie.firm and bid.taker == tie.member and bid.status == "offered":
            bid.status = "withdrawn"
    firm = model.firms[tie.firm]
    if firm.stand_in and firm.stand_in[0] == tie.member:
        firm.stand_in = None


def nudge(model: Model, member: int) -> str:
    """An associate has whoever may decide told once more, once a day."""
    tie = model.tie_of(member)
    if tie is None or tie.grade != "associate":
        return "refused"
    if tie.nudged_at and tie.nudged_at + DAY > model.now:
        return "too_soon"
    tie.nudged_at = model.now
    for one in model.deciders(tie.firm):
        ways = tuple(f"{way}:{tie.id}" for way in ("approve", "end", "later"))
        say(model, one, "told.nudged", presses=ways, company=model.firms[tie.firm].name, name=NAMES[member])
        model.known |= {(chat, tie) for chat in model.reached(one)}
    return "done"


def link(model: Model, chat: str, member: int) -> str:
    """A chat speaks for a member, who is told what waits; one that did so all along is told nothing."""
    before = model.chats.get(chat)
    model.chats[chat] = Speaks(member)
    if before is None or before.member != member or not before.reached:
        _gets_what_waits(model, chat, member)
    return "done"


def unlink(model: Model, chat: str) -> str:
    """A chat speaks for nobody."""
    return "done" if model.chats.pop(chat, None) else "gone"


def block(model: Model, chat: str) -> str:
    """Nothing reaches the chat."""
    speaks = model.chats.get(chat)
    if speaks is None or not speaks.reached:
        return "gone"
    speaks.reached = False
    return "done"


def unblock(model: Model, chat: str) -> str:
    """The chat is reached again."""
    speaks = model.chats.get(chat)
    if speaks is None or speaks.reached:
        return "gone"
    speaks.reached = True
    _gets_what_waits(model, chat, speaks.member)
    return "done"


def _gets_what_waits(model: Model, chat: str, member: int) -> None:
    model.known = {one for one in model.known if one[0] != chat or one in model.pinned}
    model.happens("chat_linked", member=member)


def close(model: Model, bid: Bid, status: str, answer: str) -> str:
    """An offer is answered."""
    bid.status = status
    return answer

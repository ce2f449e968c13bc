"""The same changes done to the store: by its functions, or by plain SQL as docs/store.md tells other writers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.render import render_notes
from conversations.actions import declined_notes
from conversations.awaiting import nudge_notes
from conversations.offering import offer_notes
from conversations.standing_in import ended_notes
from membership.grades import Grade
from storage import approvals, certificates, chats, companies, masters, outbox, relations
from storage.authority import NotAllowed
from storage.columns import Moment
from storage.companies import AlreadyAffiliated
from storage.transaction import Transaction

REFUSALS = (NotAllowed, approvals.MustHandOver, masters.NotRegular, masters.OfferOpen)


def _answered(function: Callable[..., Any]) -> Callable[..., str]:
    def act(tx: Transaction, *args: Any) -> str:
        try:
            return str(function(tx, *args))
        except REFUSALS:
            return "refused"

    return act


def join(tx: Transaction, member: int, firm: int) -> str:
    """As the sign-up does it."""
    try:
        return companies.affiliate(tx, firm, member, "telegram").value
    except AlreadyAffiliated:
        return "already"


def decline(tx: Transaction, by: int, bid: int) -> str:
    """As the offer's button does it, with what its giver is told."""
    outcome = masters.decline(tx, by, bid)
    if outcome is masters.Answered.DONE:
        outbox.add(tx, render_notes(declined_notes(tx, bid)))
    return str(outcome)


def nudge(tx: Transaction, member: int) -> str:
    """As the associate's menu does it."""
    try:
        waiting = approvals.nudge(tx, member)
    except approvals.TooSoon:
        return "too_soon"
    relation = relations.of_member(tx, member)
    company = companies.by_id(tx, relation.company_id) if relation else None
    assert company
    outbox.add(tx, render_notes(nudge_notes(tx, company, waiting)))
    return "done"


def offer(tx: Transaction, by: int, to: int) -> str:
    """As the hand-over does it, with the notice in the same transaction."""
    outbox.add(tx, render_notes(offer_notes(tx, masters.offer(tx, by, to))))
    return "done"


def appoint(tx: Transaction, firm: int, member: int) -> str:
    """As staff's command does it."""
    try:
        return "done" if masters.appoint(tx, firm, member, "kim.staff") else "already"
    except LookupError:
        return "refused"


def name_substitute(tx: Transaction, by: int, member: int, days: int) -> str:
    """As the MASTER's colleagues do it."""
    _, before = masters.name_substitute(tx, by, member, tx.now + timedelta(days=days))
    if before and before.member_id != member:
        outbox.add(tx, render_notes(ended_notes(tx, before)))
    return "done"


def end_substitute(tx: Transaction, by: int) -> str:
    """The MASTER decides alone again."""
    ended = masters.end_substitute(tx, by)
    outbox.add(tx, render_notes(ended_notes(tx, ended) if ended else []))
    return "done" if ended else "gone"


def send_certificate(tx: Transaction, member: int) -> str:
    """As the sign-up does it; the file is faxed."""
    if (before := relations.of_member(tx, member)) is not None:
        companies.lock(tx, before.company_id)
    relation = relations.of_member(tx, member)
    company = companies.by_id(tx, relation.company_id) if relation and relation.grade is Grade.MASTER else None
    if company is None or company.certificate == "verified":
        return "refused"
    certificates.add(tx, company_id=company.id, member_id=member, way="fax")
    return "done"


def confirm(tx: Transaction, firm: int) -> str:
    """As staff's command does it."""
    return _checked(certificates.confirm_company(tx, firm, "kim.staff"))


def reject(tx: Transaction, firm: int, reason: str) -> str:
    """As staff's command does it."""
    return _checked(certificates.reject_company(tx, firm, "kim.staff", reason))


def _checked(outcome: certificates.Checked) -> str:
    return "done" if outcome is certificates.Checked.DONE else "already"


def link(tx: Transaction, chat: str, member: int) -> str:
    """As linking does it."""
    chats.link_chat(tx, "telegram", chat, member)
    return "done"


def _chat(function: Callable[[Transaction, str, str], bool]) -> Callable[[Transaction, str], str]:
    return lambda tx, chat: "done" if function(tx, "telegram", chat) else "gone"


def web_join(tx: Transaction, member: int, firm: int) -> str:
    """docs/store.md, "A company, and who belongs to it"."""
    if tx.dialect == "postgresql":
        _sql(tx, "SELECT id FROM companies WHERE id = :firm FOR UPDATE", firm=firm)
    if _sql(tx, "SELECT 1 FROM affiliations WHERE member_id = :member", member=member).first():
        return "already"
    _sql(tx, _TIE, firm=firm, member=member)
    grade = _sql(tx, "SELECT grade FROM affiliations WHERE member_id = :member", member=member).scalar_one()
    return str(grade)


def web_approve(tx: Transaction, member: int) -> str:
    """docs/store.md, "An associate, and what is decided about one"."""
    change = "grade = 'regular', decided_at = :now"
    return _regrade(tx, change, "associate", member, "approved")


def web_undo(tx: Transaction, member: int) -> str:
    """The same, taken back."""
    return _regrade(tx, "grade = 'associate', decided_at = NULL", "regular", member, "approval_undone")


def web_end(tx: Transaction, member: int, reason: str | None) -> str:
    """The row is deleted, with a line in the record."""
    gone = "DELETE FROM affiliations WHERE grade <> 'master' AND member_id = :member RETURNING company_id"
    firm = _sql(tx, gone, member=member).scalar()
    if firm is not None:
        _record(tx, firm, member, "ended", reason)
    return "gone" if firm is None else "done"


def web_swap(tx: Transaction, member: int) -> str:
    """A new MASTER, in one transaction: first the old one's grade, then the new one's; both, or neither."""
    regular = "SELECT company_id FROM affiliations WHERE grade = 'regular' AND member_id = :member"
    firm = _sql(tx, regular, member=member).scalar()
    if tx.dialect == "postgresql":
        _sql(tx, "SELECT id FROM companies WHERE id = :firm FOR UPDATE", firm=firm)
    if firm is None or _sql(tx, regular, member=member).scalar() != firm:
        return "gone"
    both = tx.connection.begin_nested()
    step_down = "UPDATE affiliations SET grade = 'regular', decided_at = :now WHERE grade = 'master'"
    _sql(tx, f"{step_down} AND company_id = :firm", firm=firm)
    answer = _regrade(tx, "grade = 'master', decided_at = :now", "regular", member, "master_appointed")
    (both.rollback if answer == "gone" else both.commit)()
    return answer


def web_confirm(tx: Transaction, firm: int) -> str:
    """docs/store.md, "A certificate, and what staff decide about it"."""
    change = "UPDATE companies SET certificate = 'verified' WHERE certificate = 'awaited' AND id = :firm"
    if _sql(tx, change, firm=firm).rowcount == 0:
        return "already"
    _sql(tx, "UPDATE certificates SET status = 'verified' WHERE status = 'awaited' AND company_id = :firm", firm=firm)
    find = "SELECT member_id FROM affiliations WHERE grade = 'master' AND company_id = :firm"
    if (master := _sql(tx, find, firm=firm).scalar()) is not None:
        _record(tx, firm, master, "certificate_confirmed")
    return "done"


_TIE = """
INSERT INTO affiliations (company_id, member_id, grade, created_via, created_at)
VALUES (:firm, :member,
        CASE WHEN EXISTS (SELECT 1 FROM affiliations a WHERE a.company_id = :firm) THEN 'associate' ELSE 'master' END,
        'web', :now)
"""


def _regrade(tx: Transaction, change: str, before: str, member: int, action: str) -> str:
    update = f"UPDATE affiliations SET {change} WHERE grade = '{before}' AND member_id = :member RETURNING company_id"
    firm = _sql(tx, update, member=member).scalar()
    if firm is None:
        return "gone"
    _record(tx, firm, member, action)
    return "done"


def _record(tx: Transaction, firm: int, member: int, action: str, reason: str | None = None) -> None:
    line = (
        "INSERT INTO decisions (company_id, member_id, action, by_kind, by_staff, reason, at)"
        " VALUES (:firm, :member, :action, 'staff', 'web', :reason, :now)"
    )
    _sql(tx, line, firm=firm, member=member, action=action, reason=reason)


def _sql(tx: Transaction, words: str, **values: Any) -> sa.CursorResult[Any]:
    """Plain SQL; the times in it go by the test's clock."""
    statement = sa.text(words)
    if ":now" in words:
        statement = statement.bindparams(sa.bindparam("now", tx.now, Moment()))
    return tx.connection.execute(statement, values)


HANDS: dict[str, Callable[..., str]] = {
    "join": join,
    "approve": _answered(approvals.approve),
    "undo": _answered(approvals.undo_approval),
    "end": _answered(approvals.end_relation),
    "leave": _answered(approvals.leave),
    "withdraw_request": _answered(approvals.withdraw_request),
    "link": link,
    "unlink": _chat(chats.unlink_chat),
    "block": _chat(chats.mark_unreachable),
    "unblock": _chat(chats.mark_reachable),
    "offer": _answered(offer),
    "accept": _answered(masters.accept),
    "decline": _answered(decline),
    "nudge": _answered(nudge),
    "send_certificate": send_certificate,
    "withdraw_offer": _answered(masters.withdraw_offer),
    "appoint": appoint,
    "name_substitute": _answered(name_substitute),
    "end_substitute": _answered(end_substitute),
    "confirm": confirm,
    "reject": reject,
    "web_join": web_join,
    "web_approve": web_approve,
    "web_undo": web_undo,
    "web_end": web_end,
    "web_swap": web_swap,
    "web_confirm": web_confirm,
}

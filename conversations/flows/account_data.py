"""One's own data as a file [개인정보 열람]: all that is kept of a member, nothing secret in it (PIPA, article 35)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson

from conversations.flow import Flow
from conversations.flows.account_password import note_access, own_password_step
from conversations.says import Document
from conversations.talk import Talk
from storage import access, decisions, member_edits, members
from storage.member_rows import Member

# Neither is of any use to its owner, and each would be to somebody else.
SECRETS = frozenset({"password_hash", "unique_value_hash", "company_id"})
OF_COMPANY = ("business_number", "name", "representative", "telephone", "certificate")


def _send(talk: Talk) -> None:
    member = talk.member
    talk.end()
    talk.lead.clear()
    if member is None:
        talk.add("account.unlinked")
        return
    note_access(talk, member, "took_own_data")
    content = orjson.dumps(everything(talk, member), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode()
    day = f"{talk.now:%Y-%m-%d}"
    caption = talk.text("account.data_caption", date=talk.date(talk.now))
    talk.says.append(Document(f"kotra-{member.login_id}-{day}.json", content, caption))
    talk.fresh = True
    talk.add("account.data_sent")


def everything(talk: Talk, member: Member) -> dict[str, Any]:
    """All that is kept of a member, by tables; who of the staff looked is named by role only."""
    tx, profile = talk.tx, members.profile(talk.tx, member.id)
    assert profile is not None, "the member was there in this transaction"
    company = profile.company
    return {
        "made_at": talk.now,
        "member": {name: value for name, value in asdict(member).items() if name not in SECRETS},
        "interest_products": [asdict(one) for one in profile.products],
        "interest_regions": profile.regions,
        "company": {name: getattr(company, name) for name in OF_COMPANY} if company else None,
        "consents": [_without(asdict(one), "id", "sha256") for one in profile.consents],
        "linked_chats": [asdict(one) for one in profile.chats],
        "changes": [asdict(one) for one in member_edits.history(tx, member.id)],
        "decisions": [_plain(one.action.value, one.at, one.reason) for one in decisions.of_member(tx, member.id)],
        "looks_at_my_data": [_look(one) for one in access.of_member(tx, member.id)],
    }


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _plain(action: str, at: datetime, reason: str | None) -> dict[str, Any]:
    return {"action": action, "at": at, "reason": reason}


def _look(entry: access.AccessEntry) -> dict[str, Any]:
    return {"at": entry.at, "by": entry.actor_kind, "action": entry.action, "channel": entry.channel}


MY_DATA = Flow(name="my_data", version=1, steps=(own_password_step(),), finishes=_send, counted=False)

"""What a check that ended well leads to: one person has one account."""

from __future__ import annotations

from conversations.flows.identity.checks import STEPS
from conversations.talk import Talk
from membership.grades import Grade
from membership.login_ids import mask_login_id
from storage import identity, members


def verified(talk: Talk, unique_value: str | None = None) -> None:
    """A sign-up ends at the account that the person has already, a conversion goes on with it."""
    identity.verified(talk.tx, talk.answers["check"], unique_value)
    talk.answers["verified"] = True
    talk.frame.trail = [name for name in talk.frame.trail if name not in STEPS]
    talk.frame.at = ""
    owner = owner_of(talk)
    if talk.frame.flow == "convert":
        _go_on_as(talk, owner)
    elif owner is not None and talk.frame.flow == "sign_up":
        talk.end()
        talk.lead.clear()
        talk.add("already.account", login_id=mask_login_id(owner.login_id), since=talk.date(owner.created_at))
    else:
        talk.add("identity.verified", name=talk.answers["name"])


def owner_of(talk: Talk) -> members.Member | None:
    """The member that is the person of the present check; None where there is no such member."""
    check = identity.by_id(talk.tx, talk.answers.get("check", 0))
    value_hash = check.unique_value_hash if check and check.status == "verified" else None
    return members.by_unique_value_hash(talk.tx, value_hash) if value_hash else None


def _go_on_as(talk: Talk, owner: members.Member | None) -> None:
    if owner is None:
        talk.end()
        talk.add("convert.no_account")
        return
    members.link_chat(talk.tx, talk.chat.channel, talk.chat.id, owner.id)
    talk.forget_member()
    talk.add("identity.linked", login_id=owner.login_id)
    if owner.grade is not Grade.INDIVIDUAL:
        talk.end()
        talk.add("already.company_member")

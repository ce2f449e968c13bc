"""What is answered: out of the store about oneself, out of the permission table, out of the manual for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conversations.catalogue import Html
from conversations.questions import about_me
from conversations.questions.asker import Asker
from conversations.questions.intents import Intent, Slots
from conversations.questions.services import about_grades, can_i_use
from membership.facts import INTEGRATED_SITES
from membership.grades import Grade
from membership.limits import LEAST_AGE, LOGIN_ID_LEAST, LOGIN_ID_MOST, PASSWORD_LEAST
from storage import companies

# What of the menu an answer leads to, best first; what the person's menu does not hold is left out.
_LEADS_TO: Mapping[Intent, tuple[str, ...]] = {
    Intent.APPROVAL_STATUS: ("nudge", "convert"),
    Intent.MY_COMPANY: ("convert",),
    Intent.MY_MASTER: ("nudge",),
    Intent.CAN_I_USE: ("status",),
    Intent.PENDING_APPROVALS: ("approvals",),
    Intent.MEMBER_TYPES: ("company", "individual"),
    Intent.BECOME_REGULAR: ("nudge", "convert"),
    Intent.CONVERT_TO_COMPANY: ("convert",),
    Intent.MANY_MEMBERS: ("company",),
    Intent.MASTER_TRANSFER: ("colleagues",),
    Intent.DISSOLVE_RELATION: ("colleagues", "leave_company"),
    Intent.CHANGE_COMPANY_INFO: ("edit_company",),
    Intent.COMPANY_NOT_FOUND: ("company",),
    Intent.START_SIGNUP: ("company", "individual"),
    Intent.LINK_ACCOUNT: ("link",),
    Intent.FORGOT_ID: ("find_id",),
    Intent.FORGOT_PASSWORD: ("reset_password",),
    Intent.CHANGE_INFO: ("change_info", "link"),
    Intent.MY_CONSENTS: ("my_consents",),
    Intent.MARKETING_CONSENT: ("my_consents",),
    Intent.PRIVACY: ("my_consents",),
    Intent.WITHDRAW: ("leave_membership", "link"),
    Intent.START_APPROVALS: ("approvals", "link"),
}
_NO_ACCOUNT = ("link", "company", "individual")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and what of the menu does the next thing."""

    text: Html
    leads_to: tuple[str, ...] = ()


def answer(asker: Asker, intent: Intent, slots: Slots, is_of_others: bool = False) -> Answer:
    """The answer to a question that was understood, for whoever asks; what is somebody else's is refused."""
    if intent is Intent.OUT_OF_SCOPE:
        return Answer(asker.text("ask.of_others" if is_of_others else "ask.unknown"))
    if intent in about_me.ANSWERS and asker.member is None:
        return Answer(asker.text("ask.no_account"), _NO_ACCOUNT)
    return Answer(_words(asker, intent, slots), _LEADS_TO.get(intent, ()))


def _words(asker: Asker, intent: Intent, slots: Slots) -> Html:
    if intent is Intent.GRADE_SERVICES:
        return about_grades(asker.text, slots)
    if intent is Intent.CAN_I_USE:
        return can_i_use(asker, slots.service)
    if intent in about_me.ANSWERS and asker.member is not None:
        return about_me.ANSWERS[intent](asker, asker.member)
    own = _OWN.get(intent)
    return (own and own(asker)) or asker.text(f"ask.{intent.value}.answer", **_VALUES.get(intent, dict)())


def _certificate(asker: Asker) -> Html | None:
    """Where the asker's own company stands, where there is something to say."""
    member = asker.member
    company = companies.by_id(asker.tx, member.company_id) if member and member.company_id else None
    if company is None or company.certificate not in ("awaited", "verified"):
        return None
    own = asker.text(f"ask.certificate.{company.certificate}", company=company.name)
    return Html(f"{own}\n{asker.text('ask.certificate.answer')}") if company.certificate == "awaited" else own


def _of_member(key: str) -> Callable[[Asker], Html | None]:
    """Words for who is linked to an account already."""

    def words(asker: Asker) -> Html | None:
        return asker.text(key, login_id=asker.member.login_id) if asker.member else None

    return words


def _start_approvals(asker: Asker) -> Html | None:
    is_master = asker.member is not None and asker.member.grade is Grade.MASTER
    return asker.text("ask.start_approvals.open") if is_master else None


def _forgot_password(asker: Asker) -> Html | None:
    return None if asker.sends_sms else asker.text("ask.forgot_password.no_sms")


# Answers that are another one for some; None leads to the general words.
_OWN: Mapping[Intent, Callable[[Asker], Html | None]] = {
    Intent.CERTIFICATE: _certificate,
    Intent.FORGOT_ID: _of_member("ask.forgot_id.mine"),
    Intent.FORGOT_PASSWORD: _forgot_password,
    Intent.START_SIGNUP: _of_member("ask.start_signup.member"),
    Intent.LINK_ACCOUNT: _of_member("ask.link_account.linked"),
    Intent.START_APPROVALS: _start_approvals,
}
_VALUES: Mapping[Intent, Callable[[], dict[str, object]]] = {
    Intent.AGE_LIMIT: lambda: {"age": LEAST_AGE},
    Intent.ID_RULES: lambda: {"least": LOGIN_ID_LEAST, "most": LOGIN_ID_MOST},
    Intent.PASSWORD_RULES: lambda: {"least": PASSWORD_LEAST},
    Intent.INTEGRATED_SITES: lambda: {"sites": "\n".join(f"• {site}" for site in INTEGRATED_SITES)},
}

"""What a person finds in the menu: what their grade allows now, and what begins when they choose it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from conversations import awaiting, beginnings, reaching
from conversations.beginnings import begin_convert, begin_sign_up
from conversations.flow import Option
from conversations.flows import account_menu
from conversations.status import status_text
from conversations.talk import Talk
from conversations.words import looks_like_a_question, squeeze
from membership.grades import Grade, Service
from membership.masking import mask_name
from membership.problems import Problem, Reading
from storage import approvals, companies
from storage.authority import NotAllowed, acts_as
from storage.member_rows import Member
from storage.waiting import waiting_count

SUGGESTED = "suggested"  # the note of what the last answer led to
_FEW = 10  # letters: more is a sentence
STRANGERS = ("company", "individual", "convert", "link", *account_menu.OF_STRANGERS, "help")


_WISHES = (
    ("find_id", r"(?:아이디|\bid\b).*(?:찾|잊|분실|몰라|까먹)|(?:find|forgot|lost).*\bid\b"),
    (
        "reset_password",
        r"(?:비밀\s*번호|비번|패스워드).*(?:찾|잊|분실|몰라|까먹|재설정|초기화)|(?:forgot|reset|lost).*password",
    ),
    ("change_password", r"(?:비밀\s*번호|비번|패스워드).*(?:바꾸|변경|수정)|change.*password"),
    ("leave_membership", r"탈퇴|(?:delete|close).*account|leave membership"),
    ("my_consents", r"동의.*(?:철회|취소|내역|변경|확인)|(?:my|withdraw).*consents?"),
    ("change_info", r"(?:내|회원|개인)\s*정보.*(?:수정|변경|바꾸)|change.*(?:my )?(?:information|info|details)"),
    (
        "my_data",
        r"(?:내|개인)\s*(?:정보|데이터|자료).*(?:파일|내려|다운|열람)|(?:download|export).*(?:data|information)",
    ),
    ("my_account", r"내\s*계정|my account"),
    ("unlink", r"연결.*(?:끊|해제)|unlink|log\s*out"),
    ("link", r"연결|로그인|이미.*(?:아이디|회원|가입)|link|log\s*in|have an? (?:id|account)"),
    ("approvals", r"승인.*(?:목록|대기|할|하려)|who.*waiting|approve"),
    ("status", r"상태|등급|status"),
)


def reads_wish(text: str, talk: Talk) -> Reading[str]:
    """What of the menu a few words ask for; a sentence or a question has to be understood first."""
    if len(squeeze(text)) > _FEW or looks_like_a_question(text):
        raise Problem("wish.unknown")
    shown = {option.code for option in offers(talk)} | set(_hidden(talk))
    for wish, pattern in _WISHES:
        if wish in shown and re.search(pattern, text, re.IGNORECASE):
            return Reading(wish)
    return beginnings.reads_wish(text, talk)


def offers(talk: Talk) -> Sequence[Option]:
    """The menu of whoever this chat speaks for now; what the last answer led to comes first."""
    first: list[str] = talk.frame.notes.get(SUGGESTED, [])
    member = talk.member
    options = [Option(code) if member is None else _option(talk, member, code) for code in codes(talk)]
    return sorted(options, key=lambda option: first.index(option.code) if option.code in first else len(first))


def codes(talk: Talk) -> list[str]:
    """What the menu holds for whoever this chat speaks for now, and what the last answer led to under 내 계정."""
    member, suggested = talk.member, talk.frame.notes.get(SUGGESTED, [])
    if member is None:
        return list(STRANGERS)
    led_to = [code for code in suggested if code in _hidden(talk)]
    return [*led_to, *(code for code, there in _ways(talk, member).items() if there)]


def _hidden(talk: Talk) -> Sequence[str]:
    """What members find under 내 계정 and not in the menu itself; words lead there at once."""
    return () if talk.member is None else (*account_menu.OF_MEMBERS, "reset_password")


def suggest(talk: Talk, first: Sequence[str]) -> None:
    """Puts what an answer led to at the head of the menu."""
    talk.frame.notes[SUGGESTED] = list(first)


def _ways(talk: Talk, member: Member) -> dict[str, bool]:
    def allows(service: Service) -> bool:
        return acts_as(talk.tx, member, service) is not None

    return {
        "status": True,
        "approvals": allows(Service.APPROVE_MEMBERS),
        "nudge": member.grade is Grade.ASSOCIATE,
        "edit_company": allows(Service.COMPANY_EDIT),
        "colleagues": allows(Service.END_RELATION),
        "convert": member.grade is Grade.INDIVIDUAL,
        "leave_company": member.company_id is not None,
        "my_account": True,
        "unlink": True,
        "help": True,
    }


def _option(talk: Talk, member: Member, code: str) -> Option:
    if code != "approvals" or member.company_id is None:
        return Option(code)
    count = waiting_count(talk.tx, member.company_id)
    return Option(code, f"{talk.text.plain('step.menu.options.approvals')} ({count})")


def open_choice(talk: Talk, wish: str) -> None:
    """Begins what was chosen; "" is a wish to sign up that does not say as what."""
    act = _OPENS.get(wish)
    if act:
        act(talk)
    elif wish in _FLOWS:
        talk.begin(_FLOWS[wish])


def _status(talk: Talk) -> None:
    talk.lead.append(status_text(talk))


def _nudge(talk: Talk) -> None:
    """Has the MASTER told again, once a day; where nobody can be told that is said, and does not count."""
    member = talk.member
    if member is None or member.company_id is None:
        talk.add("refused.no_company")
        return
    master, stand_in = _whom_a_nudge_reaches(talk, member.company_id)
    if not master:
        talk.lead += reaching.unreached_lines(talk, member.company_id)
    if not master and stand_in is None:
        return
    try:
        waiting = approvals.nudge(talk.tx, member.id)
    except approvals.TooSoon as soon:
        talk.add("nudge.too_soon", next=talk.moment(soon.next_at))
    except NotAllowed as refusal:
        talk.add(f"refused.{refusal.reason}")
    else:
        company = companies.by_id(talk.tx, member.company_id)
        talk.says += awaiting.nudge_notes(talk.tx, company, waiting) if company else []
        talk.add("nudge.done" if master else "nudge.stand_in", name=mask_name(stand_in.name) if stand_in else "")


def _whom_a_nudge_reaches(talk: Talk, company_id: int) -> tuple[bool, Member | None]:
    master = companies.master_of(talk.tx, company_id)
    return reaching.is_reached(talk.tx, master), reaching.stand_in_reached(talk.tx, company_id)


_FLOWS = {
    "link": "link",
    "unlink": "unlink",
    "approvals": "approvals",
    "edit_company": "edit_company",
    "colleagues": "colleagues",
    "leave_company": "leave_company",
    "my_account": "my_account",
}
_OPENS: dict[str, Callable[[Talk], None]] = {
    "company": lambda talk: begin_sign_up(talk, "company"),
    "individual": lambda talk: begin_sign_up(talk, "individual"),
    "": begin_sign_up,
    "convert": begin_convert,
    "status": _status,
    "nudge": _nudge,
    **account_menu.WAYS,
}

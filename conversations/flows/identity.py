"""The identity check (KOTRA 회원가입 매뉴얼, I-5): by a mobile in the person's own name, or on a provider's page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from conversations.events import Kind
from conversations.flow import Option, Step
from conversations.flows.consents import reads_document, reads_yes_no
from conversations.state import Answers
from conversations.talk import KOREA, Talk
from membership.grades import Grade
from membership.limits import CODE_RESEND_AFTER, CODE_SENDS_PER_CHECK, CODE_SENDS_PER_HOUR
from membership.login_ids import mask_login_id
from membership.problems import Found, Problem, Reading
from membership.reading.codes import read_code
from membership.reading.dates import is_old_enough, read_birth_date
from membership.reading.identity import IdentityAnswers, find_identity, read_carrier, read_gender, read_nationality
from membership.reading.names import read_person_name
from membership.reading.phones import read_mobile, show_phone
from storage import identity, members, outbox
from storage.identity import CodeOutcome

GROUP = "identity"
TICK = timedelta(seconds=30)
CHECKED = ("verified", "check", "code", "page", "identity_terms")
GIVEN = ("name", "birth_date", "person", "national", "carrier", "phone")


def linked(answers: Answers) -> bool:
    """The chat speaks for a member already."""
    return bool(answers.get("linked"))


def by_page(answers: Answers) -> bool:
    """The check takes place on a provider's page, or isn't needed."""
    return linked(answers) or answers.get("method") == "ipin"


def by_phone(answers: Answers) -> bool:
    """The check takes place by a code to a mobile, or isn't needed."""
    return linked(answers) or answers.get("method") != "ipin"


def _person_complete(answers: Answers) -> bool:
    return by_page(answers) or "_" in answers.get("person", "_")


def _methods(talk: Talk) -> Sequence[Option]:
    return [Option(code) for code in ("phone", "ipin") if code in talk.around.offers]


def _begin_check(talk: Talk, method: str) -> None:
    for key in (*CHECKED, *GIVEN):
        talk.answers.pop(key, None)
    if method == "ipin":
        talk.answers["check"] = identity.start(talk.tx, talk.chat.channel, talk.chat.id, "ipin", None).id


def _finds(text: str, talk: Talk) -> tuple[Answers, str]:
    found = find_identity(text, _today(talk))
    values: Answers = {}
    if "name" in found:
        values["name"] = found["name"].value
    if "birth_date" in found:
        values["birth_date"] = found["birth_date"].value.isoformat()
    person = [part.value for part in (found.get("nationality"), found.get("gender")) if part]
    if person:
        values["person"] = "_".join(person)
    if "carrier" in found:
        values["carrier"] = found["carrier"].value
    if "mobile" in found:
        values["phone"] = found["mobile"].value
    return values, _rest(found, text)


def _rest(found: IdentityAnswers, text: str) -> str:
    """What is left of a message when everything found in it is taken out: the last one found knows."""
    finds: list[Found[Any] | None] = [
        found.get("name"),
        found.get("nationality"),
        found.get("gender"),
        found.get("carrier"),
        found.get("birth_date"),
        found.get("mobile"),
    ]
    return next((find.rest for find in finds if find), text)


def _today(talk: Talk) -> date:
    return talk.now.astimezone(KOREA).date()


def _reads_birth_date(text: str, talk: Talk) -> Reading[str]:
    reading = read_birth_date(text, _today(talk))
    params = {**reading.params, "shown": _show_date(talk, reading.value.isoformat())} if reading.doubt else {}
    return Reading(reading.value.isoformat(), reading.doubt, params)


def _show_date(talk: Talk, value: str) -> str:
    return talk.date(date.fromisoformat(value))


def _old_enough(talk: Talk, value: str) -> None:
    if not is_old_enough(date.fromisoformat(value), _today(talk)):
        talk.end()
        talk.lead.clear()
        talk.add("ended.age")


def _reads_person(text: str, talk: Talk) -> Reading[str]:
    """Domestic or foreign, and the gender; what of both is not said yet is asked next."""
    said = [part for part in (_part(read_nationality, text), _part(read_gender, text)) if part]
    if not said:
        raise Problem("gender.unreadable")
    return Reading("_".join(said))


def _part(reads: Callable[[str], Reading[str]], text: str) -> str | None:
    try:
        return reads(text).value
    except Problem:
        return None


def _wants_gender(answers: Answers) -> bool:
    return answers.get("person") in ("domestic", "foreign")


def _missing_part(talk: Talk) -> Sequence[Option]:
    codes = ("male", "female") if _wants_gender(talk.answers) else ("domestic", "foreign")
    return [Option(code) for code in codes]


def _reads_missing_part(text: str, talk: Talk) -> Reading[str]:
    return read_gender(text) if _wants_gender(talk.answers) else read_nationality(text)


def _joins_person(talk: Talk, value: str) -> None:
    person = talk.answers["person"]
    talk.answers["person"] = f"{person}_{value}" if _wants_gender(talk.answers) else f"{value}_{person}"


def _send_code(talk: Talk, value: str) -> None:
    """Starts the check and has a code sent, within the limits per number, chat and hour."""
    if value == "no":
        talk.answers.pop("identity_terms")
        talk.frame.at = talk.frame.trail.pop()
        talk.add("identity_terms.needed")
        return
    check = identity.start(talk.tx, talk.chat.channel, talk.chat.id, "phone", talk.answers["phone"])
    talk.answers["check"] = check.id
    _ask_for_code(talk)


def _ask_for_code(talk: Talk) -> bool:
    """Has a code sent; False, and told so, where too many have been sent."""
    a = talk.answers
    hour_ago = talk.now - timedelta(hours=1)
    here = (talk.chat.channel, talk.chat.id)
    sent = max(
        identity.sends_since(talk.tx, hour_ago, mobile=a["phone"]), identity.sends_since(talk.tx, hour_ago, chat=here)
    )
    if sent >= CODE_SENDS_PER_HOUR:
        talk.add("code.too_many_sends")
        talk.frame.notes["send_failed"] = not _seconds_left(talk)
        return False
    talk.frame.notes |= {"asked_at": talk.now.isoformat(), "send_failed": False}
    national, gender = a["person"].split("_")
    person = {"name": a["name"], "birth_date": a["birth_date"], "gender": gender, "national": national}
    talk.call("identity.send_code", {"check_id": a["check"], "mobile": a["phone"], "carrier": a["carrier"], **person})
    return True


def _code_state(talk: Talk) -> Mapping[str, Any]:
    """What the code's card says: on its way, how long it is still valid, or that it has run out."""
    values = {"phone": show_phone(talk.answers["phone"])}
    if talk.frame.notes.get("send_failed"):
        return {**values, "variant": "failed"}
    left = _seconds_left(talk)
    if left is None:
        return {**values, "variant": "sending"}
    if left <= 0:
        return {**values, "variant": "expired"}
    return {**values, "left": f"{left // 60}:{left % 60:02d}"}


def _seconds_left(talk: Talk) -> int | None:
    check = identity.by_id(talk.tx, talk.answers["check"])
    if check is None or check.code_expires_at is None:
        return None
    return max(0, round((check.code_expires_at - talk.now).total_seconds()))


def _code_sent(talk: Talk) -> None:
    if talk.event.data.get("check_id") != talk.answers.get("check"):
        talk.stays = True
        return
    talk.redraws = True
    talk.frame.notes["send_failed"] = "error" in talk.event.data
    if not talk.frame.notes["send_failed"]:
        _ring(talk, TICK)


def _ring(talk: Talk, after: timedelta) -> None:
    """Has the countdown drawn again; however often a code is sent anew, one countdown runs."""
    outbox.cancel(talk.tx, talk.chat.channel, talk.chat.id, "tick", "countdown")
    talk.later("countdown", talk.now + after, {"check_id": talk.answers["check"]})


def _count_down(talk: Talk) -> None:
    left = _seconds_left(talk)
    if talk.event.data.get("check_id") != talk.answers.get("check") or left is None:
        talk.stays = True
        return
    talk.redraws = True
    if left > 0:
        _ring(talk, min(TICK, timedelta(seconds=left)))


def _code_options(talk: Talk) -> Sequence[Option]:
    ipin = [Option("ipin")] if "ipin" in talk.around.offers and talk.frame.failures > 1 else []
    return [Option("resend"), Option("number"), *ipin]


def _code_way(talk: Talk, code: str) -> bool:
    match code:
        case "resend":
            _resend(talk)
        case "number":
            talk.frame.at = "phone"
        case "ipin":
            talk.answers["method"] = "ipin"
            talk.frame.at = ""
            _begin_check(talk, "ipin")
    return True


def _resend(talk: Talk) -> None:
    asked_at = talk.frame.notes.get("asked_at")
    check = identity.by_id(talk.tx, talk.answers["check"])
    if asked_at and talk.now - datetime.fromisoformat(asked_at) < CODE_RESEND_AFTER:
        talk.add("code.just_sent")
    elif check is not None and check.sends >= CODE_SENDS_PER_CHECK:
        talk.add("code.too_many_sends")
    elif _ask_for_code(talk):
        talk.add("code.sent_again")


def _reads_code(text: str, talk: Talk) -> Reading[bool]:
    code = read_code(text).value
    outcome = identity.try_code(talk.tx, talk.answers["check"], code)
    if outcome is CodeOutcome.RIGHT:
        return Reading(True)
    raise Problem(f"code.{outcome.value}")


def _code_was_right(talk: Talk, value: bool) -> None:
    identity.verified(talk.tx, talk.answers["check"])
    _verified(talk)


def _page_url(talk: Talk) -> str:
    check = identity.by_id(talk.tx, talk.answers["check"])
    return talk.around.page_url(check.ref) if check else ""


def _page_way(talk: Talk, code: str) -> bool:
    """ "done": the result is fetched from the provider; "phone": the other method instead."""
    if code == "phone":
        talk.frame.at = ""
        talk.answers["method"] = "phone"
        _begin_check(talk, "phone")
        return True
    check = identity.by_id(talk.tx, talk.answers["check"])
    if check is not None:
        talk.call("identity.fetch", {"check_id": check.id, "ref": check.ref})
        talk.stays = talk.event.kind is Kind.PRESS
        talk.toast("page.looking") if talk.stays else talk.add("page.looking")
    return True


def _page_answered(talk: Talk) -> None:
    if talk.event.data.get("check_id") != talk.answers.get("check"):
        talk.stays = True
    elif "error" in talk.event.data:
        talk.add("page.away")
    elif talk.event.data.get("person") is None:
        talk.add("page.not_finished")
    else:
        _take_person(talk, talk.event.data["person"])


def _take_person(talk: Talk, person: Mapping[str, Any]) -> None:
    if not is_old_enough(date.fromisoformat(person["birth_date"]), _today(talk)):
        talk.end()
        talk.add("ended.age")
        return
    identity.verified(talk.tx, talk.answers["check"], person["unique_value"])
    talk.answers.update(name=person["name"], phone=person.get("mobile"), page=True)
    _verified(talk)


def _verified(talk: Talk) -> None:
    """One person has one account: a sign-up ends at the account that is there, a conversion goes on with it."""
    check = identity.by_id(talk.tx, talk.answers["check"])
    value_hash = check.unique_value_hash if check else None
    owner = members.by_unique_value_hash(talk.tx, value_hash) if value_hash else None
    talk.answers["verified"] = True
    talk.frame.trail = [name for name in talk.frame.trail if name not in _NAMES]
    talk.frame.at = ""
    if talk.frame.flow == "convert":
        _go_on_as(talk, owner)
    elif owner is not None:
        talk.end()
        talk.lead.clear()
        talk.add("already.account", login_id=mask_login_id(owner.login_id), since=talk.date(owner.created_at))
    else:
        talk.add("identity.verified", name=talk.answers["name"])


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


_METHODS = (("ipin", r"아이핀|i-?pin|다른"), ("phone", r"휴대|핸드|폰|문자|phone|mobile|sms"))


def _reads_method(text: str, talk: Talk) -> Reading[str]:
    for method, pattern in _METHODS:
        if method in talk.around.offers and re.search(pattern, text, re.IGNORECASE):
            return Reading(method)
    raise Problem("choice.unknown")


METHOD = Step(name="method", options=_methods, reads=_reads_method, skip_when=linked, then=_begin_check, reviewed=True)
BY_PHONE = (
    Step(
        name="name",
        group=GROUP,
        skip_when=by_page,
        open=True,
        reads=lambda text, talk: read_person_name(text),
        clears=CHECKED,
    ),
    Step(
        name="birth_date",
        group=GROUP,
        skip_when=by_page,
        reads=_reads_birth_date,
        shows=_show_date,
        then=_old_enough,
        clears=CHECKED,
    ),
    Step(
        name="person",
        group=GROUP,
        skip_when=by_page,
        options=("domestic_male", "domestic_female", "foreign_male", "foreign_female"),
        reads=_reads_person,
        clears=(*CHECKED, "national"),
    ),
    Step(
        name="national",
        group=GROUP,
        skip_when=_person_complete,
        options=_missing_part,
        reads=_reads_missing_part,
        asks=lambda talk: {"variant": "gender"} if _wants_gender(talk.answers) else {},
        then=_joins_person,
    ),
    Step(
        name="carrier",
        group=GROUP,
        skip_when=by_page,
        options=("SKT", "KT", "LGU", "SKT_MVNO", "KT_MVNO", "LGU_MVNO"),
        reads=lambda text, talk: read_carrier(text),
        clears=CHECKED,
    ),
    Step(
        name="phone",
        group=GROUP,
        skip_when=by_page,
        contact=True,
        reads=lambda text, talk: read_mobile(text),
        shows=lambda talk, value: show_phone(value),
        clears=CHECKED,
        other_way=lambda talk: "failures.phone",
    ),
    Step(
        name="identity_terms",
        skip_when=by_page,
        options=("yes", "no", "read"),
        reads=reads_yes_no,
        press=reads_document("identity"),
        consent="identity",
        asks=lambda talk: {"phone": show_phone(talk.answers["phone"])},
        then=_send_code,
    ),
    Step(
        name="code",
        skip_when=by_page,
        options=_code_options,
        press=_code_way,
        reads=_reads_code,
        asks=_code_state,
        shows=lambda talk, value: talk.text.plain("answer.right"),
        then=_code_was_right,
        answers={"identity.send_code": _code_sent},
        ticks={"countdown": _count_down},
        other_way=lambda talk: "failures.code",
    ),
)
BY_PAGE = (
    Step(
        name="page",
        skip_when=by_phone,
        options=("done", "phone"),
        press=_page_way,
        page=_page_url,
        answers={"identity.fetch": _page_answered},
    ),
)
IDENTITY = (METHOD, *BY_PHONE, *BY_PAGE)
FINDERS = {GROUP: _finds}
_NAMES = frozenset(step.name for step in IDENTITY)

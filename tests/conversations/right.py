"""The right answer to every step, so that a test can go anywhere in a flow and finish it from wherever it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from gateways.identity import VerifiedPerson
from membership.limits import CODE_LIFETIME, CODE_RESEND_AFTER, CODE_TRIES, LOGIN_LOCK
from storage import identity
from tests.conversations.chatter import PDF, Chatter

PASSWORD = "wisp-Tango7-quill"
NEW_PASSWORD = "ochre-Kayak4-plume"
IN_REGISTRY = "1208800767"
IN_STORE = "1018116293"
NOWHERE = "2148700013"
WEB_ACCOUNT = "website1"  # somebody who signed up on the web site, with PASSWORD; no chat speaks for them yet
NAME = "홍길동"
BIRTH_DATE = date(1990, 3, 5)
ENOUGH_ACTS = 90  # with which every flow is finished from wherever it is

Act = Callable[[Chatter], str]


def says(text: str) -> Act:
    """Types this."""
    return lambda chatter: chatter.says(text)


def chooses(code: str) -> Act:
    """Presses the button of this choice."""
    return lambda chatter: chatter.chooses(code)


def types_the_code(chatter: Chatter) -> str:
    """Types the code that came, after having a new one sent where that is needed."""
    check = chatter.scene.database.read(lambda tx: identity.by_id(tx, chatter.frame.answers.get("check", 0)))
    now = chatter.scene.clock.now
    if check is None or check.code_expires_at is None or check.code_expires_at <= now or check.tries >= CODE_TRIES:
        chatter.scene.passes(seconds=CODE_RESEND_AFTER.total_seconds())
        if check is not None and check.sends >= 5:
            chatter.scene.passes(hours=1)
            return chatter.chooses("_back")
        chatter.chooses("resend")
    return chatter.says(chatter.scene.code)


def ends_the_page(chatter: Chatter) -> str:
    """Finishes the check on the provider's page and comes back."""
    check = chatter.scene.database.read(lambda tx: identity.by_id(tx, chatter.frame.answers["check"]))
    assert check is not None
    chatter.scene.people[check.ref] = verified_person(chatter)
    return chatter.chooses("done")


def verified_person(chatter: Chatter, birth_date: date = BIRTH_DATE) -> VerifiedPerson:
    """What a provider vouches for."""
    return VerifiedPerson(NAME, birth_date, "male", "domestic", None, f"CI of {chatter.id}")


def types_password(chatter: Chatter) -> str:
    """Types the account's password, after any lock for wrong ones; of an account that there is not goes back."""
    if chatter.frame.failures:
        chatter.scene.passes(seconds=LOGIN_LOCK.total_seconds() + 1)
    if chatter.frame.answers.get("account", WEB_ACCOUNT) != WEB_ACCOUNT:
        return chatter.chooses("_back")
    return chatter.says(one_or_the_other(chatter, PASSWORD, NEW_PASSWORD))


def one_or_the_other(chatter: Chatter, first: str, second: str) -> str:
    """The first password, or after a failure the second: an account may have been given another meanwhile."""
    return second if chatter.frame.failures % 2 else first


def types_new_password(chatter: Chatter) -> str:
    """Types a new password; where that is the present one, the other."""
    return chatter.says(one_or_the_other(chatter, NEW_PASSWORD, PASSWORD))


def types_the_sms(chatter: Chatter) -> str:
    """Types the code that came by SMS; where none serves, goes back to what it was asked for."""
    said = chatter.says(chatter.scene.code)
    return said if chatter.step not in ("reset_code", "mobile_code") else chatter.chooses("_back")


def goes_out_by(*codes: str) -> Act:
    """Presses the first of these choices that is offered."""
    return lambda chatter: chatter.chooses(next(code for code in codes if chatter.offers(code)))


RIGHT: Mapping[str, Act] = {
    "leave": chooses("stay"),
    "type": chooses("individual"),
    "age": chooses("yes"),
    "terms": chooses("yes"),
    "privacy": chooses("yes"),
    "optional_items": chooses("yes"),
    "marketing": chooses("no"),
    "method": chooses("phone"),
    "name": says(NAME),
    "birth_date": says("1990년 3월 5일"),
    "person": chooses("domestic_male"),
    "national": chooses("domestic"),
    "carrier": chooses("SKT"),
    "phone": lambda chatter: chatter.says(chatter.mobile),
    "identity_terms": chooses("yes"),
    "code": types_the_code,
    "page": ends_the_page,
    "login_id": lambda chatter: chatter.says(chatter.login_id),
    "password": says(PASSWORD),
    "password_again": says(PASSWORD),
    "telephone": says("02-3460-7114"),
    "mobile": lambda chatter: chatter.says(chatter.mobile),
    "email": says("hong@naver.com"),
    "address": says("06792 서울특별시 서초구 헌릉로 13, 3층"),
    "postcode": says("06792"),
    "address_detail": chooses("none"),
    "company_number": says(IN_REGISTRY),
    "company_confirm": lambda chatter: chatter.chooses("yes" if chatter.offers("yes") else "close"),
    "company_name": says("(주)가나무역"),
    "company_representative": says("김대표"),
    "company_telephone": says("02-555-1234"),
    "company_address": says("06792 서울특별시 서초구 헌릉로 13, 3층"),
    "company_postcode": says("06792"),
    "company_address_detail": chooses("none"),
    "certificate": lambda chatter: chatter.sends_file(PDF),
    "extras": chooses("skip"),
    "name_en": says("Hong Gildong"),
    "department": says("수출팀"),
    "position": says("과장"),
    "fax": says("02-3460-7777"),
    "products": says("화장품 / cosmetics, 김 / seaweed / 1212"),
    "regions": says("미국, 베트남"),
    "company_name_en": says("Gana Trading"),
    "company_representative_en": says("Kim Daepyo"),
    "company_corporate_number": says("110111-1234569"),
    "company_trade_licence": says("12345678"),
    "company_business_type": says("제조업"),
    "company_business_item": says("전자부품"),
    "company_enterprise_kind": chooses("corporation"),
    "company_innobiz": chooses("yes"),
    "company_venture": chooses("no"),
    "company_classification": chooses("small"),
    "company_foreign_invested": chooses("no"),
    "company_main_product": says("센서"),
    "company_trade_role": chooses("both"),
    "company_fax": says("02-555-1235"),
    "company_email": says("info@gana.co.kr"),
    "company_homepage": says("www.gana.co.kr"),
    "review": lambda chatter: chatter.chooses("submit" if chatter.offers("submit") else "close"),
}
# Where members are asked something, rather than who signs up.
OF_MEMBERS: Mapping[str, Act] = {
    "account": says(WEB_ACCOUNT),
    "account_password": types_password,
    "unlink": chooses("no"),
    "waiting": goes_out_by("close", "later"),
    "end_reason": chooses("left_company"),
    "end_confirm": chooses("yes"),
    "colleague": goes_out_by("close", "list"),
    "hand_over_password": types_password,
    "substitute_period": chooses("week"),
    "leave_company": chooses("no"),
    "company_field": goes_out_by("close"),
    "my_account": goes_out_by("close"),
    "found_id": goes_out_by("close"),
    "reset_account": says(WEB_ACCOUNT),
    "reset_way": chooses("identity"),
    "reset_code": types_the_sms,
    "new_password": types_new_password,
    "new_password_again": types_new_password,
    "own_password": types_password,
    "change_field": goes_out_by("close"),
    "mobile_code": types_the_sms,
    "my_consents": goes_out_by("close", "erase_no"),
    "leave_reason": chooses("_skip"),
    "leave_word": chooses("stay"),
    "leave_proof": chooses("password"),
}


def answers_right(chatter: Chatter, **instead: Act) -> str:
    """Gives the present step its right answer, or another one of these."""
    if chatter.frame.doubt:
        return chatter.chooses(next(code for code in ("_as_given", "_again", "_ask_neither") if chatter.offers(code)))
    step = chatter.step or ""
    return (instead.get(step) or RIGHT.get(step) or OF_MEMBERS[step])(chatter)


def goes_to(chatter: Chatter, step: str, way: str = "individual", **instead: Act) -> None:
    """Begins a sign-up of this kind (from the menu) and answers right until this step is asked."""
    chatter.commands("start")
    chatter.chooses(way)
    for _ in range(ENOUGH_ACTS):
        if chatter.step == step:
            return
        answers_right(chatter, **instead)
    raise AssertionError(f"never came to {step}")


def finishes(chatter: Chatter, **instead: Act) -> str:
    """Answers right until the flow is finished; gives what was said at the end."""
    said = ""
    for _ in range(ENOUGH_ACTS):
        if chatter.row.flow == "home":
            return said
        said = answers_right(chatter, **instead)
    raise AssertionError(f"not finished, at {chatter.step}: {chatter.card['text']}")


def signs_up(chatter: Chatter, way: str = "individual", **instead: Act) -> str:
    """A whole sign-up from the menu; gives what was said at the end."""
    chatter.commands("start")
    chatter.chooses(way)
    return finishes(chatter, **instead)


def waits_out_the_code(chatter: Chatter) -> None:
    """Lets a code expire."""
    chatter.scene.passes(seconds=CODE_LIFETIME.total_seconds() + timedelta(seconds=1).total_seconds())

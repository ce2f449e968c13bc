"""Ways through the sign-up that many tests walk: each ends at the step that its name says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.journeys.companies import UNKNOWN
from tests.person import Person
from tests.world import World

PASSWORD = "Blue!whale77river"
ADDRESS = "06792 서울특별시 서초구 헌릉로 13, 3층"
ON_PAGE = {"name": "이몽룡", "birth_date": "1985-05-05", "gender": "male", "national": "domestic"}
NAME = {"ko": "홍길동", "en": "Emma Park"}


@dataclass(frozen=True)
class Wishes:
    """How somebody signs up: which ID, and yes or no where one may choose."""

    login_id: str
    kind: str = "individual"
    optional: str = "yes"
    marketing: str = "no"
    name: str = ""
    born: str = "1990-03-05"


async def to_consents(person: Person, kind: str = "individual") -> None:
    """Up to the first consent."""
    await person.says("/start")
    await person.picks(kind)
    await person.picks("yes")


async def to_method(person: Person, wishes: Wishes) -> None:
    """Up to the choice of an identity check."""
    await to_consents(person, wishes.kind)
    for answer in ("yes", "yes", wishes.optional, wishes.marketing):
        await person.picks(answer)


async def to_code(person: Person, wishes: Wishes) -> None:
    """Up to the code of an identity check by phone."""
    await to_method(person, wishes)
    await checks_by_phone(person, wishes)


async def checks_by_phone(person: Person, wishes: Wishes) -> None:
    """From the choice of a check up to its code."""
    await person.picks("phone")
    await person.says(identity(person, wishes))
    await person.picks("yes")


def identity(person: Person, wishes: Wishes) -> str:
    """Everything about oneself in one message."""
    name = wishes.name or NAME[person.language]
    if person.language == "en":
        return f"{name}, {wishes.born}, foreign female, SKT, {person.mobile}"
    return f"{name} {wishes.born} 내국인 남자 SKT {person.mobile}"


async def to_account(person: Person, wishes: Wishes) -> None:
    """Up to the ID."""
    await to_code(person, wishes)
    await person.says(await person.code())


async def to_contact(person: Person, wishes: Wishes) -> None:
    """Up to the telephone number."""
    await to_account(person, wishes)
    await gives_account(person, wishes.login_id)


async def gives_account(person: Person, login_id: str) -> None:
    """The ID, and the password twice."""
    for answer in (login_id, PASSWORD, PASSWORD):
        await person.says(answer)


async def to_end_of_contact(person: Person, wishes: Wishes) -> None:
    """Through telephone, e-mail and address: up to the company or the optional items."""
    await to_contact(person, wishes)
    await gives_contact(person, wishes)


async def to_name_of_unknown_company(person: Person) -> None:
    """Up to the company's name, which is asked for where the register does not know the number."""
    await to_end_of_contact(person, Wishes("honggd1", "company", optional="no"))
    await person.says(UNKNOWN)


async def gives_contact(person: Person, wishes: Wishes) -> None:
    """Telephone by one tap, e-mail and address."""
    await person.picks("both" if wishes.optional == "yes" else "verified")
    await person.says(f"{wishes.login_id}@example.com")
    await person.says(ADDRESS)


async def to_review(person: Person, wishes: Wishes) -> None:
    """Up to the review of an individual who skips what can be skipped."""
    await to_end_of_contact(person, wishes)
    if wishes.optional == "yes":
        await person.picks("skip")


async def signs_up(person: Person, login_id: str, **wishes: Any) -> None:
    """A whole sign-up as an individual."""
    await to_review(person, Wishes(login_id, **wishes))
    await person.picks("submit")


async def signs_up_with(person: Person, wishes: Wishes, number: str) -> None:
    """A whole sign-up as a member of a company that is found."""
    await to_end_of_contact(person, wishes)
    await person.says(number)
    await person.picks("yes")
    if "skip" in person.codes:
        await person.picks("skip")
    await person.picks("submit")


async def gives_company(person: Person, number: str) -> None:
    """Types in a company that nobody knows: up to its certificate."""
    for answer in (number, "(주)새벽", "김새벽", "02-123-4567", ADDRESS):
        await person.says(answer)


async def back_to(here: World, person: Person, step: str) -> None:
    """Goes back until this step is asked again."""
    for _ in range(30):
        if here.step_of(person) == step:
            return
        await person.says("이전")
    raise AssertionError(f"{step} is not to be reached from {here.step_of(person)}")


async def fills_ipin(here: World, person: Person, **changes: str) -> None:
    """Opens the provider's page from the card and fills it in."""
    url = next(button["url"] for button in person.buttons if "url" in button)
    form = {
        "name": "이몽룡",
        "birth_date": "1985-05-05",
        "gender": "male",
        "national": "domestic",
        "mobile": person.phone,
    }
    status, page = await here.web.send(url, {**form, **changes})
    assert status == 303, page

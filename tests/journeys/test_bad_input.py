"""Wrong, odd and hostile input at every step: a clear answer, nothing lost, and the sign-up goes on."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import Any

import pytest

from conversations.catalogue import flatten, load
from membership.grades import Grade
from tests.journeys.calls import TAGS
from tests.journeys.junk import FREE, JUNK, RESIDENT, Junk
from tests.journeys.records import answers_given, profile_of, state_of
from tests.journeys.walk import ANSWERS, walk
from tests.person import Person
from tests.world import World

THROWN_AT_ONCE = 10  # kinds of junk at each step of one walk; the three walks together throw every kind at every step
THROWN_AT_EXTRAS = 4  # the optional items of a company are asked one like the other
LIMITED = {"password_again": 2}  # a third mistyped password has the password itself asked anew
SECRET = ("password", "password_again")  # where even a question may be a password
PLACEHOLDER = re.compile(r"\{[^}]*\}")


@cache
def patterns(language: str, prefix: str) -> list[re.Pattern[str]]:
    """The texts of these keys, whatever stands in their placeholders."""
    catalogue = flatten(load(language))
    found = [unescape(TAGS.sub("", text)) for key, text in catalogue.items() if key.startswith(prefix)]
    return [re.compile(".*".join(map(re.escape, PLACEHOLDER.split(text))), re.DOTALL) for text in found]


def is_said(person: Person, junk: Junk, said: str) -> bool:
    """Whether one of the texts that fit this junk was said."""
    return any(text.search(said) for key in junk.keys for text in patterns(person.language, key))


async def throw(here: World, person: Person, step: str, junk: Junk) -> None:
    """Throws junk at a step, and sees that it is answered and changes nothing."""
    before = answers_given(here, person)
    await junk.throw(here, person)
    if junk.vanishes:
        assert len(person.vanished) == 1, f"{junk.name} stays in the chat at {step}"
    if "_way" in person.codes:
        await person.picks("_way")
    heard = f"{person.said}\n{person.overheard}"
    if junk.leaves and step != "menu":
        assert here.step_of(person) == "leave"
        await person.picks("stay")
    elif junk.words and here.step_of(person) != step:
        await takes_back(here, person, step)
        return
    assert is_said(person, junk, heard) or step in ("menu", *SECRET), (step, junk.name, heard)
    assert here.step_of(person) == step, (step, junk.name, heard)
    assert without(answers_given(here, person), step) == without(before, step), (step, junk.name)


async def takes_back(here: World, person: Person, step: str) -> None:
    """What is junk elsewhere was taken for an answer where any words may be one: back, to answer anew."""
    assert step in (*FREE, *SECRET), (step, person.said)
    await person.says("이전" if person.language == "ko" else "back")
    assert here.step_of(person) == step


def without(answers: dict[str, Any], step: str) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key != step}


async def third_failure(here: World, person: Person, step: str) -> None:
    """The third failure at a step offers a person to call, and another way where there is one."""
    for _ in range(3):
        await person.sends("sticker")
    person.heard_of("1600-7119")
    assert state_of(here, person).frame.failures >= 3


def thrown_at(step: str, first: int) -> list[Junk]:
    """The kinds that this walk throws at a step, no more words than the step bears."""
    extra = step.startswith("company_") and list(ANSWERS).index(step) > list(ANSWERS).index("extras")
    thrown = [JUNK[(first + at) % len(JUNK)] for at in range(THROWN_AT_EXTRAS if extra else THROWN_AT_ONCE)]
    borne = [junk for junk in thrown if junk.words][: LIMITED.get(step, THROWN_AT_ONCE)]
    return [junk for junk in thrown if not junk.words or junk in borne]


@pytest.mark.parametrize(
    ("dialect", "language", "first"),
    [("sqlite", "ko", 0), ("sqlite", "en", THROWN_AT_ONCE), ("postgresql", "ko", 2 * THROWN_AT_ONCE)],
)
async def test_every_step_stands_every_junk(here: World, language: str, first: int) -> None:
    person = await here.person(language=language)
    number = 0
    async for step in walk(here, person):
        for junk in thrown_at(step, first + number):
            await throw(here, person, step, junk)
        number += 1
        if step in ("name", "birth_date", "login_id", "address", "certificate", "company_number"):
            await third_failure(here, person, step)
    profile = profile_of(here, "honggd1")
    assert (profile.grade, profile.member.department) == (Grade.MASTER, "수출1팀")
    assert profile.company
    assert (profile.company.homepage, profile.company.innobiz) == ("http://www.saebyeok.kr", True)
    everything = str(await person.messages())
    assert not [number for number in RESIDENT if number in everything]

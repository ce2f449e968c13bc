"""People look after their own account over HTTP, on both databases: whatever was typed in secret stands nowhere."""

from __future__ import annotations

import logging

import orjson
import pytest

from membership.passwords import verify_password
from storage import chats, leaving, member_edits, members
from storage.member_rows import Member
from tests.journeys.paths import PASSWORD, Wishes, checks_by_phone, signs_up
from tests.journeys.records import profile_of
from tests.journeys.test_secrets import everything_stored, found_in
from tests.person import Person
from tests.world import World

NEW, NEWER = "Heron+lagoon!52", "Quartz+meadow!63"
LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])


def member_of(here: World, login_id: str) -> Member | None:
    """The member with this ID, if there is one."""
    return here.reads(lambda tx: members.by_login_id(tx, login_id))


async def lets_go(person: Person) -> None:
    """The chat speaks for nobody any more."""
    await person.picks("unlink")
    await person.picks("yes")


async def finds_id(person: Person) -> None:
    """By an identity check: masked first, then whole."""
    for code in ("find_id", "yes"):
        await person.picks(code)
    await checks_by_phone(person, Wishes("honggd1"))
    await person.says(await person.code())
    person.sees("hon****")
    await person.picks("whole")
    person.sees("honggd1")
    await person.picks("close")


@LANGUAGES
async def test_an_id_is_found_and_a_password_set_anew(
    here: World, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person, other = await here.person(language=language), await here.person("다른 전화")
    await signs_up(person, "honggd1")
    await other.says("/start")
    member = profile_of(here, "honggd1").member
    here.writes(lambda tx: chats.link_chat(tx, "telegram", str(other.id), member.id))
    await lets_go(person)
    await finds_id(person)
    await person.picks("reset_password")
    await person.says("HongGD1")
    await person.picks("sms")
    code = await person.code()
    for text in (f"{(int(code) + 1) % 1_000_000:06d}", code, PASSWORD, NEW, NEW):
        await person.says(text)
    assert here.step_of(person) == "menu"
    assert verify_password(profile_of(here, "honggd1").member.password_hash, NEW)
    assert "비밀번호가 바뀌었습니다" in await other.hears()
    await stand_nowhere(here, caplog, code, PASSWORD, NEW)
    said = [message.get("text", "") for message in await person.messages() if message["from_bot"]]
    assert not any(NEW in text or code in text for text in said)


async def stand_nowhere(here: World, caplog: pytest.LogCaptureFixture, *secrets: str) -> None:
    """No table, log or call holds any of these."""
    logged = [record.getMessage() for record in caplog.records] + [caplog.text]
    called = [str(call["params"]) for call in await here.calls()]
    for name, texts in (("store", everything_stored(here)), ("log", logged), ("calls", called)):
        assert [secret for secret in secrets if found_in(secret, texts)] == [], name


@LANGUAGES
async def test_information_mobile_and_password_are_changed(here: World, language: str) -> None:
    person = await here.person(language=language)
    await signs_up(person, "honggd1")
    await person.picks("my_account")
    await person.picks("change_info")
    await person.picks("email")
    await person.says("new@example.com")
    person.heard_of("honggd1@example.com", "new@example.com")
    await person.picks("mobile")
    await person.says("010-3333-4444")
    assert profile_of(here, "honggd1").member.mobile == person.phone
    await person.says(await person.code("+821033334444"))
    member = profile_of(here, "honggd1").member
    assert (member.mobile, member.email) == ("+821033334444", "new@example.com")
    await person.picks("close")
    await person.picks("change_password")
    for text in (PASSWORD, NEWER, NEWER):
        await person.says(text)
    assert verify_password(profile_of(here, "honggd1").member.password_hash, NEWER)
    assert not any(PASSWORD in str(message) or NEWER in str(message) for message in await person.messages())
    history = here.reads(lambda tx: member_edits.history(tx, member.id))
    assert [one.field for one in history] == ["email", "mobile", "password"]
    assert not found_in(NEWER, everything_stored(here))


@LANGUAGES
async def test_consents_are_seen_and_withdrawn(here: World, language: str) -> None:
    person = await here.person(language=language)
    await signs_up(person, "honggd1", marketing="yes")
    await person.picks("my_account")
    await person.picks("my_consents")
    await person.picks("read_terms")
    person.heard_of("KOTRA")
    await person.picks("marketing_off")
    person.heard_of(str(here.clock().year))
    await person.picks("optional_off")
    await person.picks("erase_yes")
    profile = profile_of(here, "honggd1")
    last = {consent.kind: consent.answer for consent in profile.consents}
    assert (last["marketing"], last["optional_items"], last["terms"]) == (False, False, True)
    assert profile.member.mobile is None


@LANGUAGES
async def test_a_member_leaves_as_simply_as_they_joined(here: World, language: str) -> None:
    person = await here.person(language=language)
    await signs_up(person, "honggd1")
    member = profile_of(here, "honggd1").member
    await person.picks("my_account")
    await person.picks("leave_membership")
    await person.picks("_skip")
    await person.says("탈퇴" if language == "ko" else "Leave")
    await person.picks("password")
    await person.says(PASSWORD)
    person.heard_of("honggd1")
    assert "individual" in person.codes
    assert member_of(here, "honggd1") is None
    kept = here.reads(lambda tx: leaving.who_was(tx, member.id))
    assert kept is not None
    assert kept["login_id"] == "honggd1"
    stored = everything_stored(here)
    gone = (member.email, member.telephone, member.address_base)
    assert [value for value in gone if found_in(value, stored)] == []


@LANGUAGES
async def test_ones_data_comes_as_a_file_into_the_chat(here: World, language: str) -> None:
    person = await here.person(language=language)
    await signs_up(person, "honggd1")
    await person.picks("my_account")
    await person.picks("my_data")
    await person.says(PASSWORD)
    [sent] = [message for message in await person.messages() if "document" in message]
    assert sent["document"]["file_name"].startswith("kotra-honggd1-")
    file = here.playground.state.files.find(sent["document"]["file_id"])
    assert file is not None
    data = orjson.loads(here.playground.state.files.content(file))
    assert data["member"]["login_id"] == "honggd1"
    assert "argon2" not in str(data)
    assert not found_in(PASSWORD, [str(data)])

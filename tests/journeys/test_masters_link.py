"""A chat is linked to an account that is there already, by ID and password, and let go again."""

from __future__ import annotations

from storage import chats
from tests.journeys.test_masters import PASSWORD, WAITS, found, heard, joins, person_of
from tests.person import Person
from tests.world import World


async def links(person: Person, login_id: str, password: str = PASSWORD) -> str:
    """Says the ID and the password."""
    if "link" in person.codes:
        await person.picks("link")
    await person.says(login_id)
    return await person.says(password)


def speaks_for(here: World, person: Person) -> int | None:
    """Whom the chat speaks for."""
    member = here.reads(lambda tx: chats.of_chat(tx, "telegram", str(person.id)))
    return member.id if member else None


async def test_a_member_of_the_web_site_links_two_chats_and_lets_one_go(here: World) -> None:
    firm = found(here, "second02")
    one, other = await person_of(here), await person_of(here)
    await links(one, "MASTER01")
    assert speaks_for(here, one) == firm.members["master01"]
    assert one.own[-1:] == [] or one.own[-1] not in one.vanished
    assert one.vanished, "the password's message is deleted"
    assert "김대장" in str(await one.messages())
    assert len(await heard(one, WAITS)) == 1
    await links(other, "master01")
    assert len(await heard(other, WAITS)) == 1
    assert PASSWORD not in str(await one.messages()) + str(await other.messages())
    joins(here, firm, "third03")
    for person in (one, other):
        assert "이동료03" in await person.hears()
    await other.says("/start")
    await other.picks("unlink")
    await other.picks("yes")
    other.heard_of("master01")
    assert speaks_for(here, other) is None
    joins(here, firm, "fourth04")
    assert "이동료04" in await one.hears()
    assert "이동료04" not in await other.hears()


async def test_a_wrong_password_is_deleted_and_five_lock_account_and_chat_for_a_while(here: World) -> None:
    firm = found(here)
    person, other = await person_of(here), await person_of(here)
    await links(person, "master01", "Wrong!whale77river")
    assert person.vanished
    person.heard_of("맞지 않습니다")
    for _ in range(4):
        await person.says("Wrong!whale77river")
    person.heard_of("잠겼습니다", "15분")
    await person.says(PASSWORD)
    person.heard_of("잠겼습니다")
    assert person.vanished
    assert speaks_for(here, person) is None
    await links(other, "master01")
    other.heard_of("잠겼습니다")
    here.clock.forward(minutes=16)
    await other.says(PASSWORD)
    assert speaks_for(here, other) == firm.members["master01"]
    assert "Wrong!whale" not in str(await person.messages())


async def test_an_unknown_id_sounds_like_a_wrong_password(here: World) -> None:
    found(here)
    person, other = await person_of(here), await person_of(here)
    unknown = await links(person, "nobody77", "Wrong!whale77river")
    wrong = await links(other, "master01", "Wrong!whale77river")
    assert unknown == wrong

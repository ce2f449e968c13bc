"""The staff's chat: certificates come with their file, and are confirmed or rejected with a reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from membership.grades import Grade
from storage import schema
from tests.journeys.companies import PDF, UNKNOWN
from tests.journeys.paths import Wishes, gives_company, to_end_of_contact
from tests.journeys.records import rows
from tests.journeys.test_masters import Firm, answered, decided, grade, heard, joins, person_of, refusals, told
from tests.person import Person
from tests.world import World


@dataclass
class Office:
    """The staff's chat, a group of one member of staff and the bot."""

    here: World
    id: int

    async def messages(self) -> list[dict[str, Any]]:
        """What stands in the chat."""
        await told(self.here)
        return list((await self.here.web.get(f"/api/chats/{self.id}/messages"))["messages"])

    async def last(self) -> dict[str, Any]:
        """The newest message."""
        return (await self.messages())[-1]

    async def taps(self, words: str) -> dict[str, Any]:
        """Presses a button of the newest message; gives it as it stands then."""
        message = await self.last()
        buttons = [one for row in message["reply_markup"]["inline_keyboard"] for one in row]
        data = next(one["callback_data"] for one in buttons if words in one["text"])
        await self.does("press", message_id=message["message_id"], data=data)
        return await self.last()

    async def does(self, what: str, **body: Any) -> None:
        """Does something of the people's API."""
        await self.here.web.post(f"/api/chats/{self.id}/{what}", body)
        await told(self.here)


@pytest.fixture
async def office(away: World) -> AsyncIterator[Office]:
    """The assistant at work with a chat of the staff's."""
    staff = await away.web.post("/api/people", {"first_name": "담당자", "language_code": "ko"})
    group = await away.web.post("/api/groups", {"title": "KOTRA staff", "members": [staff["id"]]})
    away.settings = replace(away.settings, staff_chat=group["id"])
    async with away.running():
        await away.settled()
        yield Office(away, group["id"])


async def applies(here: World) -> tuple[Person, Firm]:
    """A MASTER whose company nobody knew, with its certificate sent."""
    person = await person_of(here)
    await to_end_of_contact(person, Wishes("hanbit01", "company"))
    await gives_company(person, UNKNOWN)
    await person.sends_file(PDF, "certificate.pdf", media_type="application/pdf")
    for code in ("skip", "submit"):
        await person.picks(code)
    return person, _firm(here)


def _firm(here: World) -> Firm:
    relation = rows(here, schema.affiliations)[0]
    return Firm(relation["company_id"], {"hanbit01": relation["member_id"]}, {"hanbit01": relation["id"]})


async def test_a_certificate_arrives_with_its_file_and_is_confirmed(office: Office) -> None:
    here = office.here
    master, firm = await applies(here)
    shown = await office.last()
    (file,) = [one["document"] for one in await office.messages() if "document" in one]
    assert file["file_name"] == "certificate.pdf"
    assert "101-01-00009" in str(shown)
    relation = joins(here, firm, "second02")
    assert "사업자등록증이 확인되면" in await master.hears()
    await master.taps("승인")
    answered(master, "사업자등록증 확인이 끝난 뒤")
    assert grade(here, firm, "second02") is Grade.ASSOCIATE
    assert ("refused:approve_members", "certificate_awaited") in [one[:2] for one in refusals(here)]
    confirmed = await office.taps("확인")
    assert "확인했습니다" in str(confirmed)
    assert "reply_markup" not in confirmed
    assert "사업자등록증이 확인되었습니다" in await master.hears()
    await master.presses(master.newest["message_id"], f"!approve:{relation}", forged=True)
    assert grade(here, firm, "second02") is Grade.REGULAR
    await office.does("press", message_id=confirmed["message_id"], data="!certificate_ok:1", forged=True)
    assert "이미 확인된" in str(await office.last())
    assert decided(here) == [("certificate_confirmed", "staff"), ("approved", "master")]


async def test_a_certificate_is_rejected_with_a_preset_reason(office: Office) -> None:
    here = office.here
    master, firm = await applies(here)
    assert "반려 사유" in str(await office.taps("반려"))
    await office.taps("돌아가기")
    await office.taps("반려")
    assert "반려했습니다" in str(await office.taps("읽을 수 없음"))
    assert "흐리거나 잘려서" in await master.hears()
    assert grade(here, firm, "hanbit01") is Grade.INDIVIDUAL
    assert len(await heard(master, "흐리거나 잘려서")) == 1


async def test_a_certificate_is_rejected_by_a_reply(office: Office) -> None:
    here = office.here
    master, firm = await applies(here)
    card = await office.last()
    await office.does("text", text="보는 중입니다", reply_to=card["message_id"])
    assert grade(here, firm, "hanbit01") is Grade.MASTER
    await office.does("press", message_id=card["message_id"], data="!certificate_no:1")
    await office.does("text", text="날짜가 지났습니다", reply_to=card["message_id"])
    assert "반려했습니다" in str(await office.last())
    assert "날짜가 지났습니다" in await master.hears()
    assert grade(here, firm, "hanbit01") is Grade.INDIVIDUAL


async def test_nobody_outside_the_staffs_chat_confirms(office: Office) -> None:
    here = office.here
    master, _ = await applies(here)
    await master.presses(master.newest["message_id"], "!certificate_ok:1", forged=True)
    await master.says("#1 확인")
    assert rows(here, schema.companies)[0]["certificate"] == "awaited"
    assert decided(here) == []

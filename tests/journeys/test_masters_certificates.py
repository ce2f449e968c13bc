"""Certificates in each way they may come: as a photo, as a file, by fax, by mail; staff confirm and reject each."""

from __future__ import annotations

import pytest

from membership.grades import Grade
from storage import schema
from tests.journeys.companies import PDF, PNG, UNKNOWN
from tests.journeys.paths import Wishes, gives_company, to_end_of_contact
from tests.journeys.records import rows
from tests.journeys.test_masters import Firm, answered, decided, grade, heard, joins, person_of
from tests.journeys.test_masters_staff import Office, office
from tests.person import Person

__all__ = ["office"]
# The smallest JPEG that tells its size: 1 × 1, start of frame, start of scan, end.
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffda0008010100003f00ffd9")
FAX, MAIL = "02-3460-7932", "service@kotra.or.kr"
WAYS = ("photo", "jpeg file", "png file", "pdf", "fax", "mail")
SHOWN = {"photo": "사진", "jpeg file": "사진", "png file": "사진", "pdf": "PDF", "fax": "팩스", "mail": "메일"}
FILES = {
    "photo": (JPEG, "photo.jpg", "photo", "image/jpeg"),
    "jpeg file": (JPEG, "license.jpg", "document", "image/jpeg"),
    "png file": (PNG, "license.png", "document", "image/png"),
    "pdf": (PDF, "license.pdf", "document", "application/pdf"),
}


async def sends(office: Office, way: str) -> tuple[Person, Firm]:
    """A MASTER of a company that nobody knew, whose certificate comes in this way."""
    person = await person_of(office.here)
    await to_end_of_contact(person, Wishes("hanbit01", "company"))
    await gives_company(person, UNKNOWN)
    if way in FILES:
        content, name, sent_as, media_type = FILES[way]
        await person.sends_file(content, name, sent_as, media_type)
    else:
        await person.picks(way)
    for code in ("skip", "submit"):
        await person.picks(code)
    person.heard_of("MASTER", {"fax": FAX, "mail": MAIL}.get(way, "사업자등록증을 잘 받았습니다"))
    relation = rows(office.here, schema.affiliations)[0]
    return person, Firm(relation["company_id"], {"hanbit01": relation["member_id"]}, {"hanbit01": relation["id"]})


async def files(office: Office) -> list[str]:
    """How the files in the staff's chat came."""
    return [kind for one in await office.messages() for kind in ("photo", "document") if kind in one]


def state(office: Office) -> tuple[str, str]:
    """What the company's certificate is, and the certificate."""
    (company,), (certificate,) = rows(office.here, schema.companies), rows(office.here, schema.certificates)
    return company["certificate"], certificate["status"]


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_comes_to_staff_with_the_fields_and_is_confirmed(office: Office, way: str) -> None:
    here = office.here
    master, firm = await sends(office, way)
    assert await files(office) == {"photo": ["photo"], "fax": [], "mail": []}.get(way, ["document"])
    card = (await office.last())["text"]
    for words in ("#1", "(주)새벽", UNKNOWN, "김새벽", "서초구 헌릉로 13", f"받는 방법: {SHOWN[way]}"):
        assert words in card
    assert "hanbit01" not in card, "the ID is masked"
    relation = joins(here, firm, "second02")
    await master.hears()
    assert "확인했습니다" in str(await office.taps("확인"))
    assert state(office) == ("verified", "verified")
    assert "사업자등록증이 확인되었습니다" in await master.hears()
    await master.presses(master.newest["message_id"], f"!approve:{relation}", forged=True)
    assert grade(here, firm, "second02") is Grade.REGULAR
    assert decided(here) == [("certificate_confirmed", "staff"), ("approved", "master")]


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_is_rejected_with_a_reason_and_may_be_tried_again(office: Office, way: str) -> None:
    here = office.here
    master, firm = await sends(office, way)
    await office.taps("반려")
    assert "반려했습니다" in str(await office.taps("휴업"))
    assert state(office) == ("rejected", "rejected")
    assert "휴업 또는 폐업한 사업자임" in await master.hears()
    assert len(await heard(master, "관계가 해지되어")) == 1
    assert grade(here, firm, "hanbit01") is Grade.INDIVIDUAL
    await office.does("press", message_id=(await office.last())["message_id"], data="!certificate_ok:1", forged=True)
    assert "이미 반려된" in str(await office.last())
    assert grade(here, firm, "hanbit01") is Grade.INDIVIDUAL
    await master.says("/status")
    answered(master, "개인회원")

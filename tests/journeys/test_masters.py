"""Associates come, their MASTER hears of it whoever wrote them, and decides (manual, "KOTRA 회원분류")."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot import notices
from membership import passwords
from membership.grades import Grade
from membership.limits import KOREAN_TIME
from storage import companies, members, relations, schema
from storage.schema import affiliations, store_events
from storage.transaction import Transaction
from tests.journeys.companies import REGISTERED
from tests.journeys.paths import Wishes, to_end_of_contact
from tests.journeys.records import rows
from tests.person import Person
from tests.storage.people import new_company, new_member
from tests.world import LOOK_SECONDS, PATIENCE, World

PASSWORD = "Blue!whale77river"
NUMBER = "1238601233"
WAITS = "승인을 기다리는 분이"


@dataclass(frozen=True)
class Firm:
    """A company of the store with its people, each under their ID."""

    id: int
    members: dict[str, int]
    relations: dict[str, int]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The assistant looks more often for what is due by a clock that a test moves."""
    monkeypatch.setattr(notices, "LOOK_SECONDS", {"sqlite": 0.2, "postgresql": 0.2})
    monkeypatch.setattr(notices, "REMIND_SECONDS", 0.2)


def found(
    here: World,
    *associates: str,
    regulars: tuple[str, ...] = (),
    master: str = "master01",
    number: str = NUMBER,
    certificate: str = "verified",
) -> Firm:
    """A company with its MASTER and others, who have been there for so long that nothing is told of them any more."""
    kept = passwords.hash_password(PASSWORD)

    def write(tx: Transaction) -> Firm:
        company = companies.create(tx, new_company(number, source="web", certificate=certificate))
        ids, links = {}, {}
        for login_id in (master, *regulars, *associates):
            ids[login_id] = members.create(tx, new_member(login_id, name=name_of(login_id), password_hash=kept)).id
            companies.affiliate(tx, company.id, ids[login_id], "web")
            relation = relations.of_member(tx, ids[login_id])
            assert relation
            links[login_id] = relation.id
            if login_id in regulars:
                relations.regrade(tx, relation, Grade.REGULAR)
        tx.connection.execute(sa.update(store_events).values(handled_at=tx.now))
        return Firm(company.id, ids, links)

    return here.writes(write)


def name_of(login_id: str) -> str:
    """The name of the member with this ID."""
    return {"master01": "김대장"}.get(login_id, f"이동료{login_id[-2:]}")


async def told(here: World) -> None:
    """Waits until what is due has been told of and everything is sent."""
    due = sa.or_(store_events.c.due_at.is_(None), store_events.c.due_at <= sa.bindparam("moment", type_=_MOMENT))
    left = sa.select(sa.func.count()).where(store_events.c.handled_at.is_(None), due)
    await here.settled()
    async with asyncio.timeout(PATIENCE):
        while here.onlooker.execute(left, {"moment": here.clock()}).scalar_one():
            await here.playground.state.events.wait(None, here.playground.state.events.seq, LOOK_SECONDS)
    await here.settled()


_MOMENT = store_events.c.due_at.type


async def person_of(here: World, firm: Firm | None = None, login_id: str = "") -> Person:
    """Somebody whose chat speaks for this member, or for nobody."""
    person = await here.person(login_id or "낯선이")
    person.settle = lambda: told(here)
    await person.says("/start")
    if firm:
        here.writes(lambda tx: members.link_chat(tx, "telegram", str(person.id), firm.members[login_id]))
        await person.hears()
    return person


def joins(here: World, firm: Firm, login_id: str) -> int:
    """An associate whom the web site writes; the relation's id."""

    def write(tx: Transaction) -> int:
        member = members.create(tx, new_member(login_id, name=name_of(login_id)))
        companies.affiliate(tx, firm.id, member.id, "web")
        relation = relations.of_member(tx, member.id)
        assert relation
        firm.members[login_id] = member.id
        firm.relations[login_id] = relation.id
        return relation.id

    return here.writes(write)


def grade(here: World, firm: Firm, login_id: str) -> Grade:
    """What a member is now."""
    member = here.reads(lambda tx: members.by_id(tx, firm.members[login_id]))
    assert member
    return member.grade


def refusals(here: World) -> list[tuple[str, str, int | None]]:
    """Who tried what they may not, as the access log has it: what, why, about whom."""
    log = rows(here, schema.access_log)
    return [
        (row["action"], row["detail"], row["subject_member_id"]) for row in log if row["action"].startswith("refused:")
    ]


def decided(here: World) -> list[tuple[str, str]]:
    """What was decided, and by whom."""
    return [(row["action"], row["by_kind"]) for row in rows(here, schema.decisions)]


async def heard(person: Person, words: str) -> list[dict[str, Any]]:
    """The messages in a chat that hold these words."""
    return [one for one in await person.messages() if words in one.get("text", "")]


def answered(person: Person, *words: str) -> None:
    """What the bot said or wrote over an earlier message since the person's last act holds these words."""
    texts = [event["message"].get("text", "") for event in person.news if (event.get("message") or {}).get("from_bot")]
    missing = [one for one in words if one not in "\n".join(texts)]
    assert not missing, f"{missing} not in: {texts}"


def passes_to(here: World, hour: int, days: int = 0) -> None:
    """Moves the clock on to this hour in Korea, at least so many days from now."""
    now = here.clock().astimezone(KOREAN_TIME) + timedelta(days=days)
    then = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    here.clock.ahead += (then if then >= now else then + timedelta(days=1)) - here.clock()


async def test_who_joins_by_chat_is_told_of_to_the_master_once(here: World) -> None:
    firm = found(here)
    master, second = await person_of(here, firm, "master01"), await person_of(here)
    await to_end_of_contact(second, Wishes("hanbit02", "company"))
    await second.says(REGISTERED)
    for code in ("yes", "skip", "submit"):
        await second.picks(code)
    second.heard_of("준회원", "MASTER에게 방금 알렸습니다")
    await master.hears()
    assert len(await heard(master, WAITS)) == 1
    assert master.labels == ["승인", "관계 해지", "나중에"]


INSERT = """
import sys, sqlalchemy as sa
engine = sa.create_engine(sys.argv[1])
with engine.begin() as connection:
    connection.execute(sa.text(
        "INSERT INTO affiliations (company_id, member_id, grade, created_via) "
        "VALUES (:company, :member, 'associate', 'web')"
    ), {"company": int(sys.argv[2]), "member": int(sys.argv[3])})
"""


async def test_who_another_program_inserts_is_told_of_within_seconds_once(here: World) -> None:
    firm = found(here)
    master = await person_of(here, firm, "master01")
    other = here.writes(lambda tx: members.create(tx, new_member("webmember2", name="박웹")))
    url = sa.make_url(here.onlooker.engine.url).render_as_string(hide_password=False)
    program = await asyncio.create_subprocess_exec(sys.executable, "-c", INSERT, url, str(firm.id), str(other.id))
    assert await program.wait() == 0
    began = datetime.now(KOREAN_TIME)
    while not await heard(master, "박웹"):
        await asyncio.sleep(0.05)
        assert datetime.now(KOREAN_TIME) - began < timedelta(seconds=5)
    await asyncio.sleep(0.3)
    await master.hears()
    assert len(await heard(master, "박웹")) == 1
    assert master.labels == ["승인", "관계 해지", "나중에"]
    assert "webmember2" not in master.said


async def test_approved_is_told_after_the_minute_of_undoing(here: World, quick: None) -> None:
    firm = found(here, "second02")
    second, master = await person_of(here, firm, "second02"), await person_of(here, firm, "master01")
    master.heard_of("이동료02", WAITS)
    await master.taps("승인")
    master.heard_of("✔ 승인했습니다")
    assert master.labels == ["승인 되돌리기 (1분 안)"]
    assert grade(here, firm, "second02") is Grade.REGULAR
    assert "승인되셨습니다" not in await second.hears()
    here.clock.forward(seconds=61)
    second_said = await second.hears()
    assert second_said.count("승인되셨습니다") == 1
    second.heard_of("서비스 마일리지")
    await master.taps("되돌리기")
    answered(master, "1분이 지나")
    assert grade(here, firm, "second02") is Grade.REGULAR
    assert decided(here) == [("approved", "master")]


async def test_undone_is_never_told_as_approved(here: World, quick: None) -> None:
    firm = found(here, "second02")
    second, master = await person_of(here, firm, "second02"), await person_of(here, firm, "master01")
    await master.taps("승인")
    await master.taps("되돌리기")
    master.heard_of("승인을 되돌렸습니다")
    assert master.labels == ["승인", "관계 해지", "나중에"]
    assert grade(here, firm, "second02") is Grade.ASSOCIATE
    here.clock.forward(seconds=61)
    await second.hears()
    assert not await heard(second, "승인되셨습니다")
    await master.taps("나중에")
    master.heard_of("나중에 정하셔도")
    assert len(master.labels) == 3
    assert decided(here) == [("approved", "master"), ("approval_undone", "master")]


async def test_an_ended_relation_is_told_with_its_reason_and_the_id_stays(here: World) -> None:
    firm = found(here, "second02")
    second, master = await person_of(here, firm, "second02"), await person_of(here, firm, "master01")
    await master.taps("관계 해지")
    master.sees("이동료02", "사유")
    await master.says("퇴사한 분입니다")
    master.sees("퇴사한 분입니다")
    await master.taps("네, 해지")
    master.heard_of("관계를 해지했고")
    assert "사유: 퇴사한 분입니다" in await second.hears()
    assert grade(here, firm, "second02") is Grade.INDIVIDUAL
    assert (await second.says("/status")).count("second02") == 1
    assert decided(here) == [("ended", "master")]


async def test_five_at_once_are_told_of_in_one_list_and_paged_approved_and_undone(here: World) -> None:
    firm = found(here)
    master = await person_of(here, firm, "master01")
    here.writes(lambda tx: _seven(tx, firm))
    await master.hears()
    assert len(await heard(master, WAITS)) == 1
    master.heard_of("7명")
    await master.taps("목록 보기")
    assert "이동료06" in master.card["text"]
    assert "이동료07" not in master.card["text"]
    await master.taps("다음 분들")
    master.sees("이동료07", "이동료08")
    await master.taps("처음 분들")
    await master.taps("모두 승인")
    master.sees("이동료07", "이동료08")
    assert "이동료06" not in master.card["text"]
    assert _regulars(here) == 5
    await master.taps("방금 승인 되돌리기")
    assert _regulars(here) == 0
    await master.taps("이동료02")
    master.sees("이동료02")
    await master.taps("승인")
    assert _regulars(here) == 1
    await master.taps("닫기")


def _seven(tx: Transaction, firm: Firm) -> None:
    for number in range(2, 9):
        member = members.create(tx, new_member(f"second0{number}", name=f"이동료0{number}"))
        companies.affiliate(tx, firm.id, member.id, "web")


def _regulars(here: World) -> int:
    return len([row for row in rows(here, affiliations) if row["grade"] == "regular"])

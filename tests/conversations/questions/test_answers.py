"""The answer to every question, for everybody who may ask it: the right facts, and nobody else's."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from conversations.catalogue import Html, texts
from conversations.questions.answers import Answer, answer
from conversations.questions.asker import Caller
from conversations.questions.intents import Intent, Slots
from conversations.questions.replying import language_of, plain, reply
from conversations.questions.understanding import understanding
from membership import facts
from membership.grades import PERMISSIONS, Grade, Service, may
from membership.limits import LEAST_AGE, LOGIN_ID_LEAST, LOGIN_ID_MOST, PASSWORD_LEAST
from storage import companies, consents, masters, members
from storage.database import Database, Transaction
from storage.member_rows import Member
from tests.conftest import Clock
from tests.storage.people import do, new_company, new_member

LANGUAGES = ("ko", "en")
WHO = ("nobody", "individual", "associate", "regular", "master", "substitute")
ABOUT_ME = (
    Intent.MY_GRADE,
    Intent.APPROVAL_STATUS,
    Intent.MY_COMPANY,
    Intent.MY_MASTER,
    Intent.PENDING_APPROVALS,
    Intent.MY_CONSENTS,
)
NUMBER = "1238601233"
# What is nobody's but one person's.
NAMES = {
    "master": "배대장",
    "regular": "문정회",
    "substitute": "손대리인",
    "associate": "허준회",
    "individual": "노개인",
}

IN_KOREAN = re.compile(r"\[[^\]]*\]|\(주\)새벽상사|[배문손허노]\S*")  # what is so in English answers, too


@dataclass(frozen=True)
class House:
    """A company with one of each grade, and somebody of none."""

    database: Database
    ids: dict[str, int]

    def asks(self, who: str, intent: Intent, slots: Slots = Slots(), language: str = "ko") -> Answer:  # noqa: B008
        """What somebody is answered."""
        if who == "nobody":
            return answer(Caller(language), intent, slots)
        return self.database.read(lambda tx: answer(Caller(language, tx, self.member(tx, who)), intent, slots))

    def hears(self, who: str, intent: Intent, language: str = "ko", **slots: str) -> str:
        """The same in plain words."""
        return plain(self.asks(who, intent, Slots.from_plain(slots), language).text)

    def member(self, tx: Transaction, who: str) -> Member:
        """The member as the store has them."""
        found = members.by_id(tx, self.ids[who])
        assert found
        return found

    def does(self, work: Callable[[Transaction], object]) -> None:
        """Changes the store."""
        self.database.write(work).result()


@pytest.fixture
def house(database: Database, clock: Clock) -> House:
    """Everybody who may ask, and the substitute's period; the associate has waited for two days."""

    def build(tx: Transaction) -> dict[str, int]:
        company = companies.create(tx, new_company(NUMBER, name="(주)새벽상사", source="web", certificate="verified"))
        made = {}
        for who, name in NAMES.items():
            wanted = new_member(f"{who}2026", name=name, email=f"{who}@secret.example", telephone="+8225551199")
            made[who] = members.create(tx, wanted).id
            if who != "individual":
                companies.affiliate(tx, company.id, made[who], "web")
        return made

    ids = do(database, build)
    house = House(database, ids)
    for who in ("regular", "substitute"):
        _regular(database, ids[who])
    until = clock.now + timedelta(days=7)
    do(database, masters.name_substitute, ids["master"], ids["substitute"], until)
    clock.forward(days=2)
    return house


def _regular(database: Database, member_id: int) -> None:
    """Somebody whom the MASTER has approved."""
    statement = sa.text("UPDATE affiliations SET grade = 'regular' WHERE member_id = :id")
    database.write(lambda tx: tx.connection.execute(statement, {"id": member_id})).result()


def _told(intent: Intent, language: str = "ko", **slots: str) -> str:
    """What somebody without an account is answered, in plain words; no store is there."""
    return plain(answer(Caller(language), intent, Slots.from_plain(slots)).text)


def _label(language: str, key: str) -> str:
    return plain(texts(language)(key))


def _every() -> Iterator[tuple[Intent, Slots]]:
    yield from ((intent, Slots()) for intent in Intent)
    yield from ((Intent.CAN_I_USE, Slots(service=service)) for service in Service)
    grades, services = (None, *Grade), (None, *Service)
    yield from ((Intent.GRADE_SERVICES, Slots(grade, one)) for grade, one in itertools.product(grades, services))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
def test_every_question_is_answered_for_everybody(house: House, who: str, language: str) -> None:
    """Something is said, in the right language, in no more than a screen, with nobody else's data."""
    others = {name for other, name in NAMES.items() if other != who}
    secrets = {f"{other}@secret.example" for other in NAMES} | {f"{other}2026" for other in NAMES if other != who}
    for intent, slots in _every():
        said = plain(house.asks(who, intent, slots, language).text)
        assert 5 < len(said) < 1_000, intent
        assert not re.search(r"\{|\}|None|<", said), said
        assert bool(re.search("[가-힣]", IN_KOREAN.sub("", said))) == (language == "ko"), said
        assert not [personal for personal in others | secrets if personal in said], (intent, said)
        assert "02-555-1199" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("grade", Grade)
def test_what_a_grade_may_is_what_the_table_says(house: House, grade: Grade, language: str) -> None:
    for service in Service:
        both = _told(Intent.GRADE_SERVICES, language, grade=grade.value, service=service.value)
        own = house.hears(grade.value, Intent.CAN_I_USE, language, service=service.value)
        yes, no = {"ko": ("네, ", "아니요, "), "en": ("Yes", "No")}[language]
        assert both.startswith(yes if may(grade, service) else no), both
        assert own.startswith(yes if may(grade, service) else no), own
        assert _label(language, f"service.{service.value}") in both


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service", Service)
def test_who_may_use_a_service_is_named_and_nobody_else(service: Service, language: str) -> None:
    said = _told(Intent.GRADE_SERVICES, language, service=service.value)
    rest = said.replace(_label(language, f"service.{service.value}"), "")
    named = {grade for grade in Grade if _label(language, f"grade.{grade.value}").split(" [")[0] in rest}
    assert named == PERMISSIONS[service]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_table_has_a_line_for_each_service(language: str) -> None:
    lines = _told(Intent.GRADE_SERVICES, language).splitlines()
    assert len(lines) == 1 + len(PERMISSIONS)


def test_who_stands_in_may_what_they_may(house: House) -> None:
    for service in Service:
        said = house.hears("substitute", Intent.CAN_I_USE, service=service.value)
        stands_in = service in (Service.APPROVE_MEMBERS, Service.END_RELATION)
        assert said.startswith("네") == (stands_in or may(Grade.REGULAR, service)), said
        assert ("대리로" in said) == stands_in, said


@pytest.mark.parametrize("who", ["individual", "associate", "regular", "master"])
def test_ones_own_grade_with_what_it_allows_and_what_comes_next(house: House, who: str) -> None:
    said = house.hears(who, Intent.MY_GRADE)
    grade = Grade(who)
    assert f"지금 등급은 {_label('ko', f'grade.{who}')}" in said
    for service in Service:
        assert _label("ko", f"service.{service.value}") in said
    assert (said.count("\n") >= 2) or grade is Grade.MASTER


@pytest.mark.parametrize("intent", ABOUT_ME)
def test_without_an_account_nothing_is_told_and_the_ways_to_one_are_offered(intent: Intent) -> None:
    found = answer(Caller("ko"), intent, Slots())
    assert "연결되어 있지 않아" in found.text
    assert found.leads_to == ("link", "company", "individual")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_associate_hears_since_when_they_wait(house: House, language: str) -> None:
    said = house.hears("associate", Intent.APPROVAL_STATUS, language)
    assert {"ko": "2026년 11월 22일", "en": "22 November 2026"}[language] in said
    assert re.search(r"\b2|2일", said)
    assert house.asks("associate", Intent.APPROVAL_STATUS).leads_to[0] == "nudge"


def test_who_is_approved_or_approves_hears_so(house: House) -> None:
    assert "이미 승인되어 기업회원 · 정회원" in house.hears("regular", Intent.APPROVAL_STATUS)
    assert "MASTER이셔서" in house.hears("master", Intent.APPROVAL_STATUS)
    assert "기업과 연결되어 있지 않습니다" in house.hears("individual", Intent.APPROVAL_STATUS)


def test_the_company_is_ones_own(house: House) -> None:
    assert "(주)새벽상사 (사업자등록번호 123-86-01233)" in house.hears("regular", Intent.MY_COMPANY)
    assert "새벽" not in house.hears("individual", Intent.MY_COMPANY)


def test_the_master_is_told_masked(house: House) -> None:
    said = house.hears("associate", Intent.MY_MASTER)
    assert "배*장" in said
    assert "배대장" not in said
    assert "master2026" not in said
    assert "회원님이" in house.hears("master", Intent.MY_MASTER)
    assert "배" not in house.hears("individual", Intent.MY_MASTER)


def test_a_company_without_a_master_is_told_whom_to_call(house: House) -> None:
    statement = sa.text("UPDATE affiliations SET grade = 'regular' WHERE member_id = :id")
    house.does(lambda tx: tx.connection.execute(statement, {"id": house.ids["master"]}))
    assert "지금 MASTER가 없습니다" in house.hears("associate", Intent.MY_MASTER)


def test_who_waits_is_told_to_whom_may_approve_alone(house: House) -> None:
    for who in ("master", "substitute"):
        said = house.hears(who, Intent.PENDING_APPROVALS)
        assert "1명" in said
        assert "2026년 11월 22일" in said
    assert "MASTER만" in house.hears("regular", Intent.PENDING_APPROVALS)
    _regular(house.database, house.ids["associate"])
    assert "기다리는 분이 없습니다" in house.hears("master", Intent.PENDING_APPROVALS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_consents_are_the_last_answers_with_their_dates(house: House, clock: Clock, language: str) -> None:
    def agree(tx: Transaction, answers: dict[str, bool]) -> None:
        for kind, yes in answers.items():
            document = consents.document(tx, kind, "2026-11-22", "ko", f"{kind}: 글")
            given = consents.Answer(document_id=document, answer=yes, answered_at=tx.now, channel="telegram")
            consents.record(tx, house.ids["individual"], [given])

    off, on = (_label(language, f"ask.my_consents.marketing_{state}") for state in ("off", "on"))
    assert _label(language, "ask.my_consents.none") in house.hears("individual", Intent.MY_CONSENTS, language)
    house.does(lambda tx: agree(tx, {"terms": True, "marketing": True}))
    said = house.hears("individual", Intent.MY_CONSENTS, language)
    assert on in said
    assert off not in said
    clock.forward(days=3)
    house.does(lambda tx: agree(tx, {"marketing": False}))
    said = house.hears("individual", Intent.MY_CONSENTS, language)
    assert off in said
    assert len([line for line in said.splitlines() if line.startswith("• ")]) == 2
    assert {"ko": "2026년 11월 27일", "en": "27 November 2026"}[language] in said


@pytest.mark.parametrize("state", ["awaited", "verified"])
def test_the_certificate_is_answered_as_it_stands(house: House, state: str) -> None:
    house.does(lambda tx: tx.connection.execute(sa.text("UPDATE companies SET certificate = :s"), {"s": state}))
    said = house.hears("master", Intent.CERTIFICATE)
    assert ("기다리고 있습니다" in said) == (state == "awaited")
    assert ("더 내실 것이 없습니다" in said) == (state == "verified")
    assert (facts.CENTRE_FAX in said) == (state == "awaited")
    approve = house.hears("master", Intent.CAN_I_USE, service="approve_members")
    assert ("확인될 때까지" in approve) == (state == "awaited")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("intent", "needed"),
    [
        (Intent.TALK_TO_HUMAN, (facts.CENTRE_PHONE, facts.CENTRE_FAX, facts.CENTRE_EMAIL)),
        (Intent.CERTIFICATE, (facts.CENTRE_FAX, facts.CENTRE_EMAIL)),
        (Intent.IPIN, (facts.PUBLIC_IPIN_HELP_PHONE,)),
        (Intent.INTEGRATED_SITES, facts.INTEGRATED_SITES),
        (Intent.AGE_LIMIT, (str(LEAST_AGE),)),
        (Intent.ID_RULES, (str(LOGIN_ID_LEAST), str(LOGIN_ID_MOST))),
        (Intent.PASSWORD_RULES, (str(PASSWORD_LEAST),)),
        (Intent.CODE_PROBLEM, ("3",)),
        (Intent.MASTER_TRANSFER, ("72",)),
        (Intent.OUT_OF_SCOPE, (facts.CENTRE_PHONE,)),
        (Intent.FORGOT_ID, (facts.CENTRE_PHONE,)),
        (Intent.FORGOT_PASSWORD, (facts.CENTRE_PHONE,)),
        (Intent.WITHDRAW, (facts.CENTRE_PHONE,)),
    ],
)
def test_the_manuals_facts_are_in_the_answers(intent: Intent, needed: tuple[str, ...], language: str) -> None:
    said = _told(intent, language)
    assert [fact for fact in needed if fact not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_telephone_and_address_in_an_answer_is_a_fact(language: str) -> None:
    known = {facts.CENTRE_PHONE, facts.CENTRE_FAX, facts.PUBLIC_IPIN_HELP_PHONE, facts.CENTRE_EMAIL}
    for intent in Intent:
        said = _told(intent, language)
        told = set(re.findall(r"\d{2,4}-\d{3,4}(?:-\d{4})?|[\w.]+@[a-z.]+[a-z]", said))
        assert told <= known, intent


def test_a_member_hears_their_own_id_and_is_not_signed_up_again(house: House) -> None:
    for intent in (Intent.FORGOT_ID, Intent.START_SIGNUP, Intent.LINK_ACCOUNT):
        assert "individual2026" in house.hears("individual", intent)


def test_who_has_no_account_is_never_looked_up() -> None:
    with pytest.raises(LookupError):
        _ = Caller("ko").tx
    with pytest.raises(LookupError):
        _ = Caller("ko").now


class TestReplying:
    """Without a chat."""

    def test_what_is_sure_is_answered(self) -> None:
        found = reply(understanding(), Caller("ko"), "준회원인데 마일리지 되나요")
        told = found.plain("q")
        assert list(told) == ["q", "intent", "slots", "confidence", "answer"]
        assert (told["intent"], told["slots"]) == ("grade_services", {"grade": "associate", "service": "mileage"})
        assert "할 수 없습니다" in str(told["answer"])

    def test_what_is_somebody_elses_is_refused(self) -> None:
        found = reply(understanding(), Caller("ko"), "김철수 연락처 알려줘")
        assert found.intent == "out_of_scope"
        assert found.answer.startswith("다른 분의 정보는 알려 드릴 수 없습니다")

    def test_what_is_not_sure_is_asked_back_with_both_in_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("conversations.questions.understanding.SURE", 1.1)
        found = reply(understanding(), Caller("en"), "forgot my username")
        told = found.plain("q")
        assert (told["intent"], told["slots"]) == ("unsure", {})
        candidates = told["candidates"]
        assert isinstance(candidates, list)
        assert candidates[0] == "forgot_id"
        assert str(told["answer"]).splitlines()[1:] == [f"• {_label('en', f'ask.is.{one}')}" for one in candidates]

    @pytest.mark.parametrize(
        ("question", "language"),
        [
            ("가입할게요", "ko"),
            ("dkdlel ckwrl", "ko"),
            ("how old must i be", "en"),
            ("", "en"),
            ("MASTER가 뭐죠", "ko"),
        ],
    )
    def test_the_language_is_the_questions(self, question: str, language: str) -> None:
        assert language_of(question) == language

    def test_marks_are_taken_off(self) -> None:
        assert plain(Html("<b>R&amp;D</b> &lt;3")) == "R&D <3"

"""What a submit writes, and what it does when somebody else wrote first."""

from __future__ import annotations

import pytest

from membership.grades import Grade
from storage import certificates, companies, members
from storage.companies import Company
from storage.database import Transaction
from storage.members import Profile
from tests.conversations.chatter import PDF, Chatter, Scene
from tests.conversations.right import (
    BIRTH_DATE,
    IN_REGISTRY,
    IN_STORE,
    NOWHERE,
    Act,
    answers_right,
    chooses,
    finishes,
    goes_to,
    says,
    signs_up,
)
from tests.storage.people import new_company, new_member

BOTH = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
PNG = b"\x89PNG\r\n\x1a\n and more"
JPEG = b"\xff\xd8\xff\xe0 and more"
UNKNOWN = says(NOWHERE)


def profile_of(chatter: Chatter, login_id: str = "") -> Profile:
    def work(tx: Transaction) -> Profile:
        member = members.by_login_id(tx, login_id or chatter.login_id)
        assert member is not None, "no member"
        found = members.profile(tx, member.id)
        assert found is not None
        return found

    return chatter.scene.database.read(work)


def company_of(scene: Scene, number: str) -> Company:
    found = scene.database.read(lambda tx: companies.by_number(tx, number))
    assert found is not None
    return found


def certificate_of(scene: Scene, number: str) -> tuple[certificates.Certificate, bytes | None]:
    def work(tx: Transaction) -> tuple[certificates.Certificate, bytes | None]:
        company = companies.by_number(tx, number)
        assert company is not None
        (found,) = certificates.of_company(tx, company.id)
        return found, certificates.content(tx, found.id)

    return scene.database.read(work)


@BOTH
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_an_individual(scene: Scene, lang: str) -> None:
    person = scene.person(lang)
    said = signs_up(person)
    profile = profile_of(person)
    assert (profile.grade, profile.company) == (Grade.INDIVIDUAL, None)
    assert [(link.channel, link.chat) for link in profile.chats] == [("telegram", person.id)]
    assert {consent.kind: consent.answer for consent in profile.consents} == {
        **dict.fromkeys(["abroad", "terms", "privacy", "optional_items", "identity"], True),
        "marketing": False,
    }
    assert {(consent.language, consent.chat) for consent in profile.consents} == {(lang, person.id)}
    assert (profile.member.language, profile.member.email) == (lang, "hong@naver.com")
    assert person.login_id in said


@BOTH
@pytest.mark.parametrize(
    ("number", "source", "certificate"),
    [(IN_REGISTRY, "registry", "verified"), (NOWHERE, "typed", "awaited")],
    ids=["in the registry", "nowhere"],
)
def test_the_first_of_a_company_becomes_its_master(scene: Scene, number: str, source: str, certificate: str) -> None:
    person = scene.person()
    signs_up(person, "company", company_number=says(number))
    assert profile_of(person).grade is Grade.MASTER
    company = company_of(scene, number)
    assert (company.source, company.certificate) == (source, certificate)


def test_who_comes_later_becomes_an_associate_and_the_master_is_told(scene: Scene) -> None:
    master, associate = scene.person("en"), scene.person("ko")
    signs_up(master, "company")
    said = signs_up(associate, "company")
    assert profile_of(associate).grade is Grade.ASSOCIATE
    assert "준회원" in said
    told = master.said[-1]
    assert "홍길동" in told
    assert associate.login_id not in told


def test_a_company_without_a_master_says_so(scene: Scene) -> None:
    first = scene.person()
    signs_up(first, "company", company_number=says(IN_STORE))
    assert profile_of(first).grade is Grade.MASTER


@pytest.mark.parametrize(
    ("act", "way", "content"),
    [
        (lambda c: c.sends_file(PDF), "pdf", PDF),
        (lambda c: c.sends_file(PNG, way="photo", name=""), "photo", PNG),
        (lambda c: c.sends_file(JPEG, name="scan.jpg"), "photo", JPEG),
        (chooses("fax"), "fax", None),
        (chooses("mail"), "mail", None),
        (says("팩스로 보낼게요"), "fax", None),
    ],
    ids=["pdf", "photo", "jpeg as a file", "fax", "mail", "fax in words"],
)
def test_a_certificate_comes_in_any_of_its_ways(scene: Scene, act: Act, way: str, content: bytes | None) -> None:
    person = scene.person()
    signs_up(person, "company", company_number=UNKNOWN, certificate=act)
    kept, opened = certificate_of(scene, NOWHERE)
    assert (kept.way, kept.status, opened) == (way, "awaited", content)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda c: c.sends_file(b"MZ program", name="certificate.pdf"), "JPG·PNG"),
        (lambda c: c.sends_file(b""), "JPG·PNG"),
        (lambda c: c.sends_file(None), "받아 오지 못했습니다"),
        (lambda c: c.sends_huge_file(11 * 1024 * 1024), "10MB"),
        (lambda c: c.sends("video"), "사진(JPG, PNG)이나 PDF"),
        (lambda c: c.sends("voice"), "사진(JPG, PNG)이나 PDF"),
        (lambda c: c.says("여기요"), "버튼"),
    ],
    ids=["a program", "empty", "gone", "huge", "video", "voice", "words"],
)
def test_what_is_no_certificate_is_asked_for_again(scene: Scene, act: Act, told: str) -> None:
    person = scene.person()
    goes_to(person, "certificate", "company", company_number=UNKNOWN)
    assert told in act(person)
    assert person.step == "certificate"
    finishes(person)


def test_a_certificate_that_the_messenger_has_no_more_is_asked_for_again(scene: Scene) -> None:
    person = scene.person()
    goes_to(person, "review", "company", company_number=UNKNOWN)
    scene.files.clear()
    assert "한 번 더 보내" in person.chooses("submit")
    assert person.step == "certificate"
    finishes(person)
    assert certificate_of(scene, NOWHERE)[1] == PDF


@BOTH
def test_an_id_that_somebody_takes_meanwhile_is_asked_anew(scene: Scene) -> None:
    kim = scene.person()
    goes_to(kim, "review")
    scene.database.write(lambda tx: members.create(tx, new_member(kim.login_id.upper()))).result()
    assert "다른 분이 쓰고" in kim.chooses("submit")
    assert kim.step == "login_id"
    kim.presses_raw(kim.buttons[0]["callback_data"])
    login_id = kim.frame.answers["login_id"]
    assert login_id != kim.login_id
    said = []
    while kim.row.flow != "home":
        said.append(kim.step)
        answers_right(kim)
    assert said == ["password", "password_again", "review"]
    assert profile_of(kim, login_id).grade is Grade.INDIVIDUAL


@BOTH
@pytest.mark.parametrize("number", [IN_REGISTRY, NOWHERE])
def test_a_company_that_somebody_registers_meanwhile_makes_an_associate(scene: Scene, number: str) -> None:
    kim, lee = scene.person(), scene.person()
    for person in (kim, lee):
        goes_to(person, "review", "company", company_number=says(number))
    lee.chooses("submit")
    kim.chooses("submit")
    assert profile_of(lee).grade is Grade.MASTER
    assert profile_of(kim).grade is Grade.ASSOCIATE
    if number == NOWHERE:
        assert certificate_of(scene, number)[0].member_id == profile_of(lee).member.id


@BOTH
def test_two_chats_submit_for_one_new_company_at_once(scene: Scene) -> None:
    people = [scene.person() for _ in range(4)]
    for person in people:
        goes_to(person, "review", "company")
    turns = []
    for person in people:
        data = person.button("제출")["callback_data"]
        event = person.event(kind="press", press=data, message_id=person.card["message_id"], data={"query_id": "q"})
        number = scene.next_update()
        turns.append(scene.database.write(lambda tx, n=number, e=event: scene.turns.take_update(tx, n, e)))  # type: ignore[misc]
    for turn in turns:
        turn.result()
    grades = sorted(profile_of(person).grade for person in people)
    assert grades == [Grade.ASSOCIATE] * 3 + [Grade.MASTER]


def test_a_company_registered_by_another_writer_meanwhile(scene: Scene) -> None:
    kim = scene.person()
    goes_to(kim, "review", "company", company_number=UNKNOWN)
    scene.database.write(lambda tx: companies.create(tx, new_company(NOWHERE))).result()
    finishes(kim)
    assert profile_of(kim).company == company_of(scene, NOWHERE)
    assert company_of(scene, NOWHERE).name == "가나무역"


@BOTH
def test_one_person_in_two_chats_becomes_one_member(scene: Scene) -> None:
    kim, same = scene.person(), scene.person()
    goes_to(kim, "review")
    goes_to(same, "review", phone=says(kim.mobile))
    kim.chooses("submit")
    same.chooses("submit")
    assert same.step == "menu"
    same.sees("그사이 같은 분의 가입이 끝났습니다")
    assert len(scene.database.read(members.listing)) == 1


def test_an_individual_converts_in_the_chat_of_the_sign_up_and_in_another(scene: Scene) -> None:
    kim, elsewhere = scene.person(), scene.person()
    signs_up(kim)
    elsewhere.commands("start")
    elsewhere.chooses("convert")
    finishes(elsewhere, phone=says(kim.mobile))
    assert profile_of(kim).grade is Grade.MASTER
    assert "이미 기업회원" in kim.commands("start", "convert")


def test_who_is_no_member_cannot_convert(kim: Chatter) -> None:
    kim.commands("start")
    kim.chooses("convert")
    finishes(kim)
    kim.sees("찾지 못했습니다")


def test_everything_that_was_given_is_in_the_store(scene: Scene) -> None:
    kim = scene.person()
    signs_up(kim, "company", company_number=UNKNOWN, extras=chooses("fill"))
    profile, company = profile_of(kim), company_of(scene, NOWHERE)
    member = profile.member
    assert (member.name, member.name_en, member.department, member.position) == (
        "홍길동",
        "Hong Gildong",
        "수출팀",
        "과장",
    )
    assert [product.name_ko for product in profile.products] == ["화장품", "김"]
    assert profile.regions == ["US", "VN"]
    assert (company.enterprise_kind, company.innobiz, company.venture) == ("corporation", True, False)
    assert (company.name_en, company.main_product, company.trade_role) == ("Gana Trading", "센서", "both")
    assert BIRTH_DATE.isoformat() not in str(member)

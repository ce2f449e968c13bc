"""What the tax office says of a company, and the instant check in place of the certificate."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import staff
from conversations.events import Chat as StaffChat
from membership import limits
from membership.grades import Grade
from storage import companies as company_store
from storage import company_status, daily_counts, decisions, members
from storage.company_status import Standing
from storage.database import Database
from storage.decisions import Action
from storage.schema import companies, outbox
from storage.schema import company_status as status_table
from storage.transaction import Transaction
from tests.conftest import Clock
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import IN_REGISTRY, IN_STORE, NOWHERE, Act, answers_right, finishes, says
from tests.conversations.test_company_flow import certificates_of, change, company_of, grade_of
from tests.storage.people import new_member

BOTH = frozenset({"company.status", "company.matches"})
CLOSED = Standing("closed", date(2024, 3, 1))
OPENED = ("2015-03-02", "김대표")


@pytest.fixture
def scene(scene: Scene) -> Scene:
    scene.offices = BOTH
    scene.openings[NOWHERE] = OPENED
    return scene


def asked(scene: Scene, service: str) -> int:
    return sum(name == service for name, _ in scene.services)


def converts(kim: Chatter, until: str, **instead: Act) -> None:
    """Goes to a step of the company's, as a member who has signed up already: the quickest way there."""

    def signed_up(tx: Transaction) -> None:
        member = members.create(tx, new_member(kim.login_id))
        members.link_chat(tx, "telegram", kim.id, member.id)

    kim.scene.database.write(signed_up).result()
    kim.commands("start")
    kim.chooses("convert")
    while kim.step != until:
        answers_right(kim, **instead)


def to_the_state(kim: Chatter, number: str) -> None:
    converts(kim, "company_number")
    kim.says(number)


def to_the_opening_date(kim: Chatter, **instead: Act) -> None:
    converts(kim, "company_opened_on", company_number=says(NOWHERE), **instead)


@pytest.mark.parametrize(
    ("number", "step"), [(IN_REGISTRY, "company_confirm"), (IN_STORE, "company_confirm"), (NOWHERE, "company_name")]
)
def test_of_a_company_that_trades_nothing_is_asked(kim: Chatter, number: str, step: str) -> None:
    to_the_state(kim, number)
    assert kim.step == step
    kim.sees("계속사업자")


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (CLOSED, "2024년 3월 1일에 <b>폐업</b>"),
        (Standing("closed"), "<b>폐업</b>"),
        (Standing("suspended"), "<b>휴업</b>"),
        (Standing("unknown"), "<b>등록되지 않은</b>"),
    ],
)
def test_of_any_other_it_is_told_and_asked_back(kim: Chatter, standing: Standing, words: str) -> None:
    kim.scene.standings[NOWHERE] = standing
    to_the_state(kim, NOWHERE)
    assert kim.step == "company_state"
    kim.sees(words)
    kim.chooses("other")
    assert kim.step == "company_number"
    kim.says(IN_REGISTRY)
    assert kim.step == "company_confirm"


def test_who_insists_goes_on_and_staff_see_the_certificate(kim: Chatter) -> None:
    kim.scene.standings[IN_REGISTRY] = CLOSED
    to_the_state(kim, IN_REGISTRY)
    kim.chooses("insist")
    assert kim.step == "company_confirm"
    kim.chooses("yes")
    assert kim.step == "certificate"
    finishes(kim)
    company = company_of(kim.scene, IN_REGISTRY)
    assert (company.source, company.certificate) == ("registry", "awaited")
    assert len(certificates_of(kim.scene, IN_REGISTRY)) == 1
    assert asked(kim.scene, "company.matches") == 0


def test_another_number_may_be_typed_at_once(kim: Chatter) -> None:
    kim.scene.standings[NOWHERE] = CLOSED
    to_the_state(kim, NOWHERE)
    kim.says(IN_REGISTRY)
    assert kim.step == "company_confirm"
    kim.sees("(주)다라산업")


def test_yes_and_no_are_understood(kim: Chatter) -> None:
    kim.scene.standings[NOWHERE] = CLOSED
    to_the_state(kim, NOWHERE)
    kim.says("아니요")
    assert kim.step == "company_number"
    kim.says(NOWHERE)
    kim.says("네")
    assert kim.step == "company_name"


@pytest.mark.parametrize("error", ["company.unreachable", "company.key_refused", "company.answer_unreadable"])
def test_an_outage_never_keeps_anybody_from_signing_up(kim: Chatter, error: str) -> None:
    kim.scene.fails["company.status"] = error
    to_the_state(kim, NOWHERE)
    assert kim.step == "company_name"
    kim.sees("지금은 국세청 확인을 할 수 없어")
    finishes(kim)
    assert grade_of(kim) is Grade.MASTER
    assert company_of(kim.scene, NOWHERE).certificate == "awaited"


def test_a_slow_answer_is_not_waited_for(kim: Chatter) -> None:
    converts(kim, "company_number")
    kim.scene.holds = True
    kim.says(NOWHERE)
    kim.scene.waiting = [row for row in kim.scene.waiting if row.route != "service"]
    kim.scene.holds = False
    kim.scene.deliver()
    kim.sees("확인하고 있습니다")
    kim.scene.passes(seconds=limits.SERVICE_PATIENCE.total_seconds())
    assert kim.step == "company_name"
    kim.sees("국세청 답이 늦어")


def test_going_on_without_waiting_leaves_nothing_to_go_back_to(kim: Chatter) -> None:
    converts(kim, "company_number")
    kim.scene.holds = True
    kim.says(NOWHERE)
    late = [row for row in kim.scene.waiting if row.route != "telegram"]
    kim.scene.waiting = [row for row in kim.scene.waiting if row.route == "telegram"]
    kim.scene.deliver()
    kim.scene.holds = False
    kim.chooses("go_on")
    assert kim.step == "company_name"
    kim.scene.waiting += late
    kim.scene.deliver()
    assert kim.step == "company_name"
    kim.chooses("_back")
    assert kim.step == "company_number"


def test_what_comes_out_late_is_asked_back_before_the_submit(kim: Chatter) -> None:
    kim.scene.fails["company.status"] = "company.unreachable"
    converts(kim, "review", company_number=says(NOWHERE))
    kim.scene.database.write(lambda tx: company_status.keep(tx, NOWHERE, CLOSED)).result()
    kim.chooses("submit")
    assert kim.step == "company_state"
    kim.chooses("insist")
    assert kim.step == "review"
    kim.chooses("submit")
    assert grade_of(kim) is Grade.MASTER


def test_what_was_said_within_the_hour_is_not_asked_again(kim: Chatter) -> None:
    to_the_state(kim, NOWHERE)
    lee = kim.scene.person()
    to_the_state(lee, NOWHERE)
    assert lee.step == "company_name"
    lee.sees("계속사업자")
    assert asked(kim.scene, "company.status") == 1


def test_numbers_are_looked_up_a_few_times_a_day(kim: Chatter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COMPANY_LOOK_UPS_PER_CHAT_A_DAY", 1)
    kim.scene.standings[NOWHERE] = CLOSED
    to_the_state(kim, NOWHERE)
    kim.says(IN_REGISTRY)
    assert kim.step == "company_confirm"
    assert asked(kim.scene, "company.status") == 1


def test_the_opening_date_stands_in_for_the_certificate(kim: Chatter) -> None:
    to_the_opening_date(kim)
    kim.says("개업일자는 2015년 3월 2일이에요")
    assert kim.step == "extras"
    kim.sees("사업자등록증은 보내지 않으셔도 됩니다")
    said = finishes(kim)
    assert "국세청 확인이 끝나" in said
    company = company_of(kim.scene, NOWHERE)
    assert (company.source, company.certificate) == ("typed", "verified")
    assert certificates_of(kim.scene, NOWHERE) == []
    (decision,) = [
        one
        for one in kim.scene.database.read(lambda tx: decisions.of_company(tx, company.id))
        if one.action is Action.CERTIFICATE_CONFIRMED
    ]
    assert (decision.by_staff, decision.reason) == ("nts", "opening date and representative match")


def test_it_may_be_skipped(kim: Chatter) -> None:
    to_the_opening_date(kim)
    kim.chooses("_skip")
    assert kim.step == "certificate"
    finishes(kim)
    assert company_of(kim.scene, NOWHERE).certificate == "awaited"


def test_a_mismatch_can_be_corrected(kim: Chatter) -> None:
    to_the_opening_date(kim)
    kim.says("2015-03-03")
    assert kim.step == "company_check"
    kim.sees("<b>다릅니다</b>", "2015년 3월 3일", "김대표")
    kim.chooses("date")
    assert kim.step == "company_opened_on"
    kim.says("2015-03-02")
    assert kim.step == "extras"


def test_a_wrong_representative_can_be_corrected_and_is_checked_anew(kim: Chatter) -> None:
    to_the_opening_date(kim, company_representative=says("김대포"))
    kim.says("2015-03-02")
    kim.chooses("representative")
    assert kim.step == "company_representative"
    kim.says("김대표")
    assert kim.step == "extras"
    assert asked(kim.scene, "company.matches") == 2


def test_a_mismatch_leads_to_the_certificate(kim: Chatter) -> None:
    to_the_opening_date(kim)
    kim.says("2015-03-03")
    kim.chooses("certificate")
    assert kim.step == "certificate"
    finishes(kim)
    assert company_of(kim.scene, NOWHERE).certificate == "awaited"


def is_vacant(scene: Scene, state: str) -> None:
    """The registered company has no members, and its certificate is in this state."""
    changed = sa.update(companies).where(companies.c.business_number == IN_STORE).values(certificate=state)
    scene.database.write(lambda tx: tx.connection.execute(changed)).result()
    scene.openings[IN_STORE] = OPENED


def to_the_vacant_one(kim: Chatter) -> None:
    """Up to the opening date of a registered company without members."""
    is_vacant(kim.scene, "awaited")
    converts(kim, "company_opened_on", company_number=says(IN_STORE))


def test_of_a_registered_company_without_members_it_stands_in_too(kim: Chatter) -> None:
    to_the_vacant_one(kim)
    kim.says("2015-03-02")
    assert kim.step == "company_check_representative"
    assert asked(kim.scene, "company.matches") == 0
    kim.says("대표자명은 김대표")
    kim.sees("사업자등록증은 보내지 않으셔도 됩니다")
    assert "국세청 확인이 끝나" in finishes(kim)
    company = company_of(kim.scene, IN_STORE)
    assert company.certificate == "verified"
    assert certificates_of(kim.scene, IN_STORE) == []
    assert grade_of(kim) is Grade.MASTER
    decided = kim.scene.database.read(lambda tx: decisions.of_company(tx, company.id))
    assert [one.by_staff for one in decided if one.action is Action.CERTIFICATE_CONFIRMED] == ["nts"]


def test_there_a_mismatch_is_corrected_or_leads_to_the_certificate(kim: Chatter) -> None:
    to_the_vacant_one(kim)
    kim.says("2015-03-02")
    kim.says("김대포")
    kim.sees("<b>다릅니다</b>", "김대포")
    kim.chooses("representative")
    assert kim.step == "company_check_representative"
    kim.says("박대표")
    kim.chooses("certificate")
    assert kim.step == "certificate"
    finishes(kim)
    assert company_of(kim.scene, IN_STORE).certificate == "awaited"
    assert len(certificates_of(kim.scene, IN_STORE)) == 1


def test_there_it_may_be_skipped_for_the_certificate(kim: Chatter) -> None:
    to_the_vacant_one(kim)
    kim.chooses("_skip")
    assert kim.step == "certificate"


@pytest.mark.parametrize(("state", "step"), [("rejected", "certificate"), ("verified", "review")])
def test_what_staff_have_decided_is_not_checked_instead(kim: Chatter, state: str, step: str) -> None:
    is_vacant(kim.scene, state)
    converts(kim, step, company_number=says(IN_STORE))
    assert "company_opened_on" not in kim.frame.answers


def test_a_company_that_staff_refuse_meanwhile_needs_its_certificate(kim: Chatter) -> None:
    to_the_vacant_one(kim)
    kim.says("2015-03-02")
    kim.says("김대표")
    while kim.step != "review":
        kim.chooses("skip")
    is_vacant(kim.scene, "rejected")
    kim.chooses("submit")
    assert kim.step == "company_confirm"
    kim.chooses("yes")
    assert kim.step == "certificate"


def test_whoever_joins_meanwhile_is_master_and_the_check_is_not_used(kim: Chatter) -> None:
    to_the_vacant_one(kim)
    kim.says("2015-03-02")
    kim.says("김대표")
    while kim.step != "review":
        kim.chooses("skip")

    def first(tx: Transaction) -> None:
        found = company_store.by_number(tx, IN_STORE)
        assert found is not None
        company_store.affiliate(tx, found.id, members.create(tx, new_member("somebody")).id, "web")

    kim.scene.database.write(first).result()
    kim.chooses("submit")
    assert grade_of(kim) is Grade.ASSOCIATE
    assert company_of(kim.scene, IN_STORE).certificate == "awaited"


STAFF = StaffChat("telegram", "-1001")


def staff_card(scene: Scene, number: str) -> str:
    """What staff are shown of a company's certificate."""
    (paper,) = certificates_of(scene, number)
    notes = scene.database.write(lambda tx: staff.certificate_notes(tx, paper.id, STAFF)).result()
    return str(notes[0].text)


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (CLOSED, "국세청: 2024년 3월 1일 <b>폐업</b> (2026년"),
        (Standing("closed"), "국세청: <b>폐업</b> ("),
        (Standing("suspended"), "국세청: <b>휴업</b> ("),
        (Standing("unknown"), "국세청: <b>등록되지 않은 번호</b> ("),
    ],
)
def test_staff_see_what_the_tax_office_said_also_days_later(kim: Chatter, standing: Standing, words: str) -> None:
    kim.scene.standings[NOWHERE] = standing
    to_the_state(kim, NOWHERE)
    kim.chooses("insist")
    finishes(kim)
    kim.scene.passes(days=3)
    assert words in staff_card(kim.scene, NOWHERE)


def test_staff_see_that_a_company_trades_or_that_nobody_has_asked(kim: Chatter) -> None:
    to_the_opening_date(kim)
    kim.chooses("_skip")
    finishes(kim)
    assert "국세청: 계속사업자 (" in staff_card(kim.scene, NOWHERE)
    kim.scene.database.write(lambda tx: tx.connection.execute(sa.delete(status_table))).result()
    assert "국세청: 조회한 기록이 없습니다" in staff_card(kim.scene, NOWHERE)


def test_an_outage_is_told_in_other_words_than_a_mismatch(kim: Chatter) -> None:
    kim.scene.fails["company.matches"] = "company.unreachable"
    to_the_opening_date(kim)
    kim.says("2015-03-02")
    assert kim.step == "certificate"
    kim.sees("틀린 것은 아니니")


def test_another_representative_on_the_review_voids_the_check(kim: Chatter) -> None:
    to_the_opening_date(kim)
    kim.says("2015-03-02")
    while kim.step != "review":
        kim.chooses("skip")
    change(kim, "company_representative")
    kim.says("박대표")
    assert kim.step == "company_check"
    kim.chooses("certificate")
    assert kim.step == "certificate"


def test_representatives_cannot_be_guessed(kim: Chatter) -> None:
    to_the_opening_date(kim)
    for _ in range(limits.COMPANY_CHECKS_PER_CHAT_A_DAY):
        kim.says("2015-03-03")
        kim.chooses("date")
    kim.says("2015-03-02")
    assert kim.step == "certificate"
    kim.sees("횟수를 넘었습니다")
    assert asked(kim.scene, "company.matches") == limits.COMPANY_CHECKS_PER_CHAT_A_DAY


def test_nor_by_several_people_and_over_restarts(kim: Chatter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COMPANY_CHECKS_PER_NUMBER_A_DAY", 1)
    to_the_opening_date(kim)
    kim.says("2015-03-03")
    kim.scene.restart()
    lee = kim.scene.person()
    to_the_opening_date(lee)
    lee.says("2015-03-02")
    assert lee.step == "certificate"
    kim.scene.passes(days=1)
    park = kim.scene.person()
    to_the_opening_date(park)
    park.says("2015-03-02")
    assert park.step == "extras"


@pytest.mark.parametrize(
    ("typed", "words"), [("내일", "알아보지"), ("2099-01-01", "있을 수 없는"), ("2015-02-30", "있을 수 없는")]
)
def test_what_is_no_opening_date(kim: Chatter, typed: str, words: str) -> None:
    to_the_opening_date(kim)
    assert words in kim.says(typed)
    assert kim.step == "company_opened_on"


def test_of_a_number_that_is_not_there_the_date_is_not_asked(kim: Chatter) -> None:
    kim.scene.standings[NOWHERE] = Standing("unknown")
    to_the_state(kim, NOWHERE)
    kim.chooses("insist")
    finishes(kim)
    assert asked(kim.scene, "company.matches") == 0


def test_without_the_service_everything_is_as_before(kim: Chatter) -> None:
    kim.scene.offices = frozenset()
    converts(kim, "certificate", company_number=says(NOWHERE))
    assert kim.scene.services == []
    rows = kim.scene.database.read(lambda tx: tx.connection.execute(sa.select(outbox.c.method)).scalars().all())
    assert not [name for name in rows if name.startswith("company")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(who=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), max_size=40))
def test_guesses_at_a_representative_are_counted_by_chat_and_by_number(
    database: Database, clock: Clock, who: list[tuple[int, int, bool]]
) -> None:
    """However chats and companies take turns, and whatever restarts between: no more than the limits a day."""
    clock.forward(days=1)
    by_chat, by_number = Counter[int](), Counter[int]()
    for chat, number, restarts in who:
        worker = Database.open(database.url, database.keyring, clock) if restarts else database
        allowed = {f"telegram:{chat}": limits.COMPANY_CHECKS_PER_CHAT_A_DAY}
        allowed[f"number:{number}"] = limits.COMPANY_CHECKS_PER_NUMBER_A_DAY
        passed = worker.write(partial(_spends, allowed)).result()
        fits = by_chat[chat] < limits.COMPANY_CHECKS_PER_CHAT_A_DAY
        assert passed is (fits and by_number[number] < limits.COMPANY_CHECKS_PER_NUMBER_A_DAY)
        by_chat[chat] += passed
        by_number[number] += passed
        if restarts:
            worker.close()


def _spends(allowed: dict[str, int], tx: Transaction) -> bool:
    return daily_counts.spend(tx, "company.matches", allowed)

"""What limits the identity check: no code twice for nothing, no promise of a way that is not there."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from membership.limits import CODE_SENDS_PER_CHECK, CODE_SENDS_PER_HOUR
from storage.schema import identity_checks
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import finishes, goes_to, says


def sends(scene: Scene) -> int:
    """How many codes went out."""
    return sum(service == "identity.send_code" for service, _ in scene.services)


def checks(scene: Scene) -> int:
    """How many checks were begun."""
    count = sa.select(sa.func.count()).select_from(identity_checks)
    return scene.database.read(lambda tx: int(tx.connection.execute(count).scalar_one()))


def test_going_back_and_agreeing_again_sends_nothing_while_the_code_serves(kim: Chatter) -> None:
    goes_to(kim, "code")
    for _ in range(CODE_SENDS_PER_HOUR + 2):
        kim.says("이전")
        kim.chooses("yes")
    assert (sends(kim.scene), checks(kim.scene)) == (1, 1)
    kim.sees("남은 시간")
    kim.says(kim.scene.code)
    assert kim.step == "login_id"


def test_a_change_right_after_a_sending_waits_and_then_has_a_code_sent(kim: Chatter) -> None:
    goes_to(kim, "code")
    while kim.step != "carrier":
        kim.says("이전")
    kim.chooses("KT")
    kim.chooses("yes")
    assert (sends(kim.scene), checks(kim.scene)) == (1, 1)
    kim.sees("20초쯤 뒤에")
    assert "지금 쓸 수 있는 인증번호가 없습니다" in kim.says(kim.scene.code)
    kim.sees("20초쯤 뒤에")
    kim.scene.passes(seconds=20)
    kim.chooses("resend")
    assert kim.scene.services[-1][1]["carrier"] == "KT"
    kim.says(kim.scene.code)
    assert kim.step == "login_id"


def test_no_check_is_begun_beyond_the_limit(scene: Scene) -> None:
    people = [scene.person() for _ in range(CODE_SENDS_PER_HOUR + 1)]
    for someone in people:
        goes_to(someone, "code", phone=says("010-3333-4444"))
    assert checks(scene) == CODE_SENDS_PER_HOUR
    last = people[-1]
    last.sees("한 시간 뒤에")
    assert "보내지 못했습니다" not in last.card["text"]
    scene.passes(hours=1, seconds=1)
    last.chooses("resend")
    last.says(scene.code)
    assert last.step == "login_id"


def test_after_five_codes_of_a_check_another_is_sent_an_hour_later(kim: Chatter) -> None:
    goes_to(kim, "code")
    for _ in range(CODE_SENDS_PER_CHECK):
        kim.scene.passes(seconds=20)
        kim.chooses("resend")
    assert sends(kim.scene) == CODE_SENDS_PER_CHECK
    kim.scene.passes(minutes=4)
    assert "한 시간 뒤에" in kim.chooses("resend")
    kim.scene.passes(hours=1)
    kim.chooses("resend")
    assert (sends(kim.scene), checks(kim.scene)) == (CODE_SENDS_PER_CHECK + 1, 2)
    kim.says(kim.scene.code)
    assert kim.step == "login_id"


def test_who_refuses_the_terms_is_offered_the_other_method(kim: Chatter) -> None:
    goes_to(kim, "identity_terms")
    assert not kim.offers("ipin")
    kim.chooses("no")
    kim.sees("‘다른 인증 방법’을 고르시거나")
    kim.chooses("ipin")
    assert kim.step == "page"
    finishes(kim)
    assert kim.step == "menu"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_where_there_is_one_method_no_other_is_promised(scene: Scene, lang: str) -> None:
    scene.offers = frozenset({"phone"})
    person = scene.person(lang)
    goes_to(person, "phone")
    said = "".join(person.says("+1 212-555-0123") for _ in range(3))
    assert "1600-7119" in said
    goes_to_terms = person.says(person.mobile) + person.chooses("no")
    assert not person.offers("ipin")
    for promise in ("다른 인증", "다른 방법", "other way", "Another way"):
        assert promise not in said + goes_to_terms

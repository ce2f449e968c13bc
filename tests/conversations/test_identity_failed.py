"""Why a check on the provider's page led to nothing, in words where the person can do something about it."""

from __future__ import annotations

import pytest

from storage import identity
from tests.conversations.chatter import Chatter
from tests.conversations.right import chooses, ends_the_page, goes_to


def ref_of(chatter: Chatter) -> str:
    check = chatter.scene.database.read(lambda tx: identity.by_id(tx, chatter.frame.answers["check"]))
    assert check is not None
    return check.ref


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("failed", "다른 인증수단"),
        ("cancelled", "취소"),
        ("timed_out", "시간이 지났습니다"),
        ("too_many", "여러 번 틀려"),
        ("wrong_person", "명의와 다릅니다"),
        ("no_unique_value", "통신사(PASS)"),
        ("other_check", "이 대화에서 시작한"),
        ("other_channel", "이 서비스의 본인확인이 아니어서"),
    ],
)
def test_each_failure_has_its_sentence_and_the_next_try_is_another_check(kim: Chatter, code: str, words: str) -> None:
    goes_to(kim, "page", method=chooses("ipin"))
    first = ref_of(kim)
    kim.scene.fails["identity.fetch"] = f"identity.{code}"
    kim.chooses("done")
    assert kim.step == "page"
    kim.sees(words)
    assert ref_of(kim) != first
    assert ref_of(kim) in str(kim.buttons)
    kim.scene.fails.clear()
    ends_the_page(kim)
    assert kim.step == "login_id"


@pytest.mark.parametrize("code", ["identity.unreachable", "identity.key_refused", "service.failed"])
def test_an_outage_keeps_the_check(kim: Chatter, code: str) -> None:
    goes_to(kim, "page", method=chooses("ipin"))
    first = ref_of(kim)
    kim.scene.fails["identity.fetch"] = code
    kim.chooses("done")
    assert kim.step == "page"
    assert ref_of(kim) == first


def test_where_the_page_is_the_only_way_no_other_is_offered(kim: Chatter) -> None:
    kim.scene.offers = frozenset({"ipin"})
    goes_to(kim, "page")
    assert kim.offers("done")
    assert not kim.offers("phone")
    ends_the_page(kim)
    assert kim.step == "login_id"

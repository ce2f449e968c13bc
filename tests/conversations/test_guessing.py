"""Who finds out what is registered, by trying one ID or number after the other, is stopped for the day."""

from __future__ import annotations

import pytest

from membership import limits
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import IN_REGISTRY, IN_STORE, NOWHERE, goes_to, signs_up
from tests.conversations.test_tax_office import converts


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of each a day."""
    monkeypatch.setattr(limits, "COMPANY_NUMBERS_PER_CHAT_A_DAY", 3)
    monkeypatch.setattr(limits, "LOGIN_IDS_PER_CHAT_A_DAY", 3)


@pytest.mark.usefixtures("few")
def test_business_numbers(kim: Chatter) -> None:
    converts(kim, "company_number")
    for number in (IN_STORE, IN_REGISTRY, NOWHERE):
        kim.says(number)
        assert kim.frame.answers["company_number"] == number
        kim.chooses("_back")
        assert kim.step == "company_number"
    kim.scene.restart()
    assert "내일" in kim.says(IN_STORE)
    assert kim.step == "company_number"
    kim.says(NOWHERE)
    assert kim.frame.answers["company_number"] == NOWHERE, "the same again is no other number"
    kim.chooses("_back")
    kim.scene.passes(hours=23)
    kim.says(IN_REGISTRY)
    assert kim.frame.answers["company_number"] == IN_REGISTRY


@pytest.mark.usefixtures("few")
def test_ids_that_are_taken(scene: Scene) -> None:
    lee, kim = scene.person(), scene.person()
    signs_up(lee)
    goes_to(kim, "login_id")
    for _ in range(3):
        assert "내일" not in kim.says(lee.login_id)
    scene.restart()
    assert "내일" in kim.says(lee.login_id)
    assert "내일" in kim.says("freeid123")
    scene.passes(hours=13)
    kim.says("freeid123")
    assert kim.step == "password"

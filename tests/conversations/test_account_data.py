"""One's own data as a file: everything that is kept, behind the password, and nothing secret."""

from __future__ import annotations

import orjson
import pytest

from storage import access
from tests.conversations.chatter import Scene
from tests.conversations.right import IN_REGISTRY, PASSWORD, says, signs_up
from tests.conversations.test_account_find import member_of


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_everything_comes_as_a_file_after_the_password(scene: Scene, lang: str) -> None:
    kim = scene.person(lang)
    signs_up(kim, "company", company_number=says(IN_REGISTRY))
    member = member_of(scene, kim.login_id)
    kim.chooses("my_account")
    kim.chooses("my_data")
    kim.says(PASSWORD + "x")
    assert scene.uploads[kim.id] == []
    kim.says(PASSWORD)
    [upload] = scene.uploads[kim.id]
    assert upload["name"] == f"kotra-{kim.login_id}-2026-11-22.json"
    data = orjson.loads(upload["content"])
    assert data["member"]["email"] == member.email
    assert data["member"]["grade"] == "master"
    assert data["company"]["business_number"] == IN_REGISTRY
    assert {one["kind"] for one in data["consents"]} >= {"terms", "privacy", "marketing"}
    assert "sign_up" in [one["action"] for one in data["looks_at_my_data"]]
    assert not any(
        secret and secret in upload["content"] for secret in (member.password_hash, member.unique_value_hash)
    )
    assert kim.step == "my_account"
    log = scene.database.read(lambda tx: access.of_member(tx, member.id))
    assert log[-1].action == "took_own_data"


def test_words_lead_there(scene: Scene) -> None:
    kim = scene.person()
    signs_up(kim)
    kim.says("내 정보 열람")
    assert kim.step == "own_password"

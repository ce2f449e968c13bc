"""What is kept of consents and of the identity check: the text that was read, and nothing that proves too little."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from conversations import documents
from storage import chats, consents, members
from storage.consents import Consent
from storage.database import Transaction
from storage.schema import consent_documents, identity_checks
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import IN_REGISTRY, answers_right, chooses, finishes, goes_to, says, signs_up


def consents_of(chatter: Chatter) -> list[Consent]:
    """Everything that this person has answered."""

    def work(tx: Transaction) -> list[Consent]:
        member = members.by_login_id(tx, chatter.login_id)
        assert member is not None
        return consents.of_member(tx, member.id)

    return chatter.scene.database.read(work)


def drop_checks(scene: Scene) -> None:
    """What housekeeping does to checks that led to no member."""
    scene.database.write(lambda tx: tx.connection.execute(sa.delete(identity_checks))).result()


def test_the_text_that_was_read_is_the_evidence_also_after_a_deploy(
    kim: Chatter, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_to(kim, "review")
    read = documents.document("terms", "ko")
    monkeypatch.setattr(documents, "VERSION", "2099-01-01")
    monkeypatch.setattr(documents, "document", lambda kind, language: f"The new text of {kind}")
    kim.chooses("submit")
    assert {consent.version for consent in consents_of(kim)} == {"2026-11-22"}
    texts = sa.select(consent_documents.c.text).where(consent_documents.c.kind == "terms")
    assert kim.scene.database.read(lambda tx: tx.connection.execute(texts).scalars().all()) == [read]


def test_each_answer_refers_to_the_language_in_which_it_was_given(kim: Chatter) -> None:
    goes_to(kim, "privacy")
    kim.says("English")
    signed = finishes(kim)
    assert kim.login_id in signed
    assert {consent.kind: consent.language for consent in consents_of(kim)} == {
        **dict.fromkeys(["abroad", "terms"], "ko"),
        **dict.fromkeys(["privacy", "optional_items", "marketing", "identity"], "en"),
    }


@pytest.mark.parametrize("method", ["phone", "ipin"])
def test_a_check_that_is_there_no_more_is_made_again_and_nothing_else(kim: Chatter, method: str) -> None:
    goes_to(kim, "review", method=chooses(method))
    drop_checks(kim.scene)
    kim.scene.passes(seconds=30)
    assert "본인 확인만 한 번 더" in kim.chooses("submit")
    asked = []
    while kim.row.flow != "home":
        asked.append(kim.step)
        answers_right(kim)
    assert asked == {"phone": ["identity_terms", "code", "review"], "ipin": ["page", "review"]}[method]
    assert "가입이 끝났습니다" in kim.card["text"]
    assert len(consents_of(kim)) == {"phone": 6, "ipin": 5}[method]


def test_a_conversion_in_a_chat_that_is_not_linked_asks_the_age_and_keeps_both_consents(kim: Chatter) -> None:
    signs_up(kim)
    before = len(consents_of(kim))
    kim.scene.database.write(lambda tx: chats.unlink_chat(tx, "telegram", kim.id)).result()
    kim.chooses("convert")
    asked = []
    while kim.row.flow != "home":
        asked.append(kim.step)
        answers_right(kim, company_number=says(IN_REGISTRY))
    assert asked[:2] == ["age", "method"]
    new = {consent.kind: consent.answer for consent in consents_of(kim)[before:]}
    assert new == {"abroad": True, "identity": True}


def test_a_conversion_in_a_linked_chat_asks_neither(kim: Chatter) -> None:
    signs_up(kim)
    before = len(consents_of(kim))
    kim.chooses("convert")
    assert kim.step == "company_number"
    finishes(kim)
    assert len(consents_of(kim)) == before


def test_too_young_to_convert(kim: Chatter) -> None:
    kim.commands("start")
    kim.chooses("convert")
    assert "만 14세 미만" in kim.chooses("no")
    assert kim.step == "menu"


def test_who_converts_and_is_not_found_is_asked_not_to_sign_up_twice(kim: Chatter) -> None:
    kim.commands("start")
    kim.chooses("convert")
    while kim.row.flow != "home":
        answers_right(kim)
    kim.sees(
        "홈페이지에서 만드신 아이디가 있으시면 새로 가입하지 마시고", kim.button("이미 아이디가 있어요")["text"][3:]
    )
    assert kim.offers("link")

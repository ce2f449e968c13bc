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


def texts_of(scene: Scene, kind: str) -> list[str]:
    """Every text of a kind that the store holds, oldest first."""
    query = sa.select(consent_documents.c.text).where(consent_documents.c.kind == kind)
    return list(
        scene.database.read(lambda tx: tx.connection.execute(query.order_by(consent_documents.c.id)).scalars().all())
    )


def deploy(monkeypatch: pytest.MonkeyPatch, *kinds: str) -> None:
    """These documents have new texts, in a new version."""
    shown = documents.document
    monkeypatch.setattr(documents, "VERSIONS", {**documents.VERSIONS, **dict.fromkeys(kinds, "2099-01-01")})
    monkeypatch.setattr(
        documents,
        "document",
        lambda kind, language: f"The new text\n\nof {kind}" if kind in kinds else shown(kind, language),
    )


def test_the_text_that_was_read_is_the_evidence_also_after_a_deploy(
    kim: Chatter, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs_up(kim)
    before, read = consents_of(kim), documents.document("privacy", "ko")
    deploy(monkeypatch, *documents.KINDS)
    kim.scene.restart()
    assert consents_of(kim) == before
    assert texts_of(kim.scene, "privacy") == [read]
    kim.chooses("my_account")
    kim.chooses("my_consents")
    assert "The new text" not in kim.chooses("read_privacy")
    kim.chooses("optional_on" if kim.offers("optional_on") else "marketing_on")
    assert [one.version for one in consents_of(kim)[len(before) :]] == ["2099-01-01"]


@pytest.mark.parametrize("step", ["name", "email", "review"])
def test_a_text_that_changes_in_the_middle_is_asked_about_anew(
    kim: Chatter, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    goes_to(kim, step)
    answers = dict(kim.frame.answers)
    deploy(monkeypatch, "privacy", "marketing")
    said = kim.chooses("submit") if step == "review" else answers_right(kim)
    assert kim.step == "privacy"
    assert said.count("바뀌어 다시 여쭙니다") == 2
    assert "The new text" in kim.chooses("read")
    kim.chooses("yes")
    assert kim.step == "marketing"
    kim.chooses("yes")
    kept = {name: value for name, value in kim.frame.answers.items() if name in answers}
    assert kept == {**answers, "marketing": "yes"}
    assert "가입이 끝났습니다" in finishes(kim)
    versions = {consent.kind: consent.version for consent in consents_of(kim)}
    assert {kind for kind, version in versions.items() if version == "2099-01-01"} == {"privacy", "marketing"}
    assert texts_of(kim.scene, "privacy")[-1].startswith("The new text")


def test_who_refuses_the_new_text_is_not_signed_up(kim: Chatter, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_to(kim, "review")
    deploy(monkeypatch, "privacy")
    kim.chooses("submit")
    kim.chooses("no")
    assert kim.step == "menu"
    assert kim.scene.database.read(lambda tx: members.by_login_id(tx, kim.login_id)) is None


def test_who_refuses_the_new_optional_items_leaves_none(kim: Chatter, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_to(kim, "review")
    assert kim.frame.answers["mobile"]
    deploy(monkeypatch, "optional_items")
    kim.chooses("submit")
    kim.chooses("no")
    assert "mobile" not in kim.frame.answers
    assert kim.step == "review"
    finishes(kim)
    member = kim.scene.database.read(lambda tx: members.by_login_id(tx, kim.login_id))
    assert member is not None
    assert (member.mobile, member.name_en, member.department) == (None, None, None)


def test_a_draft_from_before_versions_were_noted_counts_as_the_first(kim: Chatter) -> None:
    goes_to(kim, "email")
    stamps = kim.frame.stamps
    old = {**stamps["terms"]}
    del old["version"]
    assert not documents.is_changed("terms", old)
    assert documents.is_changed("privacy", old)


def test_what_was_agreed_for_the_check_is_not_asked_again(kim: Chatter, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_to(kim, "login_id")
    deploy(monkeypatch, "identity")
    answers_right(kim)
    assert kim.step == "password"


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

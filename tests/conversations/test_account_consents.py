"""One's consents: seen, read, withdrawn and given by a press, asked about again after two years."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from membership.limits import MARKETING_ASKED_BEFORE
from storage import chats, consents, member_edits, members, reminders
from storage.consents import Consent
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import PASSWORD, chooses, signs_up
from tests.conversations.test_account_change import picks, profile
from tests.conversations.test_account_find import member_of

TWO_YEARS = timedelta(days=730)


def in_consents(scene: Scene, lang: str = "ko", marketing: str = "no") -> Chatter:
    """A member who looks at their consents."""
    chatter = scene.person(lang)
    signs_up(chatter, marketing=chooses(marketing))
    opens(chatter)
    return chatter


def opens(chatter: Chatter) -> None:
    """Opens the list from the menu."""
    chatter.chooses("my_account")
    chatter.chooses("my_consents")


def last(scene: Scene, chatter: Chatter, kind: str) -> Consent:
    """The answer that counts."""
    member = member_of(scene, chatter.login_id)
    return [one for one in scene.database.read(lambda tx: consents.of_member(tx, member.id)) if one.kind == kind][-1]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_each_is_seen_with_date_and_version_and_read_in_full(scene: Scene, lang: str) -> None:
    kim = in_consents(scene, lang)
    kim.sees("2026-11-22", "2026")
    assert kim.card["text"].count("•") == 6
    said = kim.chooses("read_privacy")
    assert "KOTRA" in said
    assert len(said) > 500
    assert kim.step == "my_consents"


def test_marketing_is_given_and_withdrawn_by_a_press_with_its_date(scene: Scene) -> None:
    kim = in_consents(scene)
    said = kim.chooses("marketing_on")
    assert "2026년 11월 22일" in said
    assert "동의" in said
    assert last(scene, kim, "marketing").answer
    said = kim.chooses("marketing_off")
    assert "거두셨습니다" in said
    assert "2026년 11월 22일" in said
    assert not last(scene, kim, "marketing").answer


def test_required_ones_are_explained(scene: Scene) -> None:
    kim = in_consents(scene)
    assert "회원 탈퇴" in kim.chooses("required")
    assert last(scene, kim, "terms").answer


def test_what_a_withdrawal_erases_is_told_before(scene: Scene) -> None:
    kim = in_consents(scene)
    kim.chooses("close")
    picks(kim, "department")
    kim.says("비밀부서")
    kim.chooses("close")
    kim.chooses("my_consents")
    kim.chooses("optional_off")
    kim.sees("부서", "핸드폰")
    kim.chooses("erase_no")
    assert profile(scene, kim).member.department == "비밀부서"
    kim.chooses("optional_off")
    kim.chooses("erase_yes")
    member = profile(scene, kim).member
    assert (member.department, member.mobile, member.name_en) == (None, None, None)
    assert not last(scene, kim, "optional_items").answer
    changes = scene.database.read(lambda tx: member_edits.history(tx, member.id))
    assert all(one.old_value is None and one.new_value is None for one in changes)
    kim.chooses("optional_on")
    assert last(scene, kim, "optional_items").answer


def test_where_nothing_is_erased_one_press_withdraws(scene: Scene) -> None:
    kim = in_consents(scene)
    kim.chooses("close")
    picks(kim, "mobile")
    kim.chooses("erase")
    kim.chooses("close")
    kim.chooses("my_consents")
    kim.chooses("optional_off")
    assert not last(scene, kim, "optional_items").answer


def asked(chatter: Chatter) -> list[str]:
    """The questions of every two years that stand in the chat."""
    return [text for text in chatter.said if "2년이 되어" in text]


def test_it_is_asked_again_before_two_years_are_over_and_by_day(scene: Scene) -> None:
    kim = scene.person()
    scene.clock.now = datetime.fromisoformat("2026-11-22T15:00:00+00:00")  # midnight in Korea
    signs_up(kim, marketing=chooses("yes"))
    scene.passes(seconds=(TWO_YEARS - MARKETING_ASKED_BEFORE).total_seconds() + 60)
    assert reminders.is_night(scene.clock.now)
    assert asked(kim) == []
    scene.passes(hours=12)
    assert len(asked(kim)) == 1


def press_of(chatter: Chatter, name: str) -> tuple[str, int]:
    """The button under the question, and the message it is under."""
    for number, message in chatter.scene.messages[chatter.id].items():
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if button.get("callback_data", "").startswith(f"!{name}:"):
                    return button["callback_data"], number
    raise AssertionError(f"no {name}")


@pytest.mark.parametrize(("name", "answer"), [("marketing_keep", True), ("marketing_stop", False)])
def test_the_answer_is_kept_with_its_date_and_asked_again_only_after_a_yes(
    scene: Scene, name: str, answer: bool
) -> None:
    kim = scene.person()
    signs_up(kim, marketing=chooses("yes"))
    scene.passes(days=731)
    kim.presses_raw(*press_of(kim, name))
    assert last(scene, kim, "marketing").answer is answer
    assert last(scene, kim, "marketing").answered_at == scene.clock.now
    before = len(kim.said)
    scene.passes(days=731)
    assert (len(kim.said) > before) is answer


def test_silence_keeps_it_and_it_is_asked_again_two_years_on(scene: Scene) -> None:
    kim = scene.person()
    signs_up(kim, marketing=chooses("yes"))
    scene.passes(days=731)
    assert last(scene, kim, "marketing").answer
    scene.passes(days=731)
    assert len(asked(kim)) == 2


def test_who_has_withdrawn_is_not_asked(scene: Scene) -> None:
    kim = in_consents(scene, marketing="yes")
    kim.chooses("marketing_off")
    kim.chooses("close")
    kim.chooses("close")
    scene.passes(days=800)
    assert asked(kim) == []


def test_the_question_of_another_is_not_answered(scene: Scene) -> None:
    kim, lee = scene.person(), scene.person()
    signs_up(kim, marketing=chooses("yes"))
    signs_up(lee)
    scene.passes(days=731)
    press, _ = press_of(kim, "marketing_stop")
    lee.presses_raw(press, lee.card["message_id"])
    assert last(scene, kim, "marketing").answer
    assert not last(scene, lee, "marketing").answer


def test_a_consent_of_the_web_site_is_asked_about_where_a_chat_is_linked(scene: Scene) -> None:
    kim = scene.person()
    signs_up(kim, marketing=chooses("yes"))
    scene.database.write(lambda tx: members.unlink_chat(tx, "telegram", kim.id)).result()
    scene.passes(days=900)
    assert asked(kim) == []
    lee = scene.person()
    lee.commands("start")
    lee.chooses("link")
    lee.says(kim.login_id)
    lee.says("wisp-Tango7-quill")
    scene.passes(days=1)
    assert len(asked(lee)) == 1


def test_consents_are_still_evidence(scene: Scene) -> None:
    kim = in_consents(scene)
    with pytest.raises(sa.exc.IntegrityError, match="evidence"):
        scene.database.write(lambda tx: tx.connection.exec_driver_sql("DELETE FROM consents")).result()
    assert last(scene, kim, "terms").answer


def second_chat(scene: Scene, chatter: Chatter) -> Chatter:
    """Another chat that is linked to the same account."""
    other = scene.person(chatter.lang)
    other.commands("start")
    other.chooses("link")
    other.says(chatter.login_id)
    other.says(PASSWORD)
    return other


def test_of_two_chats_of_a_member_one_asks(scene: Scene) -> None:
    kim = scene.person()
    signs_up(kim, marketing=chooses("yes"))
    other = second_chat(scene, kim)
    scene.passes(days=731)
    assert len(asked(kim) + asked(other)) == 1
    scene.passes(days=731)
    assert len(asked(kim) + asked(other)) == 2


def test_of_two_chats_the_one_that_is_reached_asks(scene: Scene) -> None:
    kim = scene.person()
    signs_up(kim, marketing=chooses("yes"))
    other = second_chat(scene, kim)
    scene.database.write(lambda tx: chats.mark_unreachable(tx, "telegram", kim.id)).result()
    scene.passes(days=731)
    assert (asked(kim), len(asked(other))) == ([], 1)


def test_a_chat_that_is_not_reached_has_another_ask_that_was_not_to(scene: Scene) -> None:
    kim = scene.person()
    signs_up(kim, marketing=chooses("no"))
    other = second_chat(scene, kim)
    opens(kim)
    kim.chooses("marketing_on")
    assert last(scene, kim, "marketing").answer
    # As an earlier version left it: the other chat was not to ask by itself.
    scene.waiting = [row for row in scene.waiting if row.chat == kim.id]
    scene.database.write(lambda tx: chats.mark_unreachable(tx, "telegram", kim.id)).result()
    scene.passes(days=731)
    assert (asked(kim), len(asked(other))) == ([], 1)


def test_a_consent_of_a_chat_that_is_let_go_is_asked_about_in_the_other(scene: Scene) -> None:
    kim = scene.person()
    signs_up(kim, marketing=chooses("no"))
    other = second_chat(scene, kim)
    opens(kim)
    kim.chooses("marketing_on")
    scene.database.write(lambda tx: chats.unlink_chat(tx, "telegram", kim.id)).result()
    scene.passes(days=731)
    assert (asked(kim), len(asked(other))) == ([], 1)


def test_a_chat_that_has_asked_and_is_let_go_leaves_the_next_time_to_the_other(scene: Scene) -> None:
    kim = scene.person()
    signs_up(kim, marketing=chooses("yes"))
    other = second_chat(scene, kim)
    scene.passes(days=731)
    asker, left = (kim, other) if asked(kim) else (other, kim)
    scene.database.write(lambda tx: chats.unlink_chat(tx, "telegram", asker.id)).result()
    scene.passes(days=731)
    assert len(asked(left)) == 1

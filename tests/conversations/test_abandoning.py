"""What is left half-way is reminded of once, by day, in the person's language, and erased after a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from membership.limits import DRAFT_LIFETIME, DRAFT_REMINDED_AFTER
from storage import reminders
from storage.schema import identity_checks
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import goes_to, signs_up
from tests.conversations.test_account_change import at_home

REMINDER = {"ko": "아직 끝나지 않았습니다", "en": "is not finished yet"}
ERASED = {"ko": "모두 지웠습니다", "en": "erased what you had entered"}
MORNING = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # nine in Korea


def told(chatter: Chatter, words: dict[str, str]) -> int:
    """How many messages in the chat hold these words."""
    return sum(words[chatter.lang] in text for text in chatter.said)


def left_at(scene: Scene, moment: datetime, lang: str = "ko", step: str = "email") -> Chatter:
    """Somebody who stopped answering at that moment."""
    scene.clock.now = moment
    kim = scene.person(lang)
    goes_to(kim, step)
    return kim


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_it_is_reminded_of_once_and_then_erased(scene: Scene, lang: str) -> None:
    kim = left_at(scene, MORNING, lang)
    scene.passes(hours=2, minutes=55)
    assert told(kim, REMINDER) == 0
    scene.passes(minutes=10)
    assert told(kim, REMINDER) == 1
    assert kim.step == "email"
    scene.passes(hours=20)
    assert told(kim, REMINDER) == 1
    assert kim.frame.answers["login_id"] == kim.login_id
    scene.passes(hours=2)
    assert (told(kim, REMINDER), told(kim, ERASED)) == (1, 1)
    assert [frame.answers for frame in kim.state.frames] == [{}]


def test_the_reminder_says_until_when_and_leads_back_to_the_question(scene: Scene) -> None:
    kim = left_at(scene, MORNING)
    scene.passes(hours=4)
    note = next(message for message in scene.messages[kim.id].values() if REMINDER["ko"] in message.get("text", ""))
    assert "회원가입" in note["text"]
    assert "11월 24일" in note["text"]
    (((button,),)) = note["reply_markup"]["inline_keyboard"]
    kim.presses_raw(button["callback_data"], note["message_id"])
    kim.sees("이메일")
    kim.says("hong@naver.com")
    assert kim.step == "address"


def test_whoever_goes_on_is_reminded_later_and_no_more_than_once(scene: Scene) -> None:
    kim = left_at(scene, MORNING)
    scene.passes(hours=2)
    kim.says("hong@naver.com")
    scene.passes(hours=2)
    assert told(kim, REMINDER) == 0
    scene.passes(hours=2)
    assert told(kim, REMINDER) == 1
    kim.says("06792 서울특별시 서초구 헌릉로 13, 3층")
    scene.passes(hours=20)
    assert told(kim, REMINDER) == 1
    scene.passes(hours=5)
    assert told(kim, ERASED) == 1


def test_who_begins_anew_is_reminded_of_that_alone(scene: Scene) -> None:
    kim = left_at(scene, MORNING, step="age")
    kim.chooses("_cancel")
    kim.chooses("leave")
    goes_to(kim, "age")
    scene.passes(hours=8)
    assert told(kim, REMINDER) == 1


def test_who_has_finished_or_cancelled_is_told_nothing(scene: Scene) -> None:
    scene.clock.now = MORNING
    kim, lee = scene.person(), scene.person()
    signs_up(kim)
    goes_to(lee, "age")
    lee.chooses("_cancel")
    lee.chooses("leave")
    calls = len(scene.calls)
    scene.passes(days=3)
    assert len(scene.calls) == calls


def test_matters_of_an_account_are_erased_without_a_reminder(scene: Scene) -> None:
    scene.clock.now = MORNING
    kim = at_home(scene)
    kim.chooses("change_info")
    kim.chooses("email")
    scene.passes(hours=23)
    assert told(kim, REMINDER) == 0
    scene.passes(hours=2)
    assert told(kim, ERASED) == 1


def test_at_night_it_is_erased_in_silence_and_told_in_the_morning(scene: Scene) -> None:
    kim = left_at(scene, MORNING + timedelta(hours=14, minutes=30))  # half past eleven at night
    scene.passes(hours=8, minutes=40)
    assert told(kim, REMINDER) == 1
    calls = len(scene.calls)
    scene.passes(hours=16)
    assert reminders.is_night(scene.clock.now)
    assert len(scene.calls) == calls
    assert kim.row.flow is None
    assert kim.row.state == b""
    checks = scene.database.read(
        lambda tx: tx.connection.execute(sa.select(identity_checks.c.unique_value_hash)).scalars().all()
    )
    assert set(checks) <= {None}
    scene.passes(hours=9)
    assert told(kim, ERASED) == 1
    assert kim.step == "menu"
    scene.passes(days=2)
    assert told(kim, ERASED) == 1


def test_who_begins_anew_before_the_morning_is_not_told(scene: Scene) -> None:
    kim = left_at(scene, MORNING + timedelta(hours=14, minutes=30), step="age")
    scene.passes(hours=25)
    kim.commands("start")
    goes_to(kim, "age")
    scene.passes(hours=7, minutes=40)
    assert told(kim, ERASED) == 0
    assert kim.step == "age"


@pytest.mark.parametrize("hour", range(0, 24, 2))
def test_whenever_somebody_stops_nothing_rings_at_night_and_a_day_is_the_end(scene: Scene, hour: int) -> None:
    kim = left_at(scene, MORNING + timedelta(hours=hour, minutes=-1), step="terms")
    since, rung = scene.clock.now, []
    while scene.clock.now - since < timedelta(hours=36):
        calls = len(scene.calls)
        scene.passes(minutes=30)
        rung += [scene.clock.now] if len(scene.calls) > calls else []
        if scene.clock.now - since == DRAFT_LIFETIME:
            assert kim.row.flow in (None, "home")
    assert (told(kim, REMINDER), told(kim, ERASED)) == (1, 1)
    assert rung[0] - since >= DRAFT_REMINDED_AFTER
    # The half hour in which it rang ends by day, or with the minute in which the night begins.
    assert not any(reminders.is_night(moment) and reminders.is_night(moment - timedelta(minutes=30)) for moment in rung)

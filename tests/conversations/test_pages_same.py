"""One definition, two faces: whatever is typed or chosen is judged on a page as it is in the chat."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conversations.engine import Engine, Turn
from conversations.events import Kind
from conversations.flows.sign_up import SIGN_UP
from conversations.pages import Field
from conversations.presenting import SETTLES
from conversations.says import Card, Note
from conversations.state import Frame, State
from conversations.talk import Needs, Surroundings
from conversations.words import navigation
from storage.conversations import ConversationRow
from storage.transaction import Transaction
from tests.conversations.chatter import BOTH, COSTLY, Scene
from tests.conversations.odd import ODD, RESIDENT
from tests.conversations.right import NOWHERE, answers_right, chooses, says

TYPED = [
    "홍길동",
    "1990년 3월 5일",
    "19900230",
    "900305",
    "여자",
    "domestic",
    "SKT 알뜰",
    "010-1234-5678",
    "0234607114",
]
TYPED += [
    "hong@gmial.com",
    "hong",
    "06792 서울 서초구 헌릉로 13",
    "헌릉로 13",
    "3층",
    "120-88-00767",
    "네",
    "아니요",
    "2",
]
TYPED += [
    "미국, 베트남",
    "화장품 / cosmetics",
    "110111-1234569",
    "www.gana.co.kr",
    "준회원은 뭘 할 수 있나요?",
    "수출팀",
]
TYPED += ["qwer1234!", "wisp-Tango7-quill", "02-3460-7114, hong@naver.com", "홍길동 1990년 3월 5일 남자 SKT"]
TEXTS = st.sampled_from([*TYPED, *ODD]) | st.text(max_size=30)


class _Undone(Exception):
    """Carries a turn out of a transaction that is to leave nothing behind."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn


class Twice:
    """A sign-up at each of its steps, where each answer can be tried on both faces."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.kim = scene, scene.person("ko")
        self.rows: dict[str, ConversationRow] = {}
        self.kim.commands("start")
        self.kim.chooses("company")
        while self.kim.row.flow != "home":
            self.rows[self.kim.step or ""] = self.kim.row
            answers_right(self.kim, extras=chooses("fill"), company_number=says(NOWHERE))

    def turn(self, row: ConversationRow, prepared: dict[Any, Any] | None = None, **what: Any) -> Turn:
        """One event in a conversation; nothing of it stays."""
        engine = Engine(Surroundings(BOTH, "kotra_bot", str))
        event = replace(self.kim.event(**what), prepared=prepared or {})

        def work(tx: Transaction) -> None:
            raise _Undone(engine.handle(tx, event, row))

        try:
            self.scene.database.write(work).result()
        except _Undone as done:
            return done.turn
        except Needs as needs:
            done_now = COSTLY[needs.work](*needs.arguments) if needs.work in COSTLY else None
            return self.turn(row, {**(prepared or {}), needs.key: done_now}, **what)
        raise AssertionError("never undone")


def frame_of(turn: Turn) -> Frame:
    """The sign-up after a turn."""
    assert turn.row is not None
    return State.from_bytes(turn.row.state).frame


def said(turn: Turn) -> str:
    """What a turn says in the chat, in bare words."""
    return "\n".join(bare(one.text) for one in turn.says if isinstance(one, (Card, Note)))


def bare(text: str) -> str:
    """Words without mark-up."""
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


def on_page(turn: Turn, name: str) -> Field | None:
    """A question of the page after a turn."""
    assert turn.view is not None
    return next((field for field in turn.view.fields if field.name == name), None)


def is_the_same(twice: Twice, name: str, text: str) -> None:
    """One answer on both faces."""
    row = twice.rows[name]
    chat = twice.turn(row, kind=Kind.TEXT, text=text, message_id=5)
    page = twice.turn(row, kind=Kind.PAGE, name="answers", data={"scope": "form", "answers": {name: text}})
    assert chat.row is not None
    assert page.row is not None
    assert (chat.row.flow, chat.row.step) == (page.row.flow, page.row.step)
    in_chat, here = frame_of(chat), frame_of(page)
    assert here.answers == in_chat.answers
    assert (here.doubt, here.failures, here.trail) == (in_chat.doubt, in_chat.failures, in_chat.trail)
    field = on_page(page, name)
    if in_chat.failures:
        assert field is not None
        assert field.problem
        assert bare(field.problem) in said(chat)
    if in_chat.doubt and here.at == name:
        assert field is not None
        assert field.doubt is not None
        assert bare(field.doubt.question) in said(chat)


def may_differ(twice: Twice, name: str, text: str) -> bool:
    """Whether a text is no answer but a word of the chat, or a code of the page."""
    opened = on_page(twice.turn(twice.rows[name], kind=Kind.PAGE, name="open", data={"scope": "form"}), name)
    assert opened is not None
    codes = {option.code for option in opened.options} | SETTLES | {"_skip", "read", "done"}
    blank = not text.strip() or text != text.strip("\r\n")
    return blank or navigation(text) is not None or text in codes


def judged_alike(scene: Scene, examples: int) -> None:
    """Tries so many answers at steps of a sign-up."""
    twice = Twice(scene)
    names = [name for name in twice.rows if name != "review"]
    assert set(names) < {step.name for step in SIGN_UP.steps}
    assert len(names) > 45

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(name=st.sampled_from(names), text=TEXTS)
    def judged(name: str, text: str) -> None:
        assume(not may_differ(twice, name, text))
        is_the_same(twice, name, text)

    judged()
    for number, text in enumerate(RESIDENT):
        refused_on_both(twice, names[number * 5 + 7], text)


def refused_on_both(twice: Twice, name: str, text: str) -> None:
    """A resident registration number is taken on neither face."""
    row = twice.rows[name]
    before = State.from_bytes(row.state).frame.answers
    chat = twice.turn(row, kind=Kind.TEXT, text=text, message_id=5)
    page = twice.turn(row, kind=Kind.PAGE, name="answers", data={"scope": "form", "answers": {name: text}})
    field = on_page(page, name)
    assert frame_of(chat).answers == frame_of(page).answers == before
    assert field is not None
    assert "주민등록번호" in field.problem


def test_an_answer_is_judged_alike_on_both_faces(scene: Scene) -> None:
    judged_alike(scene, 80)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_many_more_answers_are_judged_alike(scene: Scene) -> None:
    judged_alike(scene, 10_000)

"""A resident registration number is caught wherever and however it is typed, and nothing of it is kept or sent."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage.schema import metadata
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.odd import RESIDENT
from tests.conversations.right import RIGHT, Act, answers_right, chooses, finishes, says

NUMBER = "900305-1234567"
CAUGHT = "주민등록번호로 보이는"


def is_nowhere(scene: Scene, *traces: str) -> None:
    """No table and no outgoing call holds any of these; what is sealed was looked at on its way out."""

    def everything(tx: object) -> str:
        connection = tx.connection  # type: ignore[attr-defined]
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(sa.select(table)))

    kept = scene.database.read(everything)
    states = "".join(str(chatter.state) for chatter in scene.chatters)
    for trace in traces:
        assert trace not in kept
        assert trace not in states
        assert not [body for _, body in scene.calls if trace in str(body)]


def test_at_every_step(kim: Chatter) -> None:
    kim.commands("start")
    assert CAUGHT in kim.says(NUMBER)
    kim.chooses("company")
    seen = set()
    instead = {"company_number": says("2148700013"), "extras": chooses("fill"), "person": says("남자")}
    while kim.row.flow != "home":
        seen.add(kim.step)
        before = kim.state
        assert CAUGHT in kim.says(f"제 번호는 {NUMBER} 입니다"), kim.step
        assert kim.scene.erased[kim.id][-1] == kim.sent[-1]
        assert kim.state.frame.answers == before.frame.answers
        assert kim.state.frame.failures == before.frame.failures
        answers_right(kim, **instead)
    assert seen >= RIGHT.keys() - {"leave", "type", "page", "postcode", "address_detail", "company_postcode"} - {
        "company_address_detail",
        "company_confirm",
    }
    is_nowhere(kim.scene, "900305-1234567", "9003051234567", "1234567'")


@pytest.mark.parametrize("text", RESIDENT)
@pytest.mark.parametrize(
    "how",
    [
        lambda c, t: c.says(t),
        lambda c, t: c.edits(t),
        lambda c, t: c.sends_file(caption=t),
        lambda c, t: c.sends_file(name=f"{t}.pdf"),
        lambda c, t: c.sends("video", t),
        lambda c, t: c.commands("start", t),
    ],
    ids=["said", "edited", "as a caption", "as a file's name", "under a video", "behind a command"],
)
def test_in_every_disguise_and_every_place(kim: Chatter, text: str, how: Act) -> None:
    kim.commands("start", "company")
    assert CAUGHT in how(kim, text)  # type: ignore[call-arg]
    assert len(kim.scene.erased[kim.id]) == 1
    assert kim.step == "age"


def test_as_a_command_itself(kim: Chatter) -> None:
    kim.commands("start")
    assert CAUGHT in kim.commands("9003051234567")
    assert len(kim.scene.erased[kim.id]) == 1


def test_a_corporate_number_is_not_taken_for_a_persons_nor_the_other_way_round(kim: Chatter) -> None:
    kim.commands("start", "company")
    instead = {"extras": chooses("fill"), "company_number": says("2148700013")}
    while kim.step != "company_corporate_number":
        answers_right(kim, **instead)
    assert CAUGHT in kim.says(NUMBER)
    kim.says("110111-1234569")
    assert kim.frame.answers["company_corporate_number"] == "1101111234569"
    finishes(kim)


@pytest.mark.parametrize("step", ["password", "password_again"])
def test_a_secret_with_such_a_number_is_erased_like_any_other(kim: Chatter, step: str) -> None:
    kim.commands("start", "individual")
    while kim.step != step:
        answers_right(kim)
    kim.says(f"abc!{NUMBER}")
    assert kim.step == step
    assert kim.scene.erased[kim.id][-1] == kim.sent[-1]
    finishes(kim)


def test_the_password_and_the_code_are_nowhere(scene: Scene) -> None:
    kim = scene.person()
    kim.commands("start", "individual")
    finishes(kim, password=says("wisp-Tango7-quill"), password_again=says("wisp-Tango7-quill"))
    is_nowhere(scene, "wisp-Tango7-quill", "Tango7", scene.code)
    assert len(scene.erased[kim.id]) == 2

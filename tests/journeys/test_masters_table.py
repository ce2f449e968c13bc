"""Every grade tries everything: the manual's table decides, for buttons shown as for forged ones."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from conversations.actions import ACTIONS
from conversations.flows import menu
from membership.grades import PERMISSIONS, Grade, Service, grades_for
from storage import chats, companies, masters, members, relations, schema
from storage.database import Database
from storage.transaction import Transaction
from tests.conftest import Clock
from tests.conversations.chatter import Chatter, Scene
from tests.storage.people import new_company, new_member

EVERYONE = frozenset(Grade)
OF_A_COMPANY = EVERYONE - {Grade.INDIVIDUAL}
# What the manual's table says of each action under a notice; offers are their receiver's own affair.
ACTION_SERVICES = {
    "approve": Service.APPROVE_MEMBERS,
    "undo": Service.APPROVE_MEMBERS,
    "later": Service.END_RELATION,
    "end": Service.END_RELATION,
    "waiting": Service.END_RELATION,
}
OFFERS = {"accept", "decline"}
# A member's own consent, and the question that is open anyway: no affair of any company's.
OWN_AFFAIRS = {"marketing_keep", "marketing_stop", "go_on"}
# Behind "my account": one's own information, whatever the grade. Who has no account yet finds the others.
ACCOUNT = {"my_account", "my_consents", "my_data", "change_info", "change_password", "leave_membership"}
STRANGERS = {"", "link", "company", "individual", "find_id", "reset_password"}
MENU = {
    "status": EVERYONE,
    "approvals": PERMISSIONS[Service.APPROVE_MEMBERS],
    "nudge": frozenset({Grade.ASSOCIATE}),
    "edit_company": PERMISSIONS[Service.COMPANY_EDIT],
    "colleagues": PERMISSIONS[Service.END_RELATION],
    "convert": frozenset({Grade.INDIVIDUAL}),
    "leave_company": OF_A_COMPANY,
    "my_account": EVERYONE,
    "unlink": EVERYONE,
    "help": EVERYONE,
}
GRADES = pytest.mark.parametrize("grade", list(Grade))


@pytest.fixture
def dialect() -> str:
    """The table is the same on every database."""
    return "sqlite"


@pytest.fixture
def scene(database: Database, clock: Clock) -> Scene:
    """One installation: a company with one of each grade and one more who waits, and an individual."""

    def write(tx: Transaction) -> None:
        company = companies.create(tx, new_company("1238601233", certificate="verified"))
        for login_id in ("master", "regular", "regular2", "associate", "waiting1"):
            member = members.create(tx, new_member(login_id + "00", name=login_id))
            companies.affiliate(tx, company.id, member.id, "web")
            relation = relations.of_member(tx, member.id)
            assert relation
            if login_id.startswith("regular"):
                relations.regrade(tx, relation, Grade.REGULAR)
        members.create(tx, new_member("individual00", name="individual"))

    database.write(write).result()
    return Scene(database, clock)


def member_id(scene: Scene, login_id: str) -> int:
    """The member with this ID."""
    member = scene.database.read(lambda tx: members.by_login_id(tx, login_id + "00"))
    assert member
    return member.id


def relation_id(scene: Scene, login_id: str) -> int:
    """The member's relation to the company."""
    number = member_id(scene, login_id)
    relation = scene.database.read(lambda tx: relations.of_member(tx, number))
    assert relation
    return relation.id


def of_grade(scene: Scene, grade: Grade) -> Chatter:
    """The chat of the member of this grade."""
    person, number = scene.person(), member_id(scene, grade.value)
    person.commands("start")
    scene.database.write(lambda tx: chats.link_chat(tx, "telegram", person.id, number)).result()
    person.commands("start")
    return person


def standing(scene: Scene) -> list[tuple[int, str]]:
    """Who belongs to the company, as what."""
    query = sa.select(schema.affiliations.c.id, schema.affiliations.c.grade)
    return scene.database.read(lambda tx: [tuple(row) for row in tx.connection.execute(query)])


def refusals(scene: Scene) -> list[str]:
    """Why somebody was refused."""
    log = schema.access_log.c
    query = sa.select(log.detail).where(log.action.like("refused:%"))
    return list(scene.database.read(lambda tx: tx.connection.execute(query).scalars().all()))


def test_each_action_is_judged_here() -> None:
    assert set(ACTIONS) == set(ACTION_SERVICES) | OFFERS | OWN_AFFAIRS


@GRADES
@pytest.mark.parametrize("action", ACTION_SERVICES)
def test_an_action_is_for_whom_the_table_says(scene: Scene, grade: Grade, action: str) -> None:
    person = of_grade(scene, grade)
    company = 1 if action == "waiting" else 0
    before, step = standing(scene), person.step
    person.presses_raw(f"!{action}:{company or relation_id(scene, 'waiting1')}")
    service = ACTION_SERVICES[action]
    if grade in PERMISSIONS[service]:
        assert refusals(scene) == []
        assert (standing(scene) != before) == (action == "approve")
        return
    assert refusals(scene) == ["no_company" if grade is Grade.INDIVIDUAL else "grade"]
    assert standing(scene) == before
    assert person.step == step
    assert "waiting1" not in str(person.said), "who waits is nobody else's business"
    if grade is not Grade.INDIVIDUAL:
        assert "MASTER" in str(person.said)
    assert grades_for(service) == (Grade.MASTER,)


@GRADES
@pytest.mark.parametrize("action", sorted(OFFERS))
def test_an_offer_is_only_its_receivers(scene: Scene, grade: Grade, action: str) -> None:
    ids = member_id(scene, "master"), member_id(scene, "regular")
    offer = scene.database.write(lambda tx: masters.offer(tx, *ids)).result()
    person, before = of_grade(scene, grade), standing(scene)
    person.presses_raw(f"!{action}:{offer.id}")
    if grade is Grade.REGULAR:
        assert (standing(scene) != before) == (action == "accept")
    else:
        assert standing(scene) == before
        assert refusals(scene) == ["not_yours"]


@GRADES
def test_the_menu_shows_what_the_grade_allows(scene: Scene, grade: Grade) -> None:
    person = of_grade(scene, grade)
    shown = {button["callback_data"].partition(".")[2] for button in person.buttons}
    assert shown & set(MENU) == {code for code, grades in MENU.items() if grade in grades}


@GRADES
@pytest.mark.parametrize("code", [code for code, grades in MENU.items() if grades != EVERYONE])
def test_what_the_menu_does_not_show_is_not_done_when_forged(scene: Scene, grade: Grade, code: str) -> None:
    if grade in MENU[code]:
        return
    person = of_grade(scene, grade)
    token, step, before = person.buttons[0]["callback_data"].partition(".")[0], person.step, standing(scene)
    person.presses_raw(f"{token}.{code}")
    assert person.step == step
    assert standing(scene) == before


def test_every_way_of_the_menu_is_judged_here() -> None:
    assert set(menu._FLOWS) | set(menu._OPENS) <= set(MENU) | STRANGERS | ACCOUNT

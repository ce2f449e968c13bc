"""Ending a relation with a reason, and leaving a company oneself (KOTRA 회원가입 매뉴얼, 관계 해지)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations import allowed, deciding
from conversations.flow import Flow, Step
from conversations.flows.consents import reads_yes_no
from conversations.state import Answers
from conversations.talk import Talk
from membership.grades import Grade
from membership.problems import Reading
from membership.reading.words import read_text
from storage import approvals, members, relations
from storage.approvals import MustHandOver
from storage.authority import NotAllowed

LONGEST_REASON = 200


def _reads_reason(text: str, talk: Talk) -> Reading[str]:
    return read_text(text, LONGEST_REASON)


def _reason_in_words(talk: Talk, code: str) -> str:
    return talk.text.plain(f"step.end_reason.options.{code}")


def _who(talk: Talk) -> Mapping[str, Any]:
    relation = relations.by_id(talk.tx, talk.answers["affiliation"])
    member = members.by_id(talk.tx, relation.member_id) if relation and _is_own(talk, relation) else None
    return {"name": member.name if member else "-", "reason": talk.answers.get("end_reason", "")}


def _is_own(talk: Talk, relation: relations.Relation) -> bool:
    """A forged press shows nobody's name who is not a colleague."""
    return talk.member is not None and relation.company_id == talk.member.company_id


def _end_relation(talk: Talk) -> None:
    answers: Answers = dict(talk.answers)
    talk.end()
    talk.lead.clear()
    if answers["end_confirm"] != "yes" or talk.member is None:
        talk.add("ending.not_ended")
        return
    try:
        outcome = approvals.end_relation(talk.tx, talk.member.id, answers["affiliation"], answers["end_reason"])
    except NotAllowed as refusal:
        allowed.refuse(talk, "end_relation", refusal)
        return
    talk.lead.append(deciding.outcome_text(talk, outcome, "decided.ended"))


def _leave(talk: Talk) -> None:
    leaves, member = talk.answers["leave_company"] == "yes", talk.member
    talk.end()
    talk.lead.clear()
    if not leaves or member is None:
        talk.add("ending.not_left")
        return
    try:
        (approvals.withdraw_request if member.grade is Grade.ASSOCIATE else approvals.leave)(talk.tx, member.id)
    except MustHandOver:
        talk.add("ending.hand_over_first")
    except NotAllowed as refusal:
        allowed.refuse(talk, "leave", refusal)
    else:
        talk.forget_member()
        talk.add("ending.left")


def _grade(talk: Talk) -> Mapping[str, Any]:
    told = talk.member is not None and talk.member.grade in (Grade.ASSOCIATE, Grade.MASTER)
    return {"variant": talk.member.grade.value} if talk.member and told else {}


END_RELATION = Flow(
    name="end_relation",
    version=1,
    steps=(
        Step(
            name="end_reason",
            options=("left_company", "by_mistake", "unknown_person"),
            chooses=_reason_in_words,
            reads=_reads_reason,
            asks=_who,
            open=True,
        ),
        Step(name="end_confirm", options=("yes", "no"), reads=reads_yes_no, asks=_who),
    ),
    finishes=_end_relation,
)
LEAVE_COMPANY = Flow(
    name="leave_company",
    version=1,
    steps=(Step(name="leave_company", options=("yes", "no"), reads=reads_yes_no, asks=_grade),),
    finishes=_leave,
    counted=False,
)

"""What a submit does, all of it or nothing, and what is said of it."""

from __future__ import annotations

from datetime import datetime

from conversations import reaching
from conversations.catalogue import Html
from conversations.flows import certificate, records, standing
from conversations.flows.account import offer_free_ids
from conversations.flows.company import individual
from conversations.flows.identity import ask_again
from conversations.flows.looking_up import REGISTERED, SOURCE, asks_more_now
from conversations.marketing import ask_again_after
from conversations.state import Answers
from conversations.status import services_text
from conversations.talk import Talk
from membership.grades import Grade
from membership.problems import Problem
from storage import access, companies, identity, members
from storage.companies import Company
from storage.members import Member


def submit_sign_up(talk: Talk) -> None:
    """Makes the member, and ties it to the company where there is one."""
    member = _new_member(talk) if _is_ready(talk) else None
    if member is None:
        return
    records.record_consents(talk, member)
    _link(talk, member)
    marketing = talk.frame.stamps["marketing"]
    _tie_and_tell(talk, member)
    # Network Act, article 50(7): the answer to a marketing consent is confirmed with its date.
    given_at = talk.date(datetime.fromisoformat(marketing["at"]))
    talk.add("result.marketing_yes" if marketing["answer"] else "result.marketing_no", date=given_at)
    if marketing["answer"]:
        ask_again_after(talk, datetime.fromisoformat(marketing["at"]))


def submit_conversion(talk: Talk) -> None:
    """Ties a member who is an individual to a company."""
    if not _is_ready(talk):
        return
    talk.forget_member()
    member = talk.member
    if member is None or member.grade is not Grade.INDIVIDUAL:
        talk.end()
        talk.add("already.company_member" if member else "convert.no_account")
        return
    records.record_consents(talk, member)
    _tie_and_tell(talk, member)


def _is_ready(talk: Talk) -> bool:
    """Whether the certificate's file is there and the company as it was shown; if not, what is missing is asked."""
    try:
        certificate.content(talk)
    except Problem as problem:
        _ask_for_file(talk, problem)
        return False
    return individual(talk.answers) or not (asks_more_now(talk) or standing.turns_out(talk))


def _ask_for_file(talk: Talk, problem: Problem) -> None:
    """A file that the messenger has no more is asked for again; one that it may have later waits on the review."""
    talk.answers.pop("review")
    if problem.code == "file.not_reached":
        talk.add("certificate.not_reached")
    else:
        talk.answers.pop("certificate")
        talk.add(f"problem.{problem.code}")


def _new_member(talk: Talk) -> Member | None:
    """The member; None where something stands against it, which is told."""
    try:
        return records.new_member(talk)
    except members.LoginIdTaken:
        _id_was_taken_meanwhile(talk)
    except members.PersonHasAccount:
        talk.end()
        talk.add("already.person")
    except identity.NotVerified:
        talk.answers.pop("review")
        ask_again(talk)
        talk.add("identity.again")
    return None


def _id_was_taken_meanwhile(talk: Talk) -> None:
    taken = talk.answers.pop("login_id")
    offer_free_ids(talk, taken)
    talk.add("problem.login_id.taken", login_id=taken)
    for key in ("review", "password", "password_again"):
        talk.answers.pop(key, None)


def _link(talk: Talk, member: Member) -> None:
    channel, who = talk.chat.channel, member.id
    members.link_chat(talk.tx, channel, talk.chat.id, who)
    access.log(talk.tx, actor_kind="member", actor=str(who), action="sign_up", channel=channel, subject_member_id=who)


def _tie_and_tell(talk: Talk, member: Member) -> None:
    answers, flow = talk.answers, talk.frame.flow
    grade, company = _tie(talk, member)
    talk.end()
    talk.forget_member()
    talk.fresh = True
    talk.lead.clear()
    talk.add("result.converted" if flow == "convert" else "result.done", name=member.name, login_id=member.login_id)
    talk.add(f"result.{grade.value}", company=company.name if company else "")
    talk.lead.append(services_text(talk.text, grade))
    if company and grade is Grade.ASSOCIATE:
        _tell_meanwhile(talk, answers)
        _say_who_is_told(talk, company)
    elif company and _was_checked(answers, grade, company):
        talk.add("result.certificate_checked")
    elif company and _keeps_certificate(answers, grade, company):
        way = answers["certificate"]["way"]
        talk.add(f"result.certificate_{'file' if way in ('photo', 'pdf') else way}")


def _tie(talk: Talk, member: Member) -> tuple[Grade, Company | None]:
    """The grade, and the company: whoever becomes its MASTER brings the certificate that it still needs."""
    if individual(talk.answers):
        return Grade.INDIVIDUAL, None
    company = records.company(talk)
    grade = companies.affiliate(talk.tx, company.id, member.id, records.VIA)
    if _keeps_certificate(talk.answers, grade, company):
        records.keep_certificate(talk, company, member, certificate.content(talk))
    elif _was_checked(talk.answers, grade, company):
        records.keep_check(talk, company, member)
    return grade, company


def _keeps_certificate(answers: Answers, grade: Grade, company: Company) -> bool:
    return grade is Grade.MASTER and "certificate" in answers and company.certificate != "verified"


def _was_checked(answers: Answers, grade: Grade, company: Company) -> bool:
    """Whether the tax office stands in for the certificate of a company that is this person's now."""
    return grade is Grade.MASTER and standing.is_checked(answers) and company.certificate != "rejected"


def _tell_meanwhile(talk: Talk, answers: Answers) -> None:
    """Who was to become MASTER hears why they did not, and what becomes of their certificate."""
    if answers[SOURCE] != REGISTERED:
        talk.add("result.meanwhile")
    if "certificate" in answers:
        talk.add("result.certificate_unneeded")


def _say_who_is_told(talk: Talk, company: Company) -> None:
    """The store tells the MASTER of whoever joins; the associate hears honestly whether a chat reaches them."""
    if reaching.is_reached(talk.tx, companies.master_of(talk.tx, company.id)):
        talk.add("result.master_told")
    else:
        talk.lead += [Html(""), *reaching.unreached_lines(talk, company.id)]

"""What is known of a business registration number, and what is asked because of it (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

from conversations.flows import standing
from conversations.flows.address import address_answers
from conversations.state import PICKING, Answers
from conversations.talk import Talk
from membership import limits
from membership.problems import Problem, Reading
from membership.reading.addresses import read_address
from membership.reading.numbers import read_business_number
from membership.reading.phones import read_telephone
from storage import companies, daily_counts
from storage.companies import InRegistry, Registered, Unknown
from storage.registry import RegistryEntry
from storage.transaction import Transaction

SOURCE = "company_source"
# Registered, with members; registered, but nobody belongs to it any more; in the company registry; known to nobody.
REGISTERED, VACANT, REGISTRY, UNKNOWN = "registered", "vacant", "registry", "unknown"
CERTIFICATE_STATE = "company_certificate_state"
LOOKED_UP = "company_looked_up"
TAKEN_OVER = ("name_en", "representative_en", "corporate_number", "business_type", "business_item")


def is_in_store(answers: Answers) -> bool:
    """The company is registered already, so that nothing of it is typed in."""
    return answers.get(SOURCE) in (REGISTERED, VACANT)


def needs_certificate(answers: Answers) -> bool:
    """Whoever becomes MASTER of a company that nobody has verified brings its certificate; the tax office may have."""
    if may_be_checked(answers):
        return not standing.is_checked(answers)
    source = answers.get(SOURCE)
    vacant = source == VACANT and answers.get(CERTIFICATE_STATE) != "verified"
    return vacant or (source == REGISTRY and standing.is_doubtful(answers))


def may_be_checked(answers: Answers) -> bool:
    """Whether the tax office's word stands in for the certificate: of a company that nobody has seen papers of.

    Where staff have refused its papers, the next ones are theirs to see.
    """
    source = answers.get(SOURCE)
    return source == UNKNOWN or (source == VACANT and answers.get(CERTIFICATE_STATE) == "awaited")


def reads_number(text: str, talk: Talk) -> Reading[str]:
    """A business registration number; raises Problem for one too many a day from one chat."""
    reading = read_business_number(text)
    if reading.value != talk.answers.get(LOOKED_UP):
        allowed = {f"{talk.chat.channel}:{talk.chat.id}": limits.COMPANY_NUMBERS_PER_CHAT_A_DAY}
        if not daily_counts.spend(talk.tx, "company.number", allowed):
            raise Problem("business_number.too_often")
    return reading


def look_up(talk: Talk, number: str) -> None:
    """Looks a number up in store, registry and tax office; the same number again keeps what was given."""
    if talk.answers.get(LOOKED_UP) != number:
        _look_up_anew(talk, number)
        standing.ask(talk, number)


def asks_more_now(talk: Talk) -> bool:
    """Before the submit: has the company confirmed anew where it needs more than when it was shown.

    So it is where its last member has left meanwhile: the next one is MASTER and may have to bring a certificate.
    """
    number = talk.answers["company_number"]
    found = companies.find_for_sign_up(talk.tx, number)
    if isinstance(found, Registered):
        companies.lock(talk.tx, found.company.id)
    if not _is_more(talk.answers, _known(talk.tx, found)):
        return False
    _look_up_anew(talk, number)
    talk.answers.pop("review", None)
    talk.add("company.changed")
    return True


def forget(talk: Talk) -> None:
    """Drops everything about the company but its number."""
    for key in [key for key in talk.answers if key.startswith("company_") and key != "company_number"]:
        talk.answers.pop(key)
    talk.answers.pop("certificate", None)


def ask_another(talk: Talk) -> None:
    """Has another number asked for."""
    talk.answers.pop("company_number")
    forget(talk)
    talk.frame.notes.pop(PICKING, None)
    talk.frame.at = ""


def _look_up_anew(talk: Talk, number: str) -> None:
    forget(talk)
    found = companies.find_for_sign_up(talk.tx, number)
    talk.answers.update({LOOKED_UP: number, **_known(talk.tx, found)})
    if isinstance(found, Unknown):
        talk.add("company.unknown")


def _known(tx: Transaction, found: Registered | InRegistry | Unknown) -> Answers:
    if isinstance(found, Registered):
        company = found.company
        source = REGISTERED if companies.has_members(tx, company.id) else VACANT
        return {SOURCE: source, "company_name": company.name, CERTIFICATE_STATE: company.certificate}
    if isinstance(found, InRegistry):
        return {SOURCE: REGISTRY, **_from_registry(found.entry)}
    return {SOURCE: UNKNOWN}


def _is_more(shown: Answers, now: Answers) -> bool:
    if is_in_store(now):
        checked = {key: shown[key] for key in (standing.CHECKED,) if key in shown}
        return needs_certificate({**now, **checked}) and "certificate" not in shown
    return is_in_store(shown)


def _from_registry(entry: RegistryEntry) -> Answers:
    """What the registry knows, judged by the same rules as an answer; what breaks them is asked instead."""
    known: Answers = {"company_name": entry.name, "company_representative": entry.representative}
    known |= {f"company_{name}": getattr(entry, name) for name in TAKEN_OVER}
    known |= _phone_from(entry.phone) | _address_from(entry)
    return {key: value for key, value in known.items() if value is not None}


def _phone_from(phone: str | None) -> Answers:
    try:
        return {"company_telephone": read_telephone(phone or "").value}
    except Problem:
        return {}


def _address_from(entry: RegistryEntry) -> Answers:
    try:
        parts = read_address(f"{entry.postcode or ''} {entry.address or ''}").value
    except Problem:
        return {}
    # The registry's addresses are whole: one without a detail has none, and nobody is asked for it.
    return address_answers({"detail": "", **parts} if "base" in parts else parts, "company_")

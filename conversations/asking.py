"""Questions in a chat: told from answers, answered for who asks, and asked back where it is not sure what is meant."""

from __future__ import annotations

import re

from conversations import helping
from conversations.beginnings import kind_in
from conversations.flow import Step
from conversations.flows import menu
from conversations.questions.answers import answer
from conversations.questions.intents import Intent, Slots
from conversations.questions.scrubbing import scrubbed
from conversations.questions.understanding import Understood, understanding
from conversations.state import HOME, Doubt, Frame
from conversations.talk import Talk
from conversations.words import looks_like_a_question, squeeze
from membership.grades import Grade
from membership.problems import Problem
from storage import unanswered

QUESTION = "question"  # the way that a word goes which may be an answer as well
PICKS, NEITHER = "_ask_", "_ask_neither"
_CLEAR = 0.6  # confidence from which words that do not look like a question are taken for one
_LEAST = 2  # letters; less asks nothing
_NAME = re.compile(
    r"(?:팀|부|과|실|센터|전자|상사|무역|물산|산업|테크)$|\(주\)|주식회사|\b(?:inc|ltd|co|corp|llc|team)\b\.?$",
    re.IGNORECASE,
)
# What is asked about the step itself, or is no question but a sigh: its own help answers best.
_ABOUT_THIS = re.compile(
    r"^(?:근데\s*|그럼\s*)?(?:이게|이거|이건|이것|이걸|요거|그게|그거|여기)\S*\s+\S+(?:\s+\S+)?$"
    r"|^(?:what|why|where|how)\W.{0,14}\b(?:this|it|that)\b.{0,6}$|모르겠|^몰라|do(?:n.?t| not) know|^no idea",
    re.IGNORECASE,
)
# Words that no choice's own words hold, so that whoever types one asks: 개인회원이랑 기업회원 중에 뭐가 나아요.
_ASKS = re.compile(
    r"뭐|뭘|무엇|무슨|어느|어떤|어떻게|어케|언제|어디|누가|누구|얼마|몇|차이|\b(?:what|which|how|why|difference|better)\b",
    re.IGNORECASE,
)
# What is asked at a consent without naming another is asked about that consent: 동의 안 하면 어떻게 되나요?
_OF_CONSENTS = frozenset({Intent.MARKETING_CONSENT, Intent.MY_CONSENTS, Intent.REQUIRED_FIELDS})
_MARKETING = re.compile(r"마케팅|광고|홍보|뉴스레터|market|newsletter|advert", re.IGNORECASE)
_WISH = re.compile(r"싶|할[게래]|하겠|하려고|해\s*(?:주|줘)|want|like to|let me|please", re.IGNORECASE)
_DOING = frozenset({Intent.START_SIGNUP, Intent.LINK_ACCOUNT, Intent.START_APPROVALS})


def answer_or_fail(talk: Talk, step: Step, problem: Problem, asked: Frame | None = None) -> None:
    """Answers a question that came where an answer was wanted, which is no failure; anything else is one."""
    if step.secret or not _takes(talk, step, talk.event.text):
        helping.fail(talk, step, problem, asked)


def answers_at_choice(talk: Talk, step: Step, text: str) -> bool:
    """Answers a plain question where there is only something to choose: no choice is a question."""
    looks = looks_like_a_question(text)
    if step.secret or step.open or not step.options or not (looks or _ASKS.search(text)):
        return False
    found = understanding().understand(text)
    if found.intent is Intent.OUT_OF_SCOPE or not found.sure or not (looks or found.confidence >= _CLEAR):
        return False
    give(talk, step, found.intent, found.slots, text)
    return True


def may_be_asked(text: str, step: Step) -> bool:
    """Whether words that a step's rule accepts may be meant as a question, so that they are asked back."""
    looks = looks_like_a_question(text)
    if step.secret or not (looks or step.open):
        return False
    found = understanding().understand(text)
    if found.intent is Intent.OUT_OF_SCOPE or not found.sure:
        return looks and step.open
    return looks or (found.confidence >= _CLEAR and (found.is_own_word or _is_sentence(text)))


def _is_sentence(text: str) -> bool:
    """Whether free words are more than a name: 마케팅팀 and MASTER Co. are names."""
    return len(text.split()) > 2 and not _NAME.search(text)


def answer_text(talk: Talk, step: Step, text: str) -> None:
    """Answers what is known to be a question, as well as it can be."""
    found = understanding().understand(text)
    if not found.sure:
        _ask_which(talk, text, found)
    elif found.intent is Intent.OUT_OF_SCOPE:
        _unknown(talk, step, text, found)
    else:
        give(talk, step, found.intent, found.slots, text)


def settle(talk: Talk, step: Step, doubt: Doubt, code: str) -> None:
    """Answers the one of two questions that was meant, or says that neither is known."""
    if code == NEITHER:
        _keep(talk, step, doubt.value, doubt.params["candidates"])
        talk.add("ask.unknown")
        return
    intent = Intent(code.removeprefix(PICKS))
    give(talk, step, intent, understanding().slots_for(intent, doubt.value), doubt.value)


def give(talk: Talk, step: Step, intent: Intent, slots: Slots, text: str) -> None:
    """Answers a question; in the menu what is wished begins at once, in a form the form goes on."""
    wishes = intent in _DOING or (intent is Intent.CONVERT_TO_COMPANY and _WISH.search(text))
    if talk.frame.flow == HOME and wishes and _begins(talk, intent, text):
        return
    if _is_about_this_consent(step, intent, text):
        helping.help_with(talk, step)
        return
    reply = answer(talk, intent, slots)
    talk.lead.append(reply.text)
    if talk.frame.flow == HOME:
        menu.suggest(talk, reply.leads_to)
    elif intent in _DOING:
        talk.add("ask.in_form")


def _is_about_this_consent(step: Step, intent: Intent, text: str) -> bool:
    """Whether a consent's own help answers best: that marketing's is optional is not true of the others."""
    if not step.consent or intent not in _OF_CONSENTS:
        return False
    return intent is not Intent.MARKETING_CONSENT or not (step.consent == "marketing" or _MARKETING.search(text))


def _begins(talk: Talk, intent: Intent, text: str) -> bool:
    """Begins the conversation that a wish is about, where the person may; otherwise an answer says why not."""
    member = talk.member
    if intent is Intent.START_APPROVALS:
        wish, may = "approvals", "approvals" in menu.codes(talk)
    elif intent is Intent.LINK_ACCOUNT:
        wish, may = "link", member is None
    else:
        wish = "convert" if intent is Intent.CONVERT_TO_COMPANY else kind_in(text)
        may = member is None or (wish == "convert" and member.grade is Grade.INDIVIDUAL)
    if may:
        talk.answers.clear()
        menu.open_choice(talk, wish)
    return may


def _takes(talk: Talk, step: Step, text: str) -> bool:
    """Answers what reads like a question, or like nothing but one; False for what is no question."""
    if len(squeeze(text)) < _LEAST:
        return False
    at_home, looks = talk.frame.flow == HOME, looks_like_a_question(text)
    if not at_home and looks and _ABOUT_THIS.search(text):
        helping.help_with(talk, step)
        return True
    found = understanding().understand(text)
    if found.sure and found.intent is not Intent.OUT_OF_SCOPE and (looks or at_home or found.confidence >= _CLEAR):
        give(talk, step, found.intent, found.slots, text)
        return True
    if at_home and found.is_of_others:
        _unknown(talk, step, text, found)
        return True
    if not looks and (not at_home or found.intent is Intent.OUT_OF_SCOPE):
        if at_home:
            _keep(talk, step, text, [])
        return False
    if found.sure:
        _unknown(talk, step, text, found)
    else:
        _ask_which(talk, text, found)
    return True


def _unknown(talk: Talk, step: Step, text: str, found: Understood) -> None:
    """Says so; in a form the step's own help follows, for it may be what was asked."""
    _keep(talk, step, text, [intent.value for intent in found.candidates])
    at_home = talk.frame.flow == HOME
    if not at_home and not found.is_of_others:
        talk.add("ask.unknown_here")
        helping.help_with(talk, step)
        return
    reply = answer(talk, found.intent, found.slots, found.is_of_others)
    talk.lead.append(reply.text)
    if at_home:
        menu.suggest(talk, reply.leads_to)


def _ask_which(talk: Talk, text: str, found: Understood) -> None:
    talk.frame.doubt = Doubt("which", text, {"candidates": [intent.value for intent in found.candidates]})


def _keep(talk: Talk, step: Step, text: str, candidates: list[str]) -> None:
    """Keeps what was not understood for staff, without anything personal; a mere word or number tells nothing."""
    kept = scrubbed(text)
    if len(re.findall(r"[가-힣]{2,}|[A-Za-z]{3,}", kept)) >= 2:
        unanswered.keep(talk.tx, kept, talk.language, f"{talk.frame.flow}/{step.name}", candidates)

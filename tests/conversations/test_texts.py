"""The catalogues hold together: languages, placeholders, mark-up, Telegram's limits, and what the code asks of them."""

from __future__ import annotations

import ast
import hashlib
import html
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.commands import PRIVATE_COMMANDS
from bot.reading import _OTHERS
from conversations import presenting, staff
from conversations.actions import ACTIONS
from conversations.catalogue import LANGUAGES, flatten, language_for, load, texts
from conversations.documents import KINDS, LONGEST_MESSAGE, VERSIONS, document, full_text
from conversations.flow import Step
from conversations.flows import FLOWS, searching
from conversations.flows.certificate import LARGEST_FILE
from conversations.pages.turning import WORDS
from conversations.pages.view import FORM, PASSWORD
from conversations.questions.intents import Intent
from conversations.words import COULD_BE_AN_ANSWER, NAVIGATION, navigation
from membership import limits
from membership.facts import CERTIFICATE_WAYS, INTEGRATED_SITES
from membership.grades import Grade, Service
from membership.particles import particle
from membership.problem_codes import DOUBTS, PASSWORD_RULES, PROBLEMS
from storage.approvals import Outcome
from storage.authority import REASONS
from storage.certificates import Checked
from storage.identity import CodeOutcome
from storage.masters import Answered

ROOT = Path(__file__).parents[2]
# Bot API, "HTML style".
TAGS = frozenset("b strong i em u ins s strike del code pre a tg-spoiler blockquote".split())
# Shown where Telegram shows no mark-up: on buttons, over the chat, in its menus, and as an answer inside other texts.
PLAIN = re.compile(
    r"nav\..+|bot\..+|picking\..+|press\..+|page\.looking|certificate\..+|answer\.(skipped|set|right|date)"
    r"|command\.(?!unknown).+|doubt\.(suggested|as_given|yes|again|meant|noted)|ask\.is\..+"
    r"|ask\.(neither|meant)|step\.\w+\.(label|share|page|options\..+)"
    r"|pages\.(open_.+|form|password|words\..+)"
)
BUTTON = (
    r"ask\.is\..+|ask\.(neither|meant)|nav\..+|picking\..+|doubt\.(suggested|as_given|yes|again|meant)"
    r"|step\.\w+\.(label|share|page|options\..+)|pages\.open_.+"
)
LIMITS = (  # characters
    (r".+", 4096),  # Bot API, sendMessage
    (BUTTON, 40),  # ours: longer ones are cut on a narrow phone
    (r"bot\.name", 64),  # Bot API, setMyName
    (r"bot\.description", 512),  # Bot API, setMyDescription
    (r"bot\.short_description", 120),  # Bot API, setMyShortDescription
    (r"command\..+", 256),  # Bot API, BotCommand
    (r"press\..+|page\.looking", 200),  # Bot API, answerCallbackQuery
)
RULES = (
    ("step.age.ask", limits.LEAST_AGE),
    ("ended.age", limits.LEAST_AGE),
    ("step.login_id.ask", limits.LOGIN_ID_LEAST),
    ("step.login_id.ask", limits.LOGIN_ID_MOST),
    ("step.password.ask", limits.PASSWORD_LEAST),
    ("step.password.help", limits.PASSWORD_RUN),
    ("problem.password.too_short", limits.PASSWORD_LEAST),
    ("problem.password.too_long", limits.PASSWORD_MOST),
    ("problem.password.run", limits.PASSWORD_RUN),
    ("step.code.ask", limits.CODE_DIGITS),
    ("step.code.on_page", limits.CODE_DIGITS),
    ("step.reset_code.on_page", limits.CODE_DIGITS),
    ("step.code.ask_sending", limits.CODE_LIFETIME.seconds // 60),
    ("problem.code.wrong", limits.CODE_DIGITS),
    ("problem.code.expired", limits.CODE_LIFETIME.seconds // 60),
    ("code.just_sent", limits.CODE_RESEND_AFTER.seconds),
    ("step.certificate.help", LARGEST_FILE // 1024 // 1024),
    ("step.new_password.ask", limits.PASSWORD_LEAST),
    ("step.new_password.help", limits.PASSWORD_RUN),
    ("step.reset_code.ask_sending", limits.CODE_LIFETIME.seconds // 60),
    ("step.mobile_code.ask_sending", limits.CODE_LIFETIME.seconds // 60),
    ("step.leave_word.ask", limits.LEFT_KEPT.days // 365),
)
# Tables of texts about one's own account, of which the flows hand on the keys.
OWN_ACCOUNT = frozenset({"account", "find_id", "reset", "leaving", "sms", "consents"})
SPEAKS = frozenset({"text", "add", "plain", "toast", "tell"})

TEMPLATES = {language: flatten(load(language)) for language in LANGUAGES}
KOREAN = TEMPLATES["ko"]
EVERY_TEXT = {(language, key): text for language in LANGUAGES for key, text in TEMPLATES[language].items()}
EVERY_DOCUMENT = [(kind, language) for kind in KINDS for language in LANGUAGES]
STEPS = {step.name: step for flow in FLOWS.values() for step in flow.steps}
COUNTED = {step.name for flow in FLOWS.values() if flow.counted for step in flow.steps}


def fields(template: str) -> list[tuple[str, str]]:
    """The placeholders of a text, each with what stands behind its colon."""
    parsed = string.Formatter().parse(template)
    return [(name, spec or "") for _, name, spec, _ in parsed if name is not None]


def names(template: str) -> set[str]:
    """The names of a text's placeholders."""
    return {name for name, _ in fields(template)}


def is_closed(line: str) -> bool:
    """Whether a line's mark-up is Telegram's own, closed in order, with nothing left of it in the words."""
    words = re.sub(r"<(\w[\w-]*)>([^<>]*)</\1>", lambda tag: tag[2] if tag[1] in TAGS else tag[0], line)
    return is_closed(words) if words != line else not re.search(r"[<>]|&(?!(?:lt|gt|amp|quot);)", line)


@cache
def calls(*rooms: str) -> tuple[ast.Call, ...]:
    """Every call in the source of these rooms."""
    return tuple(node for node in nodes(*rooms) if isinstance(node, ast.Call))


@cache
def literals(*rooms: str) -> frozenset[str]:
    """Every string that stands in the source of these rooms."""
    found = (node.value for node in nodes(*rooms) if isinstance(node, ast.Constant))
    return frozenset(value for value in found if isinstance(value, str))


@cache
def nodes(*rooms: str) -> tuple[ast.AST, ...]:
    """Everything in the source of these rooms."""
    sources = [path.read_text("utf-8") for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    return tuple(node for source in sources for node in ast.walk(ast.parse(source)))


def strings(node: ast.expr) -> list[str]:
    """The strings that an expression may be, as far as they stand there whole."""
    if isinstance(node, ast.IfExp):
        return strings(node.body) + strings(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def called(call: ast.Call) -> str:
    """The last name of what is called: "add" of talk.add(…), "texts" of texts(language)(…)."""
    func = call.func.func if isinstance(call.func, ast.Call) else call.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def said_keys() -> Iterator[str]:
    """The keys that the source names where it speaks."""
    for call in calls("conversations", "bot"):
        if called(call) in SPEAKS or (isinstance(call.func, ast.Call) and called(call) == "texts"):
            yield from (key for argument in call.args for key in strings(argument) if "." in key)
    yield from (key for key in literals("conversations") if key.startswith("failures."))


def problems() -> dict[str, set[str]]:
    """Every code of a Problem, with the values that its text may use."""
    known = {code: set(values) for code, values in PROBLEMS.items()}
    known |= {code: set() for code in PASSWORD_RULES}
    known |= {f"code.{outcome}": set() for outcome in CodeOutcome if outcome is not CodeOutcome.RIGHT}
    known |= {f"other.{name}": set() for name in _OTHERS}
    for call in calls("conversations", "bot"):
        if called(call) == "Problem":
            known |= {code: {word.arg or "" for word in call.keywords} for code in strings(call.args[0])}
    return known


def doubts() -> dict[str, set[str]]:
    """Every code of a doubt, with the values that its text may use."""
    known = {**{code: {"value", *values} for code, values in DOUBTS.items()}, "word": {"value", "way"}}
    known |= {"which": {"value", "candidates"}, "question": {"value", "way"}}
    known["birth_date.which"].add("shown")
    return known


def step_keys(step: Step) -> Iterator[str]:
    """The texts that a step needs in any case."""
    yield f"step.{step.name}.ask"
    if step.name in COUNTED:
        yield f"step.{step.name}.label"
    if step.contact:
        yield f"step.{step.name}.share"
    if step.page:
        yield f"step.{step.name}.page"
    if not callable(step.options):
        yield from (f"step.{step.name}.options.{code}" for code in step.options)


def step_says(key: str) -> bool:
    """Whether a step says the text of this key: one it needs, its help, a variant or choice that the code names."""
    _, name, *parts = key.split(".")
    named = parts[-1].removeprefix("ask_") in literals("conversations", "membership")
    sometimes = parts in (["help"], ["on_page"]) or (named and parts[0] not in ("ask", "label", "share", "page"))
    return name in STEPS and (sometimes or key in set(step_keys(STEPS[name])))


def is_raised(key: str) -> bool:
    """Whether a gateway raises what the text of this key is about."""
    why = key.partition(".")[2]
    return why in literals("gateways") or f"identity.{why}" in literals("gateways")


def composed_keys() -> set[str]:
    """The keys that the source puts together from a table and a value."""
    buttons = ("BACK", "CANCEL", "SKIP", "REST", "HELP", "KEEP")
    ways = {getattr(presenting, name)[1:] for name in buttons} | COULD_BE_AN_ANSWER
    return {
        *(f"nav.{way}" for way in ways),
        *(f"command.{name}" for name in PRIVATE_COMMANDS),
        *(f"flow.{flow.name}" for flow in FLOWS.values()),
        *(f"{table}.{grade}" for grade in Grade for table in ("grade", "result")),
        *(f"service.{service}" for service in Service),
        *(f"status.certificate_{state}" for state in ("awaited", "rejected")),
        *(f"result.certificate_{way}" for way in CERTIFICATE_WAYS),
        *(f"certificate.{way}" for way in ("photo", "pdf")),
        *(f"ended.{step}" for step in ("age", "terms", "privacy")),
        *(f"problem.{code}" for code in problems()),
        *(f"doubt.{code}" for code in doubts()),
        *(f"address_search.{why}" for why in searching._OF_THE_WORDS),
        *(key for key in KOREAN if key.startswith("identity_failed.") and is_raised(key)),
        *(f"month.{month}" for month in range(1, 13)),
        *(f"refused.{reason}" for reason in REASONS),
        *(f"decided.{outcome}" for outcome in Outcome if outcome is not Outcome.DONE),
        *(f"offer.{answer}" for answer in Answered if answer is not Answered.DONE),
        *(f"staff.{checked}" for checked in Checked if checked is not Checked.DONE),
        *(f"staff.standing.{state}" for state in ("active", "suspended", "closed", "closed_on", "unknown", "unasked")),
        *(f"staff.ways.{way}" for way in ("photo", "pdf", "fax", "mail")),
        *(f"staff.reasons.{reason}" for reason in staff.REASONS),
        *(f"action.{name}" for name in (*ACTIONS, "certificate_ok", "certificate_no", "certificate_back")),
        *(f"higher.{grade}" for grade in Grade if grade is not Grade.MASTER),
        *(f"pages.{what}{scope}" for scope in (FORM, PASSWORD) for what in ("", "open_", "no_")),
        *(f"pages.words.{word}" for word in WORDS),
        *(f"secret.{where}" for where in ("in_chat", "on_page")),
        *(f"ask.next_grade.{grade}" for grade in Grade if grade is not Grade.MASTER),
        *(f"ask.who_is.{grade}" for grade in Grade),
        *(f"ask.is.{intent}" for intent in Intent if intent is not Intent.OUT_OF_SCOPE),
        *(f"ask.{intent}.answer" for intent in Intent if f"ask.{intent}.answer" in KOREAN),
        *(f"ask.document.{kind}" for kind in KINDS),
        *(f"ask.can_i_use.{verdict}" for verdict in ("yes", "no", "substitute")),
        *(f"ask.grade_services.{verdict}" for verdict in ("both_yes", "both_no")),
        *(f"ask.approval_status.{verdict}" for verdict in ("master", "approved")),
        *(f"ask.my_consents.{verdict}" for verdict in ("yes", "no", "marketing_on", "marketing_off")),
        *(f"ask.certificate.{state}" for state in ("awaited", "verified")),
        *(
            key
            for key in literals("conversations")
            if key.partition(".")[0] in {"told", "decided", "offer", "substitute", "staff", "waiting", *OWN_ACCOUNT}
            or key
            in {
                "ask.forgot_id.mine",
                "ask.forgot_password.no_sms",
                "ask.start_signup.member",
                "ask.link_account.linked",
            }
        ),
    }


def test_both_languages_have_the_same_keys() -> None:
    assert KOREAN.keys() == TEMPLATES["en"].keys()


def test_both_languages_have_the_same_placeholders() -> None:
    assert [key for key in KOREAN if names(KOREAN[key]) != names(TEMPLATES["en"][key])] == []


def test_a_placeholder_asks_for_nothing_but_a_particle() -> None:
    found = [field for text in EVERY_TEXT.values() for field in fields(text)]
    assert all(name.isidentifier() for name, _ in found)
    assert all(particle("가", spec) for _, spec in found if spec)


def test_english_has_no_particles() -> None:
    assert [key for key, text in TEMPLATES["en"].items() if any(spec for _, spec in fields(text))] == []


def test_mark_up_is_telegrams_and_closed_on_its_line() -> None:
    assert [key for key, text in EVERY_TEXT.items() if not all(is_closed(line) for line in text.split("\n"))] == []


@pytest.mark.parametrize("line", ["<b>a", "a</b>", "<b>a</i>", "<p>a</p>", "a < b", "R&D", "<b><i>a</b></i>"])
def test_odd_mark_up_would_be_found(line: str) -> None:
    assert not is_closed(line)


def test_there_is_no_mark_up_where_none_is_shown() -> None:
    assert [at for at, text in EVERY_TEXT.items() if PLAIN.fullmatch(at[1]) and "<" in text] == []


@pytest.mark.parametrize(("pattern", "most"), LIMITS)
def test_texts_keep_the_limits(pattern: str, most: int) -> None:
    sizes = {at: len(html.unescape(text)) for at, text in EVERY_TEXT.items() if re.fullmatch(pattern, at[1])}
    assert sizes
    assert {at: size for at, size in sizes.items() if not 0 < size <= most} == {}


@pytest.mark.parametrize(("key", "number"), RULES)
def test_texts_name_the_numbers_of_the_rules(key: str, number: int) -> None:
    assert all(re.search(rf"(?<!\d){number}(?!\d)", TEMPLATES[language][key]) for language in LANGUAGES)


def test_every_problem_is_explained() -> None:
    needed = {code: values for code, values in problems().items() if code.removeprefix("other.") not in _OTHERS}
    assert [code for code in needed if f"problem.{code}" not in KOREAN] == []
    assert [code for code, values in needed.items() if not names(KOREAN[f"problem.{code}"]) <= values] == []


@pytest.mark.parametrize("code", doubts())
def test_every_doubt_is_asked_back(code: str) -> None:
    assert names(KOREAN[f"doubt.{code}"]) <= doubts()[code]


def test_no_code_begins_another() -> None:
    codes = [*problems(), *doubts()]
    assert not [(code, other) for code in codes for other in codes if other.startswith(f"{code}.")]


def test_every_step_has_its_texts() -> None:
    assert {key for step in STEPS.values() for key in step_keys(step)} - KOREAN.keys() == set()


def test_every_key_that_the_code_names_exists() -> None:
    said = set(said_keys())
    assert len(said) > 50
    assert said - KOREAN.keys() == set()


def test_no_text_is_unused() -> None:
    used = set(said_keys()) | composed_keys() | literals("bot")
    unused = {key for key in KOREAN.keys() - used if not (key.startswith("step.") and step_says(key))}
    assert unused == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_on_the_ways_around_work_when_they_are_typed(language: str) -> None:
    ways = {way: texts(language).plain(f"nav.{way}") for way in NAVIGATION if f"nav.{way}" in KOREAN}
    assert {way: words for way, words in ways.items() if navigation(words) != way} == {}


def test_each_language_offers_the_other() -> None:
    offered = {other: {text[f"nav.{other}"] for text in TEMPLATES.values()} for other in LANGUAGES}
    assert offered == {"ko": {"한국어"}, "en": {"English"}}
    assert [language_for(code) for code in ("ko", "ko-KR", None, "en", "de")] == ["ko", "ko", "ko", "en", "en"]


def test_keeping_an_answer_is_typed_as_its_button_reads() -> None:
    assert {navigation(text["nav.keep"]) for text in TEMPLATES.values()} == {"next"}


@pytest.mark.parametrize(("kind", "language"), EVERY_DOCUMENT)
def test_a_document_has_a_title_and_fits_into_three_messages(kind: str, language: str) -> None:
    title, empty, *rest = document(kind, language).split("\n")
    assert title
    assert not empty
    assert any(rest)
    messages = full_text(kind, language)
    assert 1 <= len(messages) <= 3
    assert messages[0].startswith(f"<b>{html.escape(title, quote=False)}</b>\n")
    assert all(len(message) <= LONGEST_MESSAGE + len("<b></b>") for message in messages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terms_list_every_integrated_site(language: str) -> None:
    assert [site for site in INTEGRATED_SITES if site not in document("terms", language)] == []


# Changing a text without giving it a new version would falsify what people agreed to: the store refuses that, too.
HASHES = {
    ("abroad", "ko"): ("2026-11-22-2", "97bd473f5616c9e1"),
    ("abroad", "en"): ("2026-11-22-2", "da21eefe820b8e23"),
    ("terms", "ko"): ("2026-11-22", "a079876934db8b8b"),
    ("terms", "en"): ("2026-11-22", "b8aa9365b4da2f9c"),
    ("privacy", "ko"): ("2026-11-22-2", "200fc16b14eb1b61"),
    ("privacy", "en"): ("2026-11-22-2", "d4fe0c567d424bd5"),
    ("optional_items", "ko"): ("2026-11-22-2", "72204fd7d691f3c1"),
    ("optional_items", "en"): ("2026-11-22-2", "8c23ac9962628174"),
    ("marketing", "ko"): ("2026-11-22-2", "c067874b317f6054"),
    ("marketing", "en"): ("2026-11-22-2", "089541c415c5c18c"),
    ("identity", "ko"): ("2026-11-22-2", "62b4bfe1febf6fa1"),
    ("identity", "en"): ("2026-11-22-2", "3a976cbe55fa241d"),
}


@pytest.mark.parametrize(("kind", "language"), EVERY_DOCUMENT)
def test_a_text_is_the_one_of_its_version(kind: str, language: str) -> None:
    found = hashlib.sha256(document(kind, language).encode()).hexdigest()
    assert (VERSIONS[kind], found[:16]) == HASHES[kind, language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_documents_name_who_works_for_kotra_and_how_to_withdraw(language: str) -> None:
    assert all(one in document("privacy", language) for one in ("PortOne", "SOLAPI", "Telegram", "국세청"))
    here = texts(language).plain("step.menu.options.my_account")
    told = {kind for kind in KINDS if here in document(kind, language)}
    assert told == {"abroad", "privacy", "optional_items", "marketing", "identity"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_documents_name_buttons_that_there_are(language: str) -> None:
    words = {text for key, text in TEMPLATES[language].items() if key.startswith("step.") and ".options." in key}
    for kind in ("optional_items", "marketing"):
        named = re.findall(r"[‘“]([^’”]+)[’”]", document(kind, language))
        assert named
        assert set(named) <= words

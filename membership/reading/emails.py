"""E-mail addresses as people type them: 골뱅이 for @, 점 for ., spaces, and the usual slips in well-known domains."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from membership.fields import LONGEST_EMAIL
from membership.problems import Found, Problem, Reading
from membership.reading.tidy import normal, unwrap

COMMON_DOMAINS: tuple[str, ...] = (
    "naver.com",
    "gmail.com",
    "hanmail.net",
    "daum.net",
    "nate.com",
    "kakao.com",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "yahoo.com",
)
# Real domains that look like a slip of one above.
_REAL = frozenset("mail.com ymail.com email.com gmx.com yahoo.co.kr yahoo.co.jp outlook.kr kakaocorp.com".split())
_BARE = {domain.split(".")[0]: domain for domain in COMMON_DOMAINS}
_KOREAN = {
    "네이버": "naver",
    "지메일": "gmail",
    "쥐메일": "gmail",
    "한메일": "hanmail",
    "다음": "daum",
    "네이트": "nate",
    "카카오": "kakao",
}
_LABELS = r"(?:대표\s*)?(?:이메일|e-?mail|메일)(?:\s*주소)?"
_AT = re.compile(
    r"\s*(?:골뱅이|골벵이|\(at\)|\[at\]|@)\s*"
    r"|(?<=[a-z0-9_])\s+at\s+(?=[a-z0-9가-힣])|(?<=[a-z0-9_])\s*(?:앳|엣|에트)\s*(?=[a-z0-9가-힣])",
    re.IGNORECASE,
)
_DOT = re.compile(
    r"\s*(?:닷|쩜|점)\s*(?=컴|넷|com\b|net\b|co\b|kr\b|org\b|씨오엠)"
    r"|(?<=[a-z0-9])\s+(?:dot|닷|쩜|점)\s+(?=[a-z0-9])|\s*\(dot\)\s*",
    re.IGNORECASE,
)
_SAID_ENDINGS = ((re.compile(r"\.(?:컴|씨오엠)"), ".com"), (re.compile(r"\.넷"), ".net"))
_ADDRESS = re.compile(r"(?<![a-z0-9@._+\-])[a-z0-9.!#$%&'*+/=?^_{|}~\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+", re.IGNORECASE)
_LOCAL = re.compile(r"[a-z0-9][a-z0-9._+\-]{0,63}", re.IGNORECASE)


def read_email(text: str) -> Reading[str]:
    """An e-mail address, its domain in lower case; doubt "email.domain_typo" with a whole `suggestion`; raises Problem.

    A local part alone raises "email.no_domain" with `local`, for a button with a domain to complete it.
    """
    address = _only_address(_said(unwrap(text, _LABELS)))
    suggestion = _suggestion(address)
    return Reading(address, "email.domain_typo", {"suggestion": suggestion}) if suggestion else Reading(address)


def find_email(text: str) -> Found[str] | None:
    """The first e-mail address in a longer message."""
    text = _said(normal(text))
    match = _ADDRESS.search(text)
    if match is None:
        return None
    try:
        address = _valid(match[0].strip(".'"))
    except Problem:
        return None
    return Found(address, f"{text[: match.start()]} {text[match.end() :]}".strip())


def _said(text: str) -> str:
    """The text with a spoken address written out."""
    text = _DOT.sub(".", _AT.sub("@", text.replace("。", ".")))
    for spoken, written in _SAID_ENDINGS:
        text = spoken.sub(written, text)
    return re.sub(rf"(?<=@)({'|'.join(_KOREAN)})", lambda name: _KOREAN[name[1]], text)


def _only_address(text: str) -> str:
    found = {match.strip(".'").lower(): match.strip(".'") for match in _ADDRESS.findall(text)}
    if len(found) > 1:
        raise Problem("email.several")
    # Spaces inside an address are slips, unless there are words around it.
    joined = re.sub(r"\s*([.,])\s*", r"\1", text.strip("<>()[]\"' .,")).removeprefix("mailto:")
    if found and (" " in joined or not _ADDRESS.fullmatch(joined)):
        return _valid(next(iter(found.values())))
    return _whole(joined.replace(" ", ""))


def _whole(text: str) -> str:
    """An answer that is one address or a part of one."""
    local, at, domain = text.partition("@")
    if not at:
        raise _without_at(text)
    if not local:
        raise Problem("email.no_local")
    if not domain:
        raise _without_at(local)
    domain = domain.replace(",", ".")
    if "." not in domain:
        domain = _BARE.get(domain.lower(), domain)
    if "." not in domain:
        raise Problem("email.domain_incomplete", domain=domain)
    return _valid(f"{local}@{domain}")


def _without_at(text: str) -> Problem:
    domain = text.lower()
    if domain in COMMON_DOMAINS:
        return Problem("email.no_local")
    return Problem("email.no_domain", local=text) if _LOCAL.fullmatch(text) else Problem("email.unreadable")


def _valid(address: str) -> str:
    if len(address) > LONGEST_EMAIL:
        raise Problem("email.too_long", longest=LONGEST_EMAIL)
    if re.search(r"[^\x00-\x7f]", address.split("@")[0]):
        raise Problem("email.not_ascii")
    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=False, strict=True).normalized
    except EmailNotValidError:
        raise Problem("email.unreadable") from None


def _suggestion(address: str) -> str | None:
    local, _, domain = address.rpartition("@")
    if domain in COMMON_DOMAINS or domain in _REAL:
        return None
    near = next((common for common in COMMON_DOMAINS if _is_slip(domain, common)), None)
    return f"{local}@{near}" if near else None


def _is_slip(domain: str, common: str) -> bool:
    name, _, ending = domain.partition(".")
    common_name, _, common_ending = common.partition(".")
    if name == common_name:
        return ending in ("com", "net", "co", "kr", "co.kr", "cm", "om", "org") or _distance(ending, common_ending) <= 1
    return ending == common_ending and len(name) >= 4 and _distance(name, common_name) == 1


def _distance(one: str, other: str) -> int:
    """Edits between two words, a swap of neighbours counted as one (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for at, char in enumerate(one, 1):
        row = [at]
        for to, wanted in enumerate(other, 1):
            best = min(rows[-1][to] + 1, row[-1] + 1, rows[-1][to - 1] + (char != wanted))
            if at > 1 and to > 1 and char == other[to - 2] and one[at - 2] == wanted:
                best = min(best, rows[-2][to - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]

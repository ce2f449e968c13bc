"""The business registration certificate [사업자등록증]: a photo or a PDF, or later by fax or mail (manual, II-3)."""

from __future__ import annotations

from typing import Any

from conversations.flow import Step
from conversations.flows.looking_up import needs_certificate
from conversations.state import Answers
from conversations.talk import Talk
from membership.problems import Problem, Reading

LARGEST_FILE = 10 * 1024 * 1024  # bytes
MEDIA_TYPES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def _not_needed(answers: Answers) -> bool:
    """Without a company, or it is verified, has members, or comes from the registry."""
    return not needs_certificate(answers)


def _reads(talk: Talk) -> Reading[dict[str, Any]]:
    """A photo or a PDF, judged by what is in it; the file itself stays with the messenger until the submit."""
    file = talk.event.attachment
    if file is None or file.way not in ("photo", "document"):
        raise Problem("file.kind")
    if file.size > LARGEST_FILE:
        raise Problem("file.too_large", most=LARGEST_FILE // 1024 // 1024)
    media_type = _media_type(_fetched(talk, file.id))
    way = "pdf" if media_type == "application/pdf" else "photo"
    name = file.name or talk.text.plain(f"certificate.{way}")
    return Reading({"way": way, "file": file.id, "sent_as": file.way, "name": name[:100], "media_type": media_type})


def content(talk: Talk) -> bytes | None:
    """The certificate's file, fetched anew for the submit, where there is one.

    Raises Problem "file.unreadable" where the messenger has it no more, "file.not_reached" where it may have it later.
    """
    certificate = talk.answers.get("certificate") or {}
    return _fetched(talk, certificate["file"]) if "file" in certificate else None


def _fetched(talk: Talk, file_id: str) -> bytes:
    found = talk.prepared("file", file_id)
    if found is None:
        raise Problem("file.unreadable")
    if isinstance(found, Problem):
        raise found
    return bytes(found)


def _media_type(content: bytes) -> str:
    """The media type that a file's first bytes show; raises Problem where it is neither a PDF nor a picture."""
    found = next((media for start, media in MEDIA_TYPES.items() if content.startswith(start)), None)
    if found is None:
        raise Problem("file.type")
    return found


def _shows(talk: Talk, value: dict[str, Any]) -> str:
    if value["way"] in ("fax", "mail"):
        return talk.text.plain(f"step.certificate.options.{value['way']}")
    return str(value["name"])


CERTIFICATE = Step(
    name="certificate",
    skip_when=_not_needed,
    options=("fax", "mail"),
    chooses=lambda talk, code: {"way": code},
    file=_reads,
    shows=_shows,
    other_way=lambda talk: "failures.certificate",
    reviewed=True,
    alone=True,
)

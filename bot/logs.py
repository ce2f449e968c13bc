"""Logs on standard error: one record a line as JSON, or pretty on a terminal; and nothing of people in them."""

import logging
import re
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson
import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from bot import metrics

update_id: ContextVar[int | None] = ContextVar("update_id", default=None)
"""The update that is being taken in; every record tells it, also in tasks begun meanwhile."""

FIELDS = frozenset({"flow", "step", "kind", "ms"})
"""What a record may tell besides its message (`extra=`), all of them names of our own and numbers; no other gets in."""

_OURS = FIELDS | {"at", "level", "logger"}

# Their finer levels tell whole calls, addresses with the token, or statements with their values.
_TALKATIVE = ("telegram", "httpx", "httpcore", "aiohttp", "asyncio", "sqlalchemy", "alembic", "uvicorn")

_DASH = r"[\s.\-‐-―－)]*"
# A last resort. Our own ids are logged as `#123456`, which the code's pattern lets through.
_REDACTIONS = tuple(
    (re.compile(pattern), mark)
    for pattern, mark in (
        (r"\d{4,}:[A-Za-z0-9_-]{10,}", "<token>"),
        (r"\[parameters: .*?\](?=\s|$)", "<parameters>"),
        (r"(?<=://)[^\s/@:]+:[^\s/@]+(?=@)", "<login>"),
        (r"[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+", "<e-mail>"),
        (rf"(?<!\d)\d{{6}}{_DASH}\d{{7}}(?!\d)", "<resident number>"),
        (r"\+\d[\d\s.()-]{6,}\d", "<phone>"),
        (rf"(?<![\d#])(?:0\d{{1,3}}|82{_DASH}0?1\d){_DASH}\d{{3,4}}{_DASH}\d{{4}}(?!\d)", "<phone>"),
        (r"(?<![\d#])(?<!\d\.)\d{6}(?!\d)", "<code>"),
    )
)


def redact(text: str) -> str:
    """`text` without tokens and whatever looks like a resident number, a phone, an e-mail or a 6-digit code."""
    for pattern, mark in _REDACTIONS:
        text = pattern.sub(mark, text)
    return text


def set_up(level: str = "INFO", form: str = "") -> None:
    """Sends all logs to standard error from `level` on, also of errors that nobody caught.

    `form` is "json" or "pretty"; where it is neither, a terminal gets "pretty" and anything else "json".
    """
    handler = logging.StreamHandler(sys.stderr)
    is_terminal = sys.stderr.isatty()
    handler.setFormatter(formatter(form or ("pretty" if is_terminal else "json"), colours=is_terminal))
    root = logging.getLogger()
    root.handlers[:] = [handler, metrics.CountingHandler()]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def formatter(form: str, *, colours: bool = False) -> ProcessorFormatter:
    """Renders records as JSON, one a line, or for a person's eyes; either way without what people wrote."""
    renderer: Processor = structlog.processors.JSONRenderer(_json)
    if form == "pretty":
        renderer = structlog.dev.ConsoleRenderer(
            colors=colours, exception_formatter=structlog.dev.plain_traceback, timestamp_key="at", pad_event_to=0
        )
    ahead: list[Processor] = [_of_record, structlog.stdlib.ExtraAdder(FIELDS), structlog.processors.format_exc_info]
    return ProcessorFormatter(
        foreign_pre_chain=ahead,
        processors=[ProcessorFormatter.remove_processors_meta, _redacted, renderer],
    )


def _of_record(_: Any, __: str, fields: EventDict) -> EventDict:
    """When, how grave, where, and about which update."""
    record: logging.LogRecord = fields["_record"]
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {"at": moment, "level": record.levelname.lower(), "logger": record.name, **fields}
    number = update_id.get()
    if number is not None:
        told["update"] = number
    if record.stack_info:
        told["stack"] = told.pop("stack_info")
    return told


def _redacted(_: Any, __: str, fields: EventDict) -> EventDict:
    """Every text redacted that is not our own; the message in one line, whatever it quotes."""
    for name, value in fields.items():
        if name not in _OURS and isinstance(value, str):
            fields[name] = redact(value)
    fields["event"] = " ⏎ ".join(line.rstrip() for line in fields["event"].splitlines())
    return fields


def _json(fields: EventDict, **_: Any) -> str:
    return orjson.dumps(fields, default=lambda value: f"<{type(value).__name__}>").decode()


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("stopped by an error that nobody caught", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value
    if error is not None:
        _log_uncaught(args.exc_type, error, args.exc_traceback)

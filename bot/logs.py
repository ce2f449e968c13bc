"""Logs on standard error: one line a record, and nothing of people in them."""

import logging
import re
import sys
import threading
import time
from contextvars import ContextVar
from types import TracebackType

update_id: ContextVar[int | None] = ContextVar("update_id", default=None)
"""The update that is being taken in; every record tells it, also in tasks begun meanwhile."""

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


class LineFormatter(logging.Formatter):
    """A record in one line: time, level, logger, update where there is one, message, and a traceback folded behind."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        moment = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03d}Z"
        number = update_id.get()
        about = "" if number is None else f" [update {number}]"
        return f"{moment} {record.levelname} {record.name}{about} {_folded(redact(self._told(record)))}"

    def _told(self, record: logging.LogRecord) -> str:
        told = record.getMessage()
        if record.exc_info:
            told = f"{told}\n{self.formatException(record.exc_info)}"
        if record.stack_info:
            told = f"{told}\n{self.formatStack(record.stack_info)}"
        return told


def set_up(level: str = "INFO") -> None:
    """Sends all logs to standard error from `level` on, also of errors that nobody caught."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _folded(text: str) -> str:
    return " ⏎ ".join(line.rstrip() for line in text.splitlines())


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("stopped by an error that nobody caught", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value
    if error is not None:
        _log_uncaught(args.exc_type, error, args.exc_traceback)

import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot import metrics
from bot.logs import FIELDS, formatter, redact, set_up, update_id
from tests.bot.stand_in import TOKEN


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hook, thread_hook = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    yield
    root.handlers[:], sys.excepthook, threading.excepthook = handlers, hook, thread_hook
    root.setLevel(level)


def line_of(form: str, message: str, *args: object, error: BaseException | None = None, **extra: object) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("bot.x", logging.INFO, "x.py", 1, message, args, info)
    record.__dict__.update(extra)
    return formatter(form).format(record)


def told(message: str, *args: object, error: BaseException | None = None, **extra: object) -> dict[str, Any]:
    """What a record says as JSON."""
    line = line_of("json", message, *args, error=error, **extra)
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def logged(level: str) -> float:
    return metrics.REGISTRY.get_sample_value("assistant_log_records_total", {"level": level}) or 0.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/bot<token>/getMe"),
        ("number 900305-1234567 typed", "number <resident number> typed"),
        ("9003051234567", "<resident number>"),
        ("９００３０５－１２３４５６７", "<resident number>"),
        ("900305 – 1234567", "<resident number>"),
        ("call 010-1234-5678 now", "call <phone> now"),
        ("01012345678", "<phone>"),
        ("+821012345678", "<phone>"),
        ("+82 10-1234-5678", "<phone>"),
        ("82 10 1234 5678", "<phone>"),
        ("02) 3460-7932", "<phone>"),
        ("mail hong.gildong+a@example.co.kr!", "mail <e-mail>!"),
        ("홍길동@예시.한국", "<e-mail>"),
        ("code 123456.", "code <code>."),
        ("x [parameters: ('홍길동', 1)]", "x <parameters>"),
        ("postgresql://kotra:pass@db/x", "postgresql://<login>@db/x"),
    ],
)
def test_what_looks_like_a_persons_data_is_redacted(text: str, told: str) -> None:
    assert redact(text) == told


@pytest.mark.parametrize(
    "text",
    ["row #123456 done", "update #1234567890 read", "took 12.123456 s", "port 8080", "in 30 s", "2026-11-22"],
)
def test_what_operators_need_stays(text: str) -> None:
    assert redact(text) == text


def test_a_record_tells_time_level_place_and_update() -> None:
    token = update_id.set(123456)
    found = told("first %s\nsecond", "part")
    update_id.reset(token)
    assert found.pop("at").endswith("Z")
    assert found == {"level": "info", "logger": "bot.x", "event": "first part ⏎ second", "update": 123456}
    assert "update" not in told("outside")


def test_of_other_fields_only_our_own_are_told() -> None:
    found = told("update %s", "handled", flow="sign_up", step="name", kind="text", ms=3.1, text="홍길동", chat=7)
    assert {name: found[name] for name in FIELDS} == {"flow": "sign_up", "step": "name", "kind": "text", "ms": 3.1}
    assert not {"text", "chat"} & set(found)


def fails(words: str) -> None:
    raise ValueError("900305-1234567 is not a name", len(words))


@pytest.mark.parametrize("form", ["json", "pretty"])
def test_a_traceback_is_told_redacted_and_without_values_of_variables(form: str) -> None:
    words = "홍길동"
    with pytest.raises(ValueError, match="is not a name") as caught:
        fails(words)
    line = line_of(form, "failed", error=caught.value)
    assert "Traceback" in line
    assert "<resident number> is not a name" in line
    assert "1234567" not in line
    assert words not in line


@pytest.mark.parametrize("form", ["json", "pretty"])
def test_both_forms_redact(form: str) -> None:
    line = line_of(form, "call %s", "010-1234-5678", error=ValueError("code 123456"), flow="sign_up")
    assert "call <phone>" in line
    assert "ValueError: code <code>" in line
    assert "sign_up" in line
    assert "\x1b" not in line


@pytest.mark.usefixtures("logging_as_before")
def test_logs_go_to_standard_error_and_talkative_ones_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    before = logged("warning")
    set_up("DEBUG")
    logging.getLogger("bot.polling").debug("seen")
    logging.getLogger("telegram.Bot").info("a whole call")
    logging.getLogger("sqlalchemy.engine").info("a statement")
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert json.loads(line)["event"] == "seen"
    assert logged("warning") == before


@pytest.mark.usefixtures("logging_as_before")
def test_warnings_and_errors_are_counted_and_a_terminal_may_be_written_for(capsys: pytest.CaptureFixture[str]) -> None:
    before = logged("warning"), logged("error")
    set_up("INFO", "pretty")
    logging.getLogger("bot.polling").warning("odd")
    logging.getLogger("bot.polling").error("wrong")
    assert (logged("warning"), logged("error")) == (before[0] + 1, before[1] + 1)
    first, second = capsys.readouterr().err.splitlines()
    assert first.split()[1:] == ["[warning", "]", "odd", "[bot.polling]"]
    assert "wrong" in second


@pytest.mark.usefixtures("logging_as_before")
def test_an_error_that_nobody_caught_is_logged_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()

    def fail() -> None:
        raise ValueError("code 123456")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError("call 010-1234-5678"), None)
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert "ValueError: code <code>" in first["exception"]
    assert "ValueError: call <phone>" in second["exception"]

import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from bot.logs import LineFormatter, redact, set_up, update_id
from tests.bot.stand_in import TOKEN


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hook, thread_hook = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    yield
    root.handlers[:], sys.excepthook, threading.excepthook = handlers, hook, thread_hook
    root.setLevel(level)


def line_of(message: str, *args: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return LineFormatter().format(logging.LogRecord("bot.x", logging.INFO, "x.py", 1, message, args, info))


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


def test_a_record_is_one_line_with_time_level_and_update() -> None:
    token = update_id.set(123456)
    line = line_of("first %s\nsecond", "part")
    update_id.reset(token)
    assert line.endswith(" INFO bot.x [update 123456] first part ⏎ second")
    assert line[10] == "T"
    assert "[update" not in line_of("outside")


def test_a_traceback_is_in_the_line_and_redacted() -> None:
    line = line_of("failed", error=ValueError("900305-1234567 is not a name"))
    assert "\n" not in line
    assert "ValueError: <resident number> is not a name" in line
    assert "1234567" not in line


@pytest.mark.usefixtures("logging_as_before")
def test_logs_go_to_standard_error_and_talkative_ones_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("DEBUG")
    logging.getLogger("bot.polling").debug("seen")
    logging.getLogger("telegram.Bot").info("a whole call")
    logging.getLogger("sqlalchemy.engine").info("a statement")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert shown.err.endswith("DEBUG bot.polling seen\n")


@pytest.mark.usefixtures("logging_as_before")
def test_an_error_that_nobody_caught_is_logged_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()

    def fail() -> None:
        raise ValueError("code 123456")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError("call 010-1234-5678"), None)
    first, second = capsys.readouterr().err.splitlines()
    assert "ValueError: code <code>" in first
    assert "ValueError: call <phone>" in second

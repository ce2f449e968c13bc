import os
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, problems, require
from storage.keyring import Keyring
from tests.bot.stand_in import TOKEN

KEY = "k" * 32
SECRET = "s_-" * 6
HOOK = {"WEBHOOK_URL": "https://b.kr/hook", "WEBHOOK_SECRET": SECRET, "IDENTITY_GATEWAY": "playground"}


def settings_of(tmp_path: Path, **environment: str) -> Settings:
    usual = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DATABASE_URL": f"sqlite:///{tmp_path}/assistant.sqlite",
        "DATA_KEY": KEY,
        "IDENTITY_GATEWAY": "console",
    }
    return Settings.load(tmp_path, usual | environment)


def test_the_defaults_are_telegram_a_file_and_port_8080(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, {})
    assert settings.api_url == "https://api.telegram.org"
    assert settings.database_url == "sqlite:///var/assistant.sqlite"
    assert (settings.playground_port, settings.playground_url) == (8080, "http://127.0.0.1:8080")
    assert settings.sends_per_second == 30.0


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=debug\nPLAYGROUND_PORT=9000\nDATA_KEY=from the file $HOME\n")
    settings = Settings.load(tmp_path, {"PLAYGROUND_PORT": "9001", "LOG_LEVEL": ""})
    assert settings.playground_port == 9001
    assert settings.playground_url == "http://127.0.0.1:9001"
    assert settings.data_key == "from the file $HOME"


def test_a_blank_value_is_no_value(tmp_path: Path) -> None:
    assert Settings.load(tmp_path, {"TELEGRAM_API_URL": "  "}).api_url == "https://api.telegram.org"


def test_postgres_is_read_as_postgresql(tmp_path: Path) -> None:
    assert settings_of(tmp_path, DATABASE_URL="postgres://u@h/db").database_url == "postgresql://u@h/db"


def test_another_server_than_telegram_has_no_limit_unless_one_is_set(tmp_path: Path) -> None:
    root = "http://127.0.0.1:8080/"
    assert settings_of(tmp_path, TELEGRAM_API_URL=root).sends_per_second is None
    assert settings_of(tmp_path, TELEGRAM_API_URL=root, SENDS_PER_SECOND="12.5").sends_per_second == 12.5
    assert settings_of(tmp_path, SENDS_PER_SECOND="0").sends_per_second is None
    assert settings_of(tmp_path, TELEGRAM_API_URL=root).api_url == "http://127.0.0.1:8080"


def test_one_chat_gets_what_telegram_allows_and_elsewhere_as_much_as_there_is(tmp_path: Path) -> None:
    assert settings_of(tmp_path).chat_sends_per_second == 1.0
    assert settings_of(tmp_path, TELEGRAM_API_URL="http://127.0.0.1:8080").chat_sends_per_second is None
    assert settings_of(tmp_path, CHAT_SENDS_PER_SECOND="0.5").chat_sends_per_second == 0.5


@pytest.mark.parametrize(("text", "chat"), [("-1001234567890", -1001234567890), ("4711", 4711), ("", None)])
def test_the_staffs_chat_is_a_number(tmp_path: Path, text: str, chat: int | None) -> None:
    settings = settings_of(tmp_path, STAFF_CHAT_ID=text)
    assert settings.staff_chat == chat
    assert problems(settings, "run") == []


@pytest.mark.parametrize("text", ["@staff", "-100 123", "0", "--5", "1.5", "９"])
def test_another_staffs_chat_is_told(tmp_path: Path, text: str) -> None:
    (line,) = problems(settings_of(tmp_path, STAFF_CHAT_ID=text), "run")
    assert line == "STAFF_CHAT_ID: give the chat's number, like -1001234567890 for a group"


@pytest.mark.parametrize("command", ["run", "check", "db", "playground", "flows", "members"])
def test_good_settings_have_no_problems(tmp_path: Path, command: str) -> None:
    assert problems(settings_of(tmp_path), command) == []


@pytest.mark.parametrize("url", ["postgresql://u:p@a,b/db?target_session_attrs=read-write", "postgres://u@h/db"])
def test_postgresql_is_accepted(tmp_path: Path, url: str) -> None:
    assert problems(settings_of(tmp_path, DATABASE_URL=url), "run") == []


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, "TELEGRAM_BOT_TOKEN is not set"),
        ({"TELEGRAM_BOT_TOKEN": "not a token"}, "does not look like a token"),
        ({"TELEGRAM_BOT_TOKEN": "123456:short"}, "does not look like a token"),
        ({"TELEGRAM_API_URL": "api.telegram.org"}, "TELEGRAM_API_URL is not an address"),
        ({"TELEGRAM_API_URL": "http://host:99999999"}, "TELEGRAM_API_URL is not an address"),
        ({"DATABASE_URL": "mysql://u:hidden@h/db"}, "DATABASE_URL is not understood"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL is not understood"),
        ({"DATA_KEY": "short,also short"}, "DATA_KEY is too short"),
        ({"DATA_KEY": f"{KEY},short"}, "DATA_KEY is too short"),
        ({"IDENTITY_GATEWAY": ""}, "IDENTITY_GATEWAY is not set: choose portone or playground or console"),
        ({"IDENTITY_GATEWAY": "nice"}, "IDENTITY_GATEWAY is not known: choose portone or playground or console"),
        ({"IDENTITY_GATEWAY": "playground", "PLAYGROUND_URL": "nowhere"}, "PLAYGROUND_URL is not an address"),
        (HOOK | {"IDENTITY_GATEWAY": "console"}, "IDENTITY_GATEWAY=console prints codes"),
        (HOOK | {"WEBHOOK_SECRET": ""}, "WEBHOOK_SECRET is not set: give 16 to 256"),
        (HOOK | {"WEBHOOK_SECRET": "hidden"}, "WEBHOOK_SECRET cannot be used: give 16 to 256"),
        (HOOK | {"WEBHOOK_SECRET": "no spaces, please hidden"}, "WEBHOOK_SECRET cannot be used"),
        (HOOK | {"WEBHOOK_URL": "b.kr/hook"}, "WEBHOOK_URL is not an address"),
        (HOOK | {"WEBHOOK_URL": "https://b.kr/hook?x=1"}, "WEBHOOK_URL is not an address"),
        (HOOK | {"WEBHOOK_URL": "https://b.kr:99999/hook"}, "WEBHOOK_URL is not an address"),
        (HOOK | {"WEBHOOK_URL": "http://b.kr/hook"}, "Telegram calls https addresses only"),
        (HOOK | {"WEBHOOK_URL": "https://b.kr:8000/hook"}, "Telegram calls the ports 443, 80, 88, 8443 only"),
        (HOOK | {"WEBHOOK_URL": "https://b.kr/metrics"}, "/metrics is taken by the server itself"),
        (HOOK | {"WEBHOOK_URL": "https://b.kr/identity/notified"}, "/identity/notified is taken by the server itself"),
        (HOOK | {"WEBHOOK_URL": "https://b.kr/pages/hook"}, "/pages/hook is taken by the server itself"),
        ({"LISTEN": "8000"}, "LISTEN: give host:port"),
        ({"LISTEN": "127.0.0.1:70000"}, "LISTEN: give host:port"),
        ({"LISTEN": "here and there:80"}, "LISTEN: give host:port"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is not known"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is not known: choose json or pretty, or leave it out"),
        ({"PLAYGROUND_PORT": "http"}, "PLAYGROUND_PORT: give a port"),
        ({"PLAYGROUND_PORT": "70000"}, "PLAYGROUND_PORT: give a port"),
        ({"SENDS_PER_SECOND": "-1"}, "SENDS_PER_SECOND: give a number"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_without_the_value(
    tmp_path: Path, environment: dict[str, str], told: str
) -> None:
    (line,) = problems(settings_of(tmp_path, **environment), "run")
    assert told in line
    assert "\n" not in line
    secret = environment.get("TELEGRAM_BOT_TOKEN") or environment.get("DATA_KEY") or "hidden"
    assert secret not in line


def test_a_webhook_has_a_place_to_listen_at_and_a_path(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, **HOOK)
    assert problems(settings, "run") == []
    assert settings.serving.address == ("127.0.0.1", 8000)
    assert settings.serving.path == "/hook"
    assert settings_of(tmp_path, **HOOK | {"WEBHOOK_URL": "https://b.kr"}).serving.path == "/"


def test_without_a_webhook_nothing_is_served_unless_a_place_is_named(tmp_path: Path) -> None:
    assert settings_of(tmp_path).serving.listen == ""
    settings = settings_of(tmp_path, LISTEN="[::1]:9000")
    assert problems(settings, "run") == []
    assert settings.serving.address == ("::1", 9000)


def test_another_server_than_telegram_may_call_any_address(tmp_path: Path) -> None:
    near = HOOK | {"WEBHOOK_URL": "http://127.0.0.1:9000/hook", "TELEGRAM_API_URL": "http://127.0.0.1:8081"}
    assert problems(settings_of(tmp_path, **near), "run") == []


def test_a_token_of_a_stand_in_may_be_short(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, TELEGRAM_BOT_TOKEN="1:test", TELEGRAM_API_URL="http://127.0.0.1:8081")
    assert problems(settings, "run") == []


@pytest.mark.parametrize("command", ["db", "registry", "members", "companies"])
def test_a_command_on_the_store_alone_needs_no_token(tmp_path: Path, command: str) -> None:
    settings = settings_of(tmp_path, TELEGRAM_BOT_TOKEN="", IDENTITY_GATEWAY="")
    assert problems(settings, command) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    below_a_file = settings_of(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/file/assistant.sqlite")
    a_directory = settings_of(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}")
    assert "is not a directory" in problems(below_a_file, "db")[0]
    assert "names a directory" in problems(a_directory, "db")[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_without_the_right_to_write_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert "cannot be written" in problems(settings_of(tmp_path, DATABASE_URL=f"sqlite:///{closed}/a.sqlite"), "db")[0]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        require(Settings.load(tmp_path, {"DATABASE_URL": "x", "LOG_LEVEL": "x"}), "run")
    assert len(caught.value.lines) == 4


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    shown = repr(settings_of(tmp_path, **HOOK, DATABASE_URL="postgresql://u:hidden@h/db"))
    assert not any(secret in shown for secret in (TOKEN, KEY, SECRET, "hidden"))


def test_a_key_that_is_not_set_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first, made = settings_of(tmp_path, DATA_KEY="").with_data_key(tmp_path)
    second, used = settings_of(tmp_path, DATA_KEY="").with_data_key(tmp_path)
    assert first.data_key == second.data_key
    assert problems(first, "run") == []
    assert made is not None
    assert used is not None
    assert ("made a key in" in made, "using the key in" in used) == (True, True)
    assert first.data_key not in made
    assert (tmp_path / "var" / "data.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["data.key"]


def test_a_key_that_is_set_is_used(tmp_path: Path) -> None:
    settings, line = settings_of(tmp_path).with_data_key(tmp_path)
    assert (settings.data_key, line) == (KEY, None)
    assert not (tmp_path / "var").exists()


def test_any_long_text_is_a_key_and_an_old_one_still_opens(tmp_path: Path) -> None:
    old = settings_of(tmp_path, DATA_KEY="비밀 " * 12).keyring()
    new = settings_of(tmp_path, DATA_KEY=f"{KEY}, {'비밀 ' * 12}").keyring()
    assert new.open(old.seal(b"data", "x"), "x") == b"data"
    assert new.prefix != old.prefix


def test_a_key_of_the_stores_own_form_is_taken_as_it_is(tmp_path: Path) -> None:
    key = Keyring.new_key()
    sealed = Keyring.from_text(key).seal(b"data", "x")
    assert settings_of(tmp_path, DATA_KEY=key).keyring().open(sealed, "x") == b"data"
    made, _ = settings_of(tmp_path, DATA_KEY="").with_data_key(tmp_path)
    assert made.keyring().prefix == Keyring.from_text(made.data_key).prefix


@pytest.mark.parametrize(("years", "kept"), [("", 2), ("1", 1), ("10", 10)])
def test_the_access_log_is_kept_for_two_years_or_as_long_as_is_set(tmp_path: Path, years: str, kept: int) -> None:
    settings = Settings.load(tmp_path, {"ACCESS_LOG_YEARS": years})
    assert (settings.access_log_years, settings.unreadable) == (kept, ())


@pytest.mark.parametrize("years", ["0", "-1", "half", "1.5", "１"])
def test_less_than_law_asks_is_refused(tmp_path: Path, years: str) -> None:
    settings = Settings.load(tmp_path, {"ACCESS_LOG_YEARS": years})
    (line,) = settings.unreadable
    assert line.startswith("ACCESS_LOG_YEARS: give a number of years, 1 at least")

"""The command line as a person at a terminal meets it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.serving.listening import Serving
from bot.settings import Settings
from cli.access import user_name
from cli.playground import _with_pages
from cli.registry import HEADER
from cli.trouble import CannotStart
from main import main
from membership.passwords import Personal, check_password, verify_password
from membership.reading.numbers import is_business_number
from playground import samples
from storage import access, certificates, companies, consents, members, migrate, registry
from storage.database import Database
from storage.keyring import Keyring
from storage.members import Member, Product
from storage.registry_lines import COLUMNS
from tests.storage.people import new_company, new_member, plain_sql, register, sign_up

PROGRAM = Path(__file__).parents[1] / "main.py"
NAMES = ("TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "DATABASE_URL", "DATA_KEY", "IDENTITY_GATEWAY", "PLAYGROUND_PORT")
TOKEN = "123456789:" + "A" * 35
COMMANDS = [
    *(
        ["run"],
        ["playground"],
        ["check"],
        ["db"],
        ["db", "upgrade"],
        ["db", "check"],
        ["db", "rotate-keys"],
        ["db", "copy"],
    ),
    *(["registry", "import"], ["members", "list"], ["members", "show"], ["companies", "list"], ["companies", "show"]),
    *(["companies", "certificates", "list"], ["companies", "certificates", "confirm"]),
    *(["companies", "certificates", "reject"], ["companies", "appoint-master"]),
    *(["companies", "unreachable"], ["companies", "waiting"]),
    *(["outbox", "list"], ["outbox", "retry"], ["outbox", "drop"]),
    *(["stats"], ["flows"]),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with nothing in it, and no settings."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def store(database: Database, data_key: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A store that commands find through the environment."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("DATA_KEY", data_key)
    return database


def call(*words: str) -> Result:
    """Runs a command; an exception that nobody foresaw fails the test."""
    result = CliRunner().invoke(main, words, prog_name="python main.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(result: Result, code: int) -> str:
    """The message of a command that ended with this code and printed nothing else."""
    assert (result.exit_code, result.stdout) == (code, "")
    return result.stderr.rstrip("\n")


def shown(*words: str) -> Any:
    """The JSON that a command printed."""
    result = call(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def spawn(*words: str, **environment: str) -> subprocess.Popen[str]:
    """The program as its own process, in a terminal of no particular language."""
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    clean |= {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"} | environment
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen([sys.executable, str(PROGRAM), *words], env=clean, **pipes)


def full_member(database: Database) -> Member:
    """A member with everything that can be given, and two answers to consents."""

    def work(tx: Any) -> Member:
        wanted = new_member(
            "HongKildong",
            name_en="Hong Gildong",
            telephone="+82234607932",
            mobile="+821012345678",
            fax="+82234607933",
            department="해외사업부",
            position="과장",
            address_en="13 Heolleung-ro, Seocho-gu, Seoul",
            products=[Product(name_ko="화장품", name_en="Cosmetics", code="330499")],
            regions=["VN", "US"],
        )
        member = members.create(tx, wanted)
        for kind, answer in (("terms", True), ("marketing", False)):
            document = consents.document(tx, kind, "2026-11-22", "ko", f"{kind}: 글")
            given = consents.Answer(document_id=document, answer=answer, answered_at=tx.now, channel="telegram")
            consents.record(tx, member.id, [given])
        members.link_chat(tx, "telegram", "7", member.id)
        return member

    return database.write(work).result()


def join(database: Database, company_id: int, member_id: int) -> None:
    database.write(lambda tx: companies.affiliate(tx, company_id, member_id, "telegram")).result()


class TestHelp:
    @pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
    def test_every_command_has_help(self, words: list[str]) -> None:
        result = call(*words, "--help")
        assert result.exit_code == 0
        assert "Example" in result.stdout or words == ["db"]
        assert "Exit codes: 0" in result.stdout or words == ["db"]

    def test_help_names_the_registry_s_header(self) -> None:
        assert ",".join(COLUMNS) == HEADER
        assert HEADER in re.sub(r"\s", "", call("registry", "import", "--help").stdout)

    def test_without_a_command_it_lists_them(self) -> None:
        result = call()
        assert result.exit_code == 2
        assert re.findall(r"^  (\w+) ", result.stderr, re.MULTILINE)[-12:] == [
            *("run", "playground", "check", "db", "registry", "members", "companies", "outbox"),
            *("stats", "flows", "ask", "questions"),
        ]

    def test_help_needs_none_of_what_is_slow_to_import(self) -> None:
        program = (
            "import sys, main\n"
            "try: main.main(['--help'])\n"
            "except SystemExit: pass\n"
            "print(sorted({'sqlalchemy', 'telegram', 'alembic', 'starlette', 'asyncio'} & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=PROGRAM.parent, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"


class TestSettings:
    def test_bad_settings_end_with_a_line_each(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "mysql://localhost/x")
        monkeypatch.setenv("DATA_KEY", "short")
        lines = refused(call("members", "list"), 2).splitlines()
        assert [line.split()[0] for line in lines] == ["DATABASE_URL", "DATA_KEY"]

    def test_run_names_what_is_missing(self) -> None:
        lines = refused(call("run"), 2).splitlines()
        assert [line.split()[0] for line in lines] == ["TELEGRAM_BOT_TOKEN", "IDENTITY_GATEWAY"]

    def test_a_database_in_memory_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "sqlite:///:memory:")
        assert refused(call("db", "upgrade"), 2).startswith("DATABASE_URL must be")

    def test_an_empty_key_file_is_told(self, folder: Path) -> None:
        (folder / "var").mkdir()
        (folder / "var" / "data.key").touch()
        assert call("db", "upgrade").exit_code == 0
        assert refused(call("members", "list"), 2).startswith("var/data.key is empty")

    def test_a_key_that_is_made_is_told_once(self) -> None:
        call("db", "upgrade")
        assert "made a key in var/data.key" in call("members", "list").stderr
        assert call("members", "list").stderr == ""


class TestDatabase:
    def test_upgrade_says_what_it_did(self, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", empty_url)
        assert f"from nothing to {migrate.head()}" in call("db", "upgrade").stdout
        assert migrate.is_current(empty_url)
        assert call("db", "upgrade").stdout == "The tables are up to date.\n"

    def test_check_of_a_good_one(self, store: Database) -> None:
        result = call("db", "check")
        assert (result.exit_code, result.stderr) == (0, "")
        assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["database", "key", "tables"]

    def test_check_of_one_without_tables(self, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", empty_url)
        assert "has no tables yet: run `python main.py db upgrade`" in refused(call("db", "check"), 1)
        assert migrate.current(empty_url) is None

    def test_check_leaves_no_trace_of_a_key(self, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", database_url)
        assert "none has been used on this database yet" in call("db", "check").stdout
        assert not Path("var").exists()
        Database.open(database_url, Keyring.from_text(Keyring.new_key())).close()

    def test_a_wrong_key(self, store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATA_KEY", Keyring.new_key())
        assert "DATA_KEY does not open this database" in refused(call("members", "list"), 2)
        check = call("db", "check")
        assert check.exit_code == 1
        assert "DATA_KEY does not open this database" in check.stderr

    def test_a_newer_one(self, store: Database) -> None:
        with plain_sql(store.url) as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        assert "of a newer program" in refused(call("db", "check"), 1)
        assert "does not know" in refused(call("db", "upgrade"), 1)

    @pytest.mark.parametrize("words", [["members", "list"], ["companies", "list"], ["db", "check"], ["db", "upgrade"]])
    def test_one_that_is_away(self, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:hidden@127.0.0.1:1/none")
        message = refused(call(*words), 1)
        assert "postgresql://127.0.0.1/none cannot be reached" in message
        assert "hidden" not in message
        assert len(message.splitlines()) == 1

    def test_a_file_that_is_none(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "letter.txt").write_text("Dear Sir or Madam, this is no database. " * 50)
        monkeypatch.setenv("DATABASE_URL", "sqlite:///letter.txt")
        assert refused(call("members", "list"), 2) == "sqlite:///letter.txt cannot be used: file is not a database."

    @pytest.mark.parametrize("words", [["members", "list"], ["members", "show", "someone"], ["companies", "list"]])
    def test_one_without_tables(self, words: list[str]) -> None:
        assert "run `python main.py db upgrade`" in refused(call(*words), 1)

    def test_rotating_keys(self, store: Database, data_key: str, monkeypatch: pytest.MonkeyPatch) -> None:
        newer = Keyring.new_key()
        monkeypatch.setenv("DATA_KEY", f"{newer},{data_key}")
        assert "2 rows sealed anew" in call("db", "rotate-keys").stdout
        monkeypatch.setenv("DATA_KEY", newer)
        assert shown("members", "list") == []


class TestMembers:
    def test_show_tells_everything(self, store: Database) -> None:
        member = full_member(store)
        company = register(store, "1238601233")
        join(store, company.id, member.id)
        moment = "2026-11-22T03:00:00+00:00"
        answered = {"version": "2026-11-22", "language": "ko", "answered_at": moment, "channel": "telegram"}
        assert shown("members", "show", "hongkildong") == {
            "login_id": "HongKildong",
            "grade": "master",
            "name": "홍길동",
            "name_en": "Hong Gildong",
            "phone": "02-3460-7932",
            "phone_e164": "+82234607932",
            "mobile": "010-1234-5678",
            "mobile_e164": "+821012345678",
            "fax": "02-3460-7933",
            "fax_e164": "+82234607933",
            "email": "hong@example.com",
            "department": "해외사업부",
            "position": "과장",
            "address": "06792 서울특별시 서초구 헌릉로 13 2층",
            "postcode": "06792",
            "address_base": "서울특별시 서초구 헌릉로 13",
            "address_detail": "2층",
            "address_en": "13 Heolleung-ro, Seocho-gu, Seoul",
            "products": [{"name_ko": "화장품", "name_en": "Cosmetics", "code": "330499"}],
            "regions": ["VN", "US"],
            "company": {"business_number": "1238601233", "name": "가나무역"},
            "consents": [
                {"kind": "terms", "answer": True, **answered},
                {"kind": "marketing", "answer": False, **answered},
            ],
            "identity": {"method": None, "verified_at": None},
            "chats": [{"channel": "telegram", "chat": "7", "linked_at": moment}],
            "language": "ko",
            "created_via": "telegram",
            "created_at": moment,
            "updated_at": moment,
        }

    def test_an_individual_has_no_company(self, store: Database) -> None:
        sign_up(store, "hongkildong")
        assert shown("members", "show", "HONGKILDONG")["company"] is None
        assert shown("members", "show", "HONGKILDONG")["mobile"] is None

    def test_a_look_is_written_down(self, store: Database) -> None:
        member = sign_up(store, "hongkildong")
        call("members", "show", "hongkildong")
        entries = store.read(lambda tx: access.of_member(tx, member.id))
        assert [(one.actor_kind, one.actor, one.action) for one in entries] == [("staff", user_name(), "members show")]

    def test_a_list_is_not_a_look(self, store: Database) -> None:
        member = sign_up(store, "hongkildong")
        call("members", "list")
        assert store.read(lambda tx: access.of_member(tx, member.id)) == []

    def test_show_for_people(self, store: Database) -> None:
        full_member(store)
        printed = call("members", "show", "hongkildong").stdout
        assert re.search(r"^mobile +010-1234-5678$", printed, re.MULTILINE)
        assert re.search(r"^product +화장품 / Cosmetics / 330499$", printed, re.MULTILINE)
        assert re.search(r"^consent +marketing: no, .* telegram, text 2026-11-22 ko$", printed, re.MULTILINE)
        assert "$argon2" not in printed

    @pytest.mark.parametrize("login_id", ["nobody1", "x", "' OR 1=1 --", "홍길동", "\udcff"])
    def test_nobody(self, store: Database, login_id: str) -> None:
        message = refused(call("members", "show", login_id), 1)
        assert message.startswith("No member has the ID")
        assert len(message.splitlines()) == 1

    def test_the_list_masks_names(self, store: Database) -> None:
        sign_up(store, "hongkildong")
        (line,) = shown("members", "list")
        assert line == {
            "id": 1,
            "login_id": "hongkildong",
            "name": "홍*동",
            "grade": "individual",
            "company": None,
            "created_at": "2026-11-22T03:00:00+00:00",
        }

    def test_the_list_is_read_in_pages(self, store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cli.options.PAGE", 2)
        for number in range(5):
            sign_up(store, f"member{number}")
        ids = [line["id"] for line in shown("members", "list")]
        assert len(ids) == 5
        assert [line["id"] for line in shown("members", "list", "--limit", "3")] == ids[:3]
        assert [line["id"] for line in shown("members", "list", "--after", str(ids[2]))] == ids[3:]

    def test_columns_line_up_with_korean_in_them(self, store: Database) -> None:
        sign_up(store, "hongkildong")
        sign_up(store, "parker", name="Emma Parker")
        head, first, second = call("members", "list").stdout.splitlines()
        # A Hangul letter takes two columns of the terminal.
        assert head.index("GRADE") == first.index("individual") + 2 == second.index("individual")

    def test_what_could_steer_a_terminal_is_not_printed(self, store: Database) -> None:
        sign_up(store, "hongkildong", department="\x1b[31mred")
        assert "\x1b" not in call("members", "show", "hongkildong").stdout

    def test_a_number_in_an_unknown_form_is_shown_as_it_is(self, store: Database) -> None:
        sign_up(store, "hongkildong", telephone="ask for Kim")
        assert shown("members", "show", "hongkildong")["phone"] == "ask for Kim"

    def test_an_empty_list(self, store: Database) -> None:
        assert shown("members", "list") == []
        assert call("members", "list").stdout.split() == ["NO", "ID", "NAME", "GRADE", "JOINED", "COMPANY"]


class TestCompanies:
    @pytest.mark.parametrize(
        "typed", [["1238601233"], ["123-86-01233"], [" 123 86 01233 "], ["123", "86", "01233"], ["１２３-86-01233"]]
    )
    def test_show_in_any_spelling(self, store: Database, typed: list[str]) -> None:
        register(store, "1238601233")
        assert shown("companies", "show", *typed)["business_number"] == "1238601233"

    def test_show_tells_everything(self, store: Database) -> None:
        wanted = new_company("1238601233", name_en="Gana", fax="+8225551235", venture=True, innobiz=False)
        company = store.write(lambda tx: companies.create(tx, wanted)).result()
        first, second = sign_up(store, "firstone"), sign_up(store, "secondone")
        join(store, company.id, first.id)
        join(store, company.id, second.id)
        store.write(
            lambda tx: certificates.add(
                tx, company_id=company.id, member_id=first.id, way="pdf", content=b"%PDF-", media_type="application/pdf"
            )
        ).result()
        facts = shown("companies", "show", "1238601233")
        told = {
            "business_number": "1238601233",
            "name": "가나무역",
            "name_en": "Gana",
            "representative": "김대표",
            "certificate": "awaited",
            "members": [{"login_id": "firstone", "grade": "master"}, {"login_id": "secondone", "grade": "associate"}],
            "phone": "02-555-1234",
            "phone_e164": "+8225551234",
            "fax": "02-555-1235",
            "address": "06792 서울특별시 서초구 헌릉로 13 3층",
            "venture": True,
            "innobiz": False,
            "foreign_invested": None,
            "source": "typed",
        }
        assert {name: facts[name] for name in told} == told
        assert [(one["way"], one["status"], one["size"]) for one in facts["certificates"]] == [("pdf", "awaited", 5)]

    def test_a_look_at_its_members_is_written_down(self, store: Database) -> None:
        company, member = register(store, "1238601233"), sign_up(store, "firstone")
        join(store, company.id, member.id)
        call("companies", "show", "1238601233")
        assert [one.action for one in store.read(lambda tx: access.of_member(tx, member.id))] == ["companies show"]

    def test_show_for_people(self, store: Database) -> None:
        company, member = register(store, "1238601233"), sign_up(store, "firstone")
        join(store, company.id, member.id)
        printed = call("companies", "show", "1238601233").stdout
        assert re.search(r"^business_number +123-86-01233$", printed, re.MULTILINE)
        assert re.search(r"^member +firstone \(master\)$", printed, re.MULTILINE)

    def test_none_with_this_number(self, store: Database) -> None:
        message = refused(call("companies", "show", "123-86-01233"), 1)
        assert message == "No company with the number 123-86-01233 is registered."

    def test_not_a_number(self, store: Database) -> None:
        assert "has 10 digits" in refused(call("companies", "show", "12386"), 2)

    def test_the_list(self, store: Database) -> None:
        company, member = register(store, "1238601233"), sign_up(store, "firstone")
        join(store, company.id, member.id)
        (line,) = shown("companies", "list")
        assert line == {
            "id": company.id,
            "business_number": "1238601233",
            "name": "가나무역",
            "representative": "김*표",
            "certificate": "awaited",
            "members": 1,
        }
        assert "123-86-01233  awaited      1        김*표" in call("companies", "list").stdout


class TestRegistry:
    def test_good_lines_go_in_and_wrong_ones_are_told(self, store: Database, folder: Path) -> None:
        lines = [HEADER, "123-86-01233,가나,,김대표,,,,,,,", "123-86-01230,다라,,,,,,,,,", "2148704566,,,,,,,,,,"]
        (folder / "file.csv").write_text("\n".join(lines), "utf-8")
        result = call("registry", "import", "file.csv")
        assert (result.exit_code, result.stdout) == (0, "3 lines read, 1 companies written, 2 lines refused\n")
        assert result.stderr.splitlines()[-2:] == ["line 3: business_number: checksum", "line 4: no name"]
        assert store.read(registry.count) == 1

    def test_of_many_refused_lines_twenty_are_shown(self, store: Database, folder: Path) -> None:
        lines = [HEADER, "1238601233,가나,,,,,,,,,", *(["1,x,,,,,,,,,"] * 33)]
        (folder / "file.csv").write_text("\n".join(lines), "utf-8")
        told = [line for line in call("registry", "import", "file.csv").stderr.splitlines() if "% read" not in line]
        assert told[19:] == ["line 22: business_number: length", "… and 13 more refused lines"]

    def test_without_a_terminal_progress_is_lines(self, store: Database, folder: Path) -> None:
        (folder / "file.csv").write_text(f"{HEADER}\n1238601233,가나,,,,,,,,,\n", "utf-8")
        assert call("registry", "import", "file.csv").stderr == "file.csv: 100 % read\n"

    @pytest.mark.parametrize("text", ["number,name\n1238601233,x\n", ""])
    def test_another_header(self, store: Database, folder: Path, text: str) -> None:
        (folder / "file.csv").write_text(text)
        assert refused(call("registry", "import", "file.csv"), 1).splitlines()[-1] == HEADER

    def test_another_encoding(self, store: Database, folder: Path) -> None:
        (folder / "file.csv").write_bytes(b"\xff\xfe\x00\xd8")
        assert "neither UTF-8 nor CP949" in refused(call("registry", "import", "file.csv"), 1)

    def test_nothing_taken(self, store: Database, folder: Path) -> None:
        (folder / "file.csv").write_text(f"{HEADER}\n1,x,,,,,,,,,\n")
        assert call("registry", "import", "file.csv").exit_code == 1

    def test_no_file(self) -> None:
        assert "does not exist" in refused(call("registry", "import", "none.csv"), 2)


class TestFlows:
    def test_the_page(self) -> None:
        printed = call("flows", "--format", "mermaid").stdout
        assert printed == (PROGRAM.parent / "docs" / "flows.md").read_text("utf-8")

    def test_the_data(self) -> None:
        flows = json.loads(call("flows", "--format", "json", "--language", "en").stdout)
        assert {"sign_up", "convert"} <= {flow["name"] for flow in flows}

    def test_another_format(self) -> None:
        assert "'svg' is not one of" in refused(call("flows", "--format", "svg"), 2)


class TestCheck:
    @pytest.fixture(autouse=True)
    def settings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("IDENTITY_GATEWAY", "console")

    def test_before_the_first_start(self) -> None:
        result = call("check")
        assert (result.exit_code, result.stderr) == (0, "")
        assert "can start" in result.stdout
        assert not Path("var").exists()

    def test_with_a_store(self, store: Database) -> None:
        result = call("check")
        assert (result.exit_code, result.stderr) == (0, "")
        assert "DATA_KEY opens what is stored" in result.stdout

    def test_everything_wrong_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("IDENTITY_GATEWAY", "guess")
        monkeypatch.setenv("PLAYGROUND_PORT", "99999")
        monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@127.0.0.1:1/none")
        result = call("check")
        assert result.exit_code == 1
        told = [line.split()[0].rstrip(":") for line in result.stderr.splitlines()]
        assert told == ["PLAYGROUND_PORT", "IDENTITY_GATEWAY", "The"]

    def test_a_wrong_key(self, store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATA_KEY", Keyring.new_key())
        result = call("check")
        assert result.exit_code == 1
        assert "DATA_KEY does not open this database" in result.stderr

    def test_the_token_is_not_printed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "nonsense-secret")
        result = call("check")
        assert result.exit_code == 1
        assert "secret" not in result.output

    def test_online_without_a_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
        result = call("check", "--online")
        assert result.exit_code == 1
        assert result.stderr.startswith("TELEGRAM_API_URL: http://127.0.0.1:1 does not answer")


class TestSamples:
    def test_numbers_are_valid_and_differ(self) -> None:
        numbers = [number.replace("-", "") for number, _, _ in samples.NUMBERS]
        assert all(map(is_business_number, numbers))
        assert len(set(numbers)) == len(numbers)
        assert {outcome for _, _, outcome in samples.NUMBERS} == {
            "registered",
            "registry",
            "unknown",
            "closed",
            "suspended",
        }

    def test_the_master_s_password_keeps_the_rules(self) -> None:
        master = samples.MASTER
        check_password(master["password"], master["login_id"], Personal(name=master["name"], email=master["email"]))

    def test_they_go_in_once(self, database: Database) -> None:
        from cli.samples import put_in

        for _ in range(2):
            put_in(database, master_chat=7)
        found = database.read(lambda tx: members.of_chat(tx, "telegram", "7"))
        assert found is not None
        assert (found.login_id, found.grade.value) == (samples.MASTER["login_id"], "master")
        assert verify_password(found.password_hash, samples.MASTER["password"])
        assert database.read(registry.count) == len(samples.IN_REGISTRY)

    def test_each_number_has_its_outcome(self, database: Database) -> None:
        from cli.samples import put_in

        put_in(database, master_chat=7)
        kinds = {"registered": companies.Registered, "registry": companies.InRegistry, "unknown": companies.Unknown}
        kinds |= dict.fromkeys(("closed", "suspended"), companies.Unknown)
        for number, _, outcome in samples.NUMBERS:
            found = database.read(partial(companies.find_for_sign_up, business_number=number.replace("-", "")))
            assert isinstance(found, kinds[outcome])


@contextmanager
def playing(*words: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A playground's process, what it printed, and its root."""
    process = spawn("playground", *words, **environment)
    assert process.stdout is not None
    try:
        printed = ""
        while "Stop with Ctrl-C" not in printed:
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            printed += line
        yield process, printed, re.findall(r"http://127\.0\.0\.1:\d+", printed)[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)


class TestPlayground:
    def test_one_command_and_it_is_there(self, folder: Path) -> None:
        with playing("--port", "0") as (process, printed, root):
            numbers = {number for number, _, _ in samples.NUMBERS}
            assert numbers <= set(re.findall(r"\d{3}-\d{2}-\d{5}", printed))
            assert "시험 환경" in printed
            assert samples.MASTER["password"] in printed
            assert {one["number"] for one in get(f"{root}/api/state")["samples"]} == numbers
            assert [line["login_id"] for line in shown("members", "list")] == [samples.MASTER["login_id"]]
            second = spawn("playground", "--port", "0")
            assert second.communicate(timeout=30)[1].startswith("A playground runs in")
            assert second.returncode == 2
        assert process.returncode == 0
        token = (folder / "var/playground/token").read_text()
        assert (folder / "var/playground/token").stat().st_mode & 0o777 == 0o600
        pages = (folder / "var/playground/pages-port").read_text()
        with playing("--port", "0"):
            assert (folder / "var/playground/token").read_text() == token
            # Cards in the chats lead there.
            assert (folder / "var/playground/pages-port").read_text() == pages
            assert len(shown("members", "list")) == 1

    def test_a_port_that_is_taken(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            process = spawn("playground", PLAYGROUND_PORT=port)
            printed, told = process.communicate(timeout=30)
        assert (process.returncode, printed) == (2, "")
        assert told.splitlines()[-1].startswith(f"Port {port} is taken: choose another with PLAYGROUND_PORT=")

    @pytest.mark.parametrize(
        ("listen", "address"),
        [
            ("127.0.0.1:8123", "http://127.0.0.1:8123"),
            ("0.0.0.0:8123", "http://127.0.0.1:8123"),
            ("localhost:8123", "http://localhost:8123"),
        ],
    )
    def test_listen_chooses_where_its_pages_are(self, listen: str, address: str) -> None:
        assert _with_pages(Settings(serving=Serving(listen))).public_url == address

    def test_an_address_that_is_none_is_told(self) -> None:
        with pytest.raises(CannotStart, match="LISTEN: give host:port"):
            _with_pages(Settings(serving=Serving("8123")))


class TestRun:
    def test_it_talks_to_the_bot_api_server_that_is_named(self, folder: Path) -> None:
        with playing("--port", "0") as (_, _, root):
            process = spawn(
                "run",
                TELEGRAM_BOT_TOKEN=TOKEN,
                TELEGRAM_API_URL=root,
                IDENTITY_GATEWAY="console",
                DATABASE_URL="sqlite:///run.sqlite",
            )
            assert process.stderr is not None
            told = ""
            while "ready: @" not in told:
                line = process.stderr.readline()
                assert line, told
                told += line
            assert "from nothing to" in told
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
        assert process.returncode == 0
        assert migrate.is_current("sqlite:///run.sqlite")

    def test_korean_is_printed_in_any_locale(self, store: Database) -> None:
        sign_up(store, "hongkildong")
        process = spawn("members", "list", DATABASE_URL=store.url, DATA_KEY=os.environ["DATA_KEY"])
        assert "홍*동" in process.communicate(timeout=30)[0]

    def test_who_is_at_the_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SUDO_USER", raising=False)
        plain = user_name()
        monkeypatch.setenv("LOGNAME", "somebody-else")
        assert user_name() == plain
        monkeypatch.setenv("SUDO_USER", "kim")
        assert user_name() == f"kim as {plain}"

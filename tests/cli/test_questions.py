"""`ask` and `questions` at a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from conversations.questions import examples, trained
from conversations.questions.model import Model
from membership.grades import Service
from storage import unanswered
from storage.database import Database
from storage.keyring import Keyring
from tests.cli.terminal import call
from tests.storage.people import do, firm

PASSWORD_RULES = "비번 규칙 머에요"


@pytest.fixture
def dialect() -> str:
    """What is printed is the same on every database."""
    return "sqlite"


@pytest.fixture
def store(database_url: str, data_key: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A store that commands find through the environment."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_KEY", data_key)
    opened = Database.open(database_url, Keyring.from_text(data_key))
    yield opened
    opened.close()


def told(*words: str) -> Any:
    """The JSON that a command printed."""
    result = call(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def lines_in(folder: Path, *lines: object) -> str:
    """A file of these lines, each as JSON unless it is text already."""
    path = folder / "lines.jsonl"
    path.write_text("".join(f"{x if isinstance(x, str) else json.dumps(x)}\n" for x in lines), "utf-8")
    return str(path)


class TestAsk:
    def test_a_question_needs_no_database_and_makes_none(self, folder: Path) -> None:
        result = call("ask", PASSWORD_RULES)
        assert (result.exit_code, result.stderr) == (0, "")
        assert "9자 이상" in result.stdout
        assert "<b>" not in result.stdout
        assert list(folder.iterdir()) == []

    def test_as_json(self) -> None:
        found = told("ask", "준회원인데 마일리지 되나요")
        assert list(found) == ["q", "intent", "slots", "confidence", "answer"]
        assert found["intent"] == "grade_services"
        assert found["slots"] == {"grade": "associate", "service": "mileage"}
        assert 0.3 < found["confidence"] <= 1

    def test_the_language_is_the_questions_unless_one_is_given(self) -> None:
        assert "비밀번호" not in told("ask", "what are the rules for a password?")["answer"]
        assert "비밀번호" in told("ask", "password rules", "--lang", "ko")["answer"]
        assert "비밀번호" not in told("ask", PASSWORD_RULES, "--lang", "en")["answer"]

    def test_what_is_not_sure_names_its_candidates(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("conversations.questions.understanding.SURE", 1.1)
        found = told("ask", PASSWORD_RULES)
        assert (found["intent"], found["slots"], len(found["candidates"])) == ("unsure", {}, 2)
        assert found["candidates"][0] == "password_rules"

    def test_out_of_scope_gives_the_customer_centre(self) -> None:
        found = told("ask", "내일 서울 날씨 어때?")
        assert found["intent"] == "out_of_scope"
        assert "1600-7119" in found["answer"]

    def test_many_come_out_in_order_one_line_each(self, folder: Path) -> None:
        asked = [PASSWORD_RULES, "how old must i be", "내일 날씨 어때?", "\u2028 이상한 줄", ""]
        file = lines_in(folder, {"q": asked[0]}, "", json.dumps(asked[1]), "   ", *({"q": q} for q in asked[2:]))
        result = call("ask", "--file", file, "--json")
        assert result.exit_code == 0
        found = [json.loads(line) for line in result.stdout.splitlines()]
        assert [line["q"] for line in found] == asked
        assert [line["intent"] for line in found[:3]] == ["password_rules", "age_limit", "out_of_scope"]

    def test_many_without_json_are_told_with_their_intent(self, folder: Path) -> None:
        out = call("ask", "--file", lines_in(folder, {"q": PASSWORD_RULES})).stdout
        assert out.startswith(f"{PASSWORD_RULES}\n[password_rules]\n")

    def test_a_file_that_begins_with_a_mark_of_its_encoding(self, folder: Path) -> None:
        (folder / "marked.jsonl").write_text(json.dumps({"q": PASSWORD_RULES}), "utf-8-sig")
        assert call("ask", "--file", "marked.jsonl", "--json").exit_code == 0

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("{", 'Line 2 is no JSON with a key "q".'),
            ('{"question": "x"}', 'Line 2 is no JSON with a key "q".'),
            ('{"q": 1}', "Line 2: the question is no text."),
            ("7", "Line 2: the question is no text."),
        ],
    )
    def test_a_line_that_is_no_question_is_told_after_those_before_it(self, folder: Path, line: str, said: str) -> None:
        result = call("ask", "--file", lines_in(folder, {"q": PASSWORD_RULES}, line), "--json")
        assert result.exit_code == 1
        assert result.stderr.strip() == said
        assert len(result.stdout.splitlines()) == 1

    def test_a_file_of_another_encoding_is_told(self, folder: Path) -> None:
        (folder / "old.jsonl").write_bytes('{"q": "비번"}'.encode("cp949"))
        result = call("ask", "--file", "old.jsonl", "--json")
        assert (result.exit_code, result.stderr.strip()) == (1, "The file is no UTF-8 text.")

    @pytest.mark.parametrize("words", [[], ["a", "--file", "-"]])
    def test_one_question_or_a_file(self, words: list[str]) -> None:
        result = call("ask", *words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--file" in result.stderr


class TestAskAsAMember:
    def test_it_is_answered_for_them_and_the_look_is_noted(self, store: Database) -> None:
        works = firm(store, associates=1)
        associate = works.people[1]
        found = told("ask", "제 등급이 뭐예요?", "--as", f" {associate.login_id.upper()} ")
        assert "준회원" in found["answer"]
        assert told("ask", "나 마일리지 써도 돼?", "--as", associate.login_id)["slots"] == {"service": Service.MILEAGE}
        query = sa.text("SELECT actor_kind, action, subject_member_id FROM access_log WHERE action = 'ask'")
        noted = store.read(lambda tx: [tuple(row) for row in tx.connection.execute(query)])
        assert noted == [("staff", "ask", associate.id)] * 2

    def test_many_in_order(self, store: Database, folder: Path) -> None:
        master = firm(store, associates=2).people[0]
        file = lines_in(folder, {"q": "승인 기다리는 사람 있나요?"}, {"q": "제 등급이 뭐예요?"})
        result = call("ask", "--file", file, "--json", "--as", master.login_id)
        found = [json.loads(line) for line in result.stdout.splitlines()]
        assert "2명" in found[0]["answer"]
        assert "MASTER" in found[1]["answer"]

    def test_nobody_of_that_id(self, store: Database) -> None:
        result = call("ask", "제 등급이 뭐예요?", "--as", "nobody99")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.strip() == "No member has the ID nobody99."

    def test_without_a_database_it_says_so(self, folder: Path) -> None:
        result = call("ask", "제 등급이 뭐예요?", "--as", "nobody99")
        assert (result.exit_code in (1, 2), result.stdout) == (True, "")
        assert result.stderr


class TestQuestions:
    def test_what_was_not_understood_is_listed_page_by_page(self, store: Database) -> None:
        for question in ("질문 ", "질문 가", "질문 가가"):
            do(store, unanswered.keep, question, "ko", "home/menu", ["ipin", "privacy"])
        found = told("questions", "unanswered", "--limit", "2")
        assert [line["question"] for line in found] == ["질문 ", "질문 가"]
        assert found[0]["candidates"] == ["ipin", "privacy"]
        rest = told("questions", "unanswered", "--after", str(found[-1]["id"]))
        assert [line["question"] for line in rest] == ["질문 가가"]
        assert "ipin, privacy" in call("questions", "unanswered").stdout

    def test_a_labelled_file_is_scored(self, folder: Path) -> None:
        file = lines_in(
            folder,
            {"q": PASSWORD_RULES, "intent": "password_rules", "slots": {}},
            {"q": "준회원인데 마일리지 되나요", "intent": "grade_services", "slots": {"service": "mileage"}},
            {"q": "내일 날씨 어때?", "intent": "out_of_scope"},
            {"q": "아이디 규칙 알려주세요", "intent": "ipin"},
        )
        found = told("questions", "score", file)
        assert found["count"] == 4
        assert found["understood, intent and slots right"] == 0.5
        assert found["recognised, of those out of scope"] == 1.0
        assert found["answered wrongly"] == 0.5
        assert [line["got"].split()[0] for line in found["wrong"]] == ["grade_services", "id_rules"]
        out = call("questions", "score", file).stdout
        assert out.startswith("4 questions\n")
        assert "50.0%" in out
        assert "Confusion" in out
        assert "아이디 규칙 알려주세요" in out

    @pytest.mark.parametrize(
        "line", ["{", "7", '{"q": "x"}', '{"q": "x", "intent": "y"}', '{"q": "x", "intent": "ipin", "slots": {"a": 1}}']
    )
    def test_a_line_that_is_not_labelled_is_told(self, folder: Path, line: str) -> None:
        result = call("questions", "score", lines_in(folder, {"q": "x", "intent": "ipin"}, line))
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Line 2 is no labelled question")

    def test_an_empty_file_scores_nothing(self, folder: Path) -> None:
        assert told("questions", "score", lines_in(folder))["count"] == 0

    def test_why(self) -> None:
        out = call("questions", "why", PASSWORD_RULES).stdout
        assert out.startswith("password_rules ")
        assert "FEATURE" in out
        assert "+0." in out

    def test_lint_passes_over_our_own_and_names_what_is_wrong(self, folder: Path, monkeypatch: Any) -> None:
        assert "in order" in call("questions", "lint").stdout
        monkeypatch.setattr("conversations.questions.linting.findings", lambda: ["'x' is claimed by a, b"])
        result = call("questions", "lint")
        assert result.exit_code == 1
        assert "'x' is claimed by a, b" in result.stdout
        assert "1 to put right." in result.stderr

    def test_train_keeps_the_model_and_names_a_bad_line(self, folder: Path, monkeypatch: Any) -> None:
        few = examples.load()[::60]
        monkeypatch.setattr(trained, "FILE", folder / "model.bin")
        monkeypatch.setattr(examples, "load", lambda: few)
        assert f"Trained from {len(few)} examples." in call("questions", "train").stdout
        assert Model.read((folder / "model.bin").read_bytes()).fingerprint == examples.fingerprint()

        def bad() -> None:
            raise examples.BadExample("ipin.txt:3: no")

        monkeypatch.setattr(examples, "load", bad)
        result = call("questions", "train")
        assert (result.exit_code, result.stderr.strip()) == (1, "ipin.txt:3: no.")

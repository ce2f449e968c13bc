"""Every problem and doubt in the source is registered with the values it carries, and nothing else is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import membership
from membership.passwords import RULES
from membership.problem_codes import ALL_CODES, DOUBTS, PASSWORD_RULES, PROBLEMS
from membership.problems import Problem

SOURCES = sorted(Path(membership.__file__).parent.rglob("*.py"))


def calls(name: str) -> Iterator[ast.Call]:
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def codes_of(node: ast.expr) -> list[str]:
    """The codes a call may use: a text, or one of two."""
    if isinstance(node, ast.IfExp):
        return codes_of(node.body) + codes_of(node.orelse)
    assert isinstance(node, ast.Constant), ast.dump(node)
    assert isinstance(node.value, str)
    return [node.value]


def raised() -> set[tuple[str, tuple[str, ...]]]:
    return {
        (code, tuple(keyword.arg or "**" for keyword in call.keywords))
        for call in calls("Problem")
        for code in codes_of(call.args[0])
    }


def doubted() -> set[tuple[str, tuple[str, ...]]]:
    found = set()
    for call in calls("Reading"):
        if len(call.args) == 1:
            continue
        _, code, params = call.args
        assert isinstance(params, ast.Dict)
        keys = tuple(str(key.value) for key in params.keys if isinstance(key, ast.Constant))
        found |= {(each, keys) for each in codes_of(code)}
    return found


def test_every_problem_is_registered_with_its_params() -> None:
    assert raised() == set(PROBLEMS.items())


def test_every_doubt_is_registered_with_its_params() -> None:
    assert doubted() == set(DOUBTS.items())


def test_every_password_rule_is_registered_and_used() -> None:
    source = (Path(membership.__file__).parent / "passwords.py").read_text()
    assert set(RULES) == PASSWORD_RULES
    # Once in the list, and once where the rule is judged.
    assert [rule for rule in RULES if source.count(f'"{rule}"') < 2] == []


def test_no_code_is_both_a_problem_and_a_doubt() -> None:
    assert len(ALL_CODES) == len(PROBLEMS) + len(DOUBTS) + len(PASSWORD_RULES)


def test_a_problem_does_not_print_what_was_typed() -> None:
    problem = Problem("email.no_domain", local="secret-words")
    assert "secret-words" not in f"{problem} {problem!r}"
    with pytest.raises(ValueError, match=r"^email\.no_domain$"):
        raise problem

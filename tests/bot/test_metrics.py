"""What the dashboard and the alerts ask for is there, and each alert has its section in the runbook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics
from bot.serving.gauges import ROUTES, exposition
from bot.watching import Watch
from conversations.flows import FLOWS
from main import main
from storage.watching import Backlog, Look

ROOT = Path(__file__).parents[2]
ALERTS = (ROOT / "deploy" / "prometheus" / "alerts.yml").read_text(encoding="utf-8")
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "assistant.json").read_text(encoding="utf-8"))
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
NAMES = re.findall(r"- alert: (\w+)", ALERTS)
EXPRESSIONS = re.findall(r"expr: (.+)", ALERTS)
WHAT = {"entered", "answered", "failed", "finished", "left", "abandoned"}
KNOWN = {
    "outcome": set(metrics.OUTCOMES),
    "reason": {*metrics.REFUSALS, *metrics.WEBHOOK_FAILURES, *metrics.PAGE_REFUSALS, "blocked", "other"},
    "verdict": set(metrics.VERDICTS),
    "level": {"warning", "error", "critical"},
    "route": set(ROUTES),
    "flow": set(FLOWS),
    "what": WHAT,
    "job": {"assistant"},
}


def panels() -> Iterator[dict[str, Any]]:
    return (panel for panel in DASHBOARD["panels"] if panel["type"] != "row")


def queries() -> list[str]:
    return EXPRESSIONS + [target["expr"] for panel in panels() for target in panel["targets"]]


def samples() -> dict[str, set[str]]:
    """Every name that is told, with its labels."""
    watch = Watch()
    watch.steps["sign_up", "name", "entered"] += 1
    nothing = Backlog(0, None)
    page = exposition(Look(datetime.now(UTC), {}, nothing, nothing, {"sign_up": (1, 0)}), watch).decode()
    found: dict[str, set[str]] = {"up": {"job"}}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update({*sample.labels, "job", "instance"})
    return found


@pytest.mark.parametrize("query", queries())
def test_what_is_asked_for_is_told(query: str) -> None:
    told = samples()
    names = re.findall(r"\b(?:assistant|process)_\w+|\bup\b", query)
    assert names
    assert [name for name in names if name not in told] == []
    by = {label.strip() for group in re.findall(r"(?:by|on) \(([^)]*)\)", query) for label in group.split(",")}
    assert by - {"le"} <= set().union(*(told[name] for name in names))


@pytest.mark.parametrize("query", queries())
def test_labels_have_the_values_that_are_asked_for(query: str) -> None:
    for name, values in re.findall(r'(\w+)=~?"([^"]*)"', query):
        assert set(values.split("|")) <= KNOWN[name]


def test_alerts_have_names_of_their_own_and_a_runbook() -> None:
    assert len(set(NAMES)) == len(NAMES) == len(EXPRESSIONS) > 10
    assert re.findall(r"runbook: docs/runbook.md#(\w+)", ALERTS) == [name.lower() for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_the_runbook_tells_what_to_do(name: str) -> None:
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", RUNBOOK, re.MULTILINE | re.DOTALL))
    for part in ("**Symptom.** ", "**What it means.** ", "**What to do.**\n\n1. ", "```sh\n"):
        assert part in sections[name]


def test_the_runbook_speaks_of_no_other_alert() -> None:
    assert re.findall(r"^## (\w+)", RUNBOOK, re.MULTILINE) == NAMES


def test_the_runbook_s_commands_are_there() -> None:
    named = set(re.findall(r"main\.py (\w+)", RUNBOOK))
    assert named <= set(main.commands)


def test_every_panel_has_a_place_and_queries() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    assert all(panel["targets"] and panel["gridPos"]["w"] for panel in panels())


def test_what_can_be_counted_begins_at_nought() -> None:
    page = exposition(None, None).decode()
    for name, label, values in (
        ("assistant_updates_total", "outcome", metrics.OUTCOMES),
        ("assistant_webhook_refused_total", "reason", metrics.REFUSALS),
        ("assistant_webhook_unacknowledged_total", "reason", metrics.WEBHOOK_FAILURES),
        ("assistant_sends_total", "verdict", metrics.VERDICTS),
        ("assistant_page_requests_total", "what", metrics.PAGE_REQUESTS),
        ("assistant_page_refusals_total", "reason", metrics.PAGE_REFUSALS),
        ("assistant_outbox_set_aside_total", "reason", ("blocked", "other")),
    ):
        assert [value for value in values if f'{name}{{{label}="{value}"}}' not in page] == []
    assert "_created" not in page

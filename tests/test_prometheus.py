"""The files for Prometheus, read by its own tool where that is installed: settings, rules, what the rules fire at."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from bot.metrics import REGISTRY

FOLDER = Path(__file__).parents[1] / "deploy" / "prometheus"
ALERTS = FOLDER / "alerts.yml"

pytestmark = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")

# What each alert fires at, one value a minute for two hours: begin + step x times.
FIRING = {
    "AssistantDown": {'up{job="assistant"}': "0x130"},
    "DatabaseAway": {"assistant_database_up": "0x130"},
    "OutboxBehind": {"assistant_outbox_oldest_seconds": "100+60x130"},
    "OutboxDeep": {'assistant_outbox_rows{route="telegram"}': "6000x130"},
    "MessagesSetAside": {'assistant_outbox_set_aside_total{reason="other"}': "0+1x130"},
    "TelegramSlowsUs": {'assistant_sends_total{verdict="wait"}': "0+60x130"},
    "TelegramFails": {
        'assistant_sends_total{verdict="again"}': "0+60x130",
        'assistant_sends_total{verdict="sent"}': "0+60x130",
    },
    "IntakeLags": {
        'assistant_intake_lag_seconds_bucket{le="30"}': "0x130",
        'assistant_intake_lag_seconds_bucket{le="120"}': "0+60x130",
        'assistant_intake_lag_seconds_bucket{le="+Inf"}': "0+60x130",
    },
    "UpdatesSlow": {
        'assistant_update_seconds_bucket{le="1"}': "0x130",
        'assistant_update_seconds_bucket{le="5"}': "0+60x130",
        'assistant_update_seconds_bucket{le="+Inf"}': "0+60x130",
    },
    "UpdatesFail": {'assistant_updates_total{outcome="failed"}': "0+1x130"},
    "UpdatesNotAcknowledged": {'assistant_webhook_unacknowledged_total{reason="store"}': "0+60x130"},
    "WebhookNotReached": {"assistant_webhook_pending_updates": "200x130"},
    "WebhookRefuses": {'assistant_webhook_refused_total{reason="secret"}': "0+10x130"},
    "PagesRefuse": {'assistant_page_refusals_total{reason="init_data_forged"}': "0+10x130"},
    "FetchingFails": {"assistant_fetch_failures_total": "0+10x130"},
    "ErrorsLogged": {'assistant_log_records_total{level="error"}': "0+1x130"},
    "ApprovalsWait": {"assistant_associates_waiting_oldest_seconds": "1300000+60x130"},
    "CertificatesWait": {"assistant_certificates_waiting_oldest_seconds": "300000+60x130"},
    "NobodyFinishes": {'assistant_steps_total{flow="sign_up",step="age",what="entered"}': "0+10x130"},
    "StepFails": {
        'assistant_steps_total{flow="sign_up",step="age",what="failed"}': "0+10x130",
        'assistant_steps_total{flow="sign_up",step="age",what="answered"}': "0+1x130",
    },
}
# A quiet day: everybody is answered, at once, and nothing waits.
QUIET = {
    'up{job="assistant"}': "1x130",
    "assistant_database_up": "1x130",
    "assistant_outbox_oldest_seconds": "1x130",
    'assistant_outbox_rows{route="telegram"}': "3x130",
    'assistant_outbox_set_aside_total{reason="other"}': "2x130",
    'assistant_outbox_set_aside_total{reason="blocked"}': "0+1x130",
    'assistant_sends_total{verdict="sent"}': "0+600x130",
    'assistant_sends_total{verdict="again"}': "0+1x130",
    'assistant_intake_lag_seconds_bucket{le="30"}': "0+60x130",
    'assistant_intake_lag_seconds_bucket{le="+Inf"}': "0+60x130",
    'assistant_update_seconds_bucket{le="1"}': "0+60x130",
    'assistant_update_seconds_bucket{le="+Inf"}': "0+60x130",
    'assistant_updates_total{outcome="handled"}': "0+60x130",
    "assistant_webhook_pending_updates": "0x130",
    "assistant_associates_waiting_oldest_seconds": "86400x130",
    'assistant_steps_total{flow="sign_up",step="age",what="entered"}': "0+10x130",
    'assistant_steps_total{flow="sign_up",step="age",what="answered"}': "0+9x130",
    'assistant_steps_total{flow="sign_up",step="age",what="failed"}': "0+1x130",
    'assistant_steps_total{flow="sign_up",step="review",what="finished"}': "0+8x130",
}


def promtool(*words: object, given: str = "") -> str:
    """What it says; an AssertionError where it is not content."""
    command = ["promtool", *map(str, words)]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_settings_and_the_rules_are_read() -> None:
    told = promtool("check", "config", "--lint=all", "--lint-fatal", FOLDER / "prometheus.yml")
    assert f"{len(FIRING)} rules found" in told


def test_the_metrics_are_as_prometheus_wants_them() -> None:
    promtool("check", "metrics", given=generate_latest(REGISTRY).decode())


def test_each_alert_is_tried() -> None:
    assert set(re.findall(r"- alert: (\w+)", ALERTS.read_text(encoding="utf-8"))) == set(FIRING)


def test_each_alert_fires_at_what_it_is_for_and_none_on_a_quiet_day(tmp_path: Path) -> None:
    tried = [_test(f'count(ALERTS{{alertname="{name}",alertstate="firing"}})', of, 1) for name, of in FIRING.items()]
    path = tmp_path / "tests.json"
    tests = {"rule_files": [str(ALERTS)], "tests": [*tried, _test("count(ALERTS)", QUIET, None)]}
    path.write_text(json.dumps(tests), encoding="utf-8")  # which is YAML too
    promtool("test", "rules", path)


def _test(asked: str, series: dict[str, str], value: int | None) -> dict[str, object]:
    samples = [] if value is None else [{"labels": "{}", "value": value}]
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [{"expr": asked, "eval_time": "2h", "exp_samples": samples}],
    }

"""What is counted and measured in this process, for Prometheus.

Each process counts for itself: Prometheus asks every worker, and sums. What the store knows is told by
`bot/serving/gauges.py`.
"""

from __future__ import annotations

import logging

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

# A second line beside each counter that tells when it began: Prometheus does not need it, and it doubles the page.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

UPDATE_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
LAG_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 86400.0)

OUTCOMES = ("handled", "repeated", "unreadable", "failed")
REFUSALS = ("secret", "content_type", "size", "malformed", "slow")
WEBHOOK_FAILURES = ("store_away", "behind", "error", "closed")
PAGE_REQUESTS = ("open", "answers", "view", "leave")
PAGE_REFUSALS = (
    *("init_data_forged", "init_data_expired", "init_data_used", "session_unknown", "session_over", "not_asked"),
    *("too_large", "not_json", "away", "error"),
)
VERDICTS = ("sent", "done", "wait", "again", "refused", "aside", "blocked")

updates = Counter(
    "assistant_updates",
    "Updates that were committed: handled, repeated (known already), unreadable, failed (by an error of ours).",
    ["outcome"],
    registry=REGISTRY,
)
update_seconds = Histogram(
    "assistant_update_seconds",
    "From the arrival of an update in this process to its commit.",
    buckets=UPDATE_SECONDS,
    registry=REGISTRY,
)
intake_lag = Histogram(
    "assistant_intake_lag_seconds",
    "From the moment a person sent a message, as Telegram tells it in whole seconds, to its commit.",
    buckets=LAG_SECONDS,
    registry=REGISTRY,
)
refused = Counter(
    "assistant_webhook_refused",
    "Requests to the webhook that were turned away at the door, by what was wrong with them.",
    ["reason"],
    registry=REGISTRY,
)
unanswered = Counter(
    "assistant_webhook_unacknowledged",
    "Updates by webhook that were not acknowledged, so that Telegram sends them again.",
    ["reason"],
    registry=REGISTRY,
)
pending_updates = Gauge(
    "assistant_webhook_pending_updates",
    "Updates that Telegram holds for this bot's webhook, as it told last (asked once a minute).",
    registry=REGISTRY,
)
fetch_failures = Counter(
    "assistant_fetch_failures",
    "Tries to fetch updates by polling, or to hand them on, that failed.",
    registry=REGISTRY,
)
page_requests = Counter(
    "assistant_page_requests",
    "Requests of pages in the messenger that were taken: open, answers, view, leave.",
    ["what"],
    registry=REGISTRY,
)
page_refusals = Counter(
    "assistant_page_refusals",
    "Requests of pages in the messenger that were refused and changed nothing, by why.",
    ["reason"],
    registry=REGISTRY,
)
sends = Counter(
    "assistant_sends",
    "Calls of the Bot API by what became of them: sent, done (without effect), wait (429), again (no answer or an error"
    " of the server), refused (said more plainly), aside (never tried again), blocked (the chat is closed to us).",
    ["verdict"],
    registry=REGISTRY,
)
set_aside = Counter(
    "assistant_outbox_set_aside",
    "Rows of the outbox that are never tried again: blocked (the chat is closed to us) or for another reason.",
    ["reason"],
    registry=REGISTRY,
)
logged = Counter(
    "assistant_log_records",
    "Records of the log from WARNING on.",
    ["level"],
    registry=REGISTRY,
)

for _counter, _values in (
    *((updates, OUTCOMES), (refused, REFUSALS), (unanswered, WEBHOOK_FAILURES), (sends, VERDICTS)),
    *((page_requests, PAGE_REQUESTS), (page_refusals, PAGE_REFUSALS)),
    *((set_aside, ("blocked", "other")), (logged, ("warning", "error", "critical"))),
):
    # A counter that appears with its first event has no increase that an alert could see.
    for _value in _values:
        _counter.labels(_value)

UPDATES = {outcome: updates.labels(outcome) for outcome in OUTCOMES}
SENDS = {verdict: sends.labels(verdict) for verdict in VERDICTS}


class CountingHandler(logging.Handler):
    """Counts what is logged from WARNING on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        logged.labels(record.levelname.lower()).inc()

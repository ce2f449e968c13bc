"""What Prometheus is told besides this process's own counters: how the store stands, and the steps of people."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from bot import metrics
from bot.watching import Watch
from storage.watching import Backlog, Look

ROUTES = ("telegram", "service", "tick")


class Gauges(Collector):
    """One scrape: a look at the store, None where there was none to be had, and the steps that were counted."""

    def __init__(self, look: Look | None, watch: Watch | None) -> None:
        self._look = look
        self._watch = watch

    def collect(self) -> Iterator[Metric]:
        """The families, built for this scrape."""
        up = 0 if self._look is None else 1
        yield GaugeMetricFamily("assistant_database_up", "Whether the database could be read.", value=up)
        if self._watch is not None:
            yield self._steps(self._watch)
        if self._look is not None:
            yield from self._of_store(self._look)

    def _steps(self, watch: Watch) -> Metric:
        told = "Steps by what happened there: entered, answered, failed, finished, left, abandoned (a day untouched)."
        family = CounterMetricFamily("assistant_steps", told, labels=["flow", "step", "what"])
        for labels, times in watch.steps.items():
            family.add_metric(labels, times)
        return family

    def _of_store(self, look: Look) -> Iterator[Metric]:
        yield from _outbox(look)
        yield from _backlog(
            look, "associates_waiting", "Associates who wait for their MASTER's approval", look.associates
        )
        yield from _backlog(look, "certificates_waiting", "Certificates that wait for staff", look.certificates)
        people = GaugeMetricFamily("assistant_forms", "People who are in a flow.", labels=["flow"])
        idle = GaugeMetricFamily("assistant_forms_idle", "Of them, untouched for an hour or longer.", labels=["flow"])
        for flow, (count, put_away) in look.forms.items():
            people.add_metric([flow], count)
            idle.add_metric([flow], put_away)
        yield people
        yield idle


def exposition(look: Look | None, watch: Watch | None) -> bytes:
    """Everything that Prometheus is told, in its text format."""
    of_now = CollectorRegistry(auto_describe=False)
    of_now.register(Gauges(look, watch))
    return generate_latest(metrics.REGISTRY) + generate_latest(of_now)


def _outbox(look: Look) -> Iterator[Metric]:
    rows = GaugeMetricFamily("assistant_outbox_rows", "What is due and has not left, by route.", labels=["route"])
    for route in ROUTES:
        backlog = look.outbox.get(route)
        rows.add_metric([route], backlog.count if backlog else 0)
    yield rows
    told = "How long the oldest row of the outbox that is due has waited to leave."
    yield GaugeMetricFamily("assistant_outbox_oldest_seconds", told, value=look.outbox_age)


def _backlog(look: Look, name: str, told: str, backlog: Backlog) -> Iterator[Metric]:
    yield GaugeMetricFamily(f"assistant_{name}", f"{told}.", value=backlog.count)
    oldest = f"{told}: how long the oldest has."
    yield GaugeMetricFamily(f"assistant_{name}_oldest_seconds", oldest, value=backlog.age(look.at))

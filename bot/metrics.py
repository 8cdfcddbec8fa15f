"""The counters and histograms of this process: the one listener that counts events."""

import platform
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector

from bot import events

_READING = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
_ANSWERING = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 3, 10, 30)
_MINUTE, _HOUR = 60, 3600
_SINCE_FOUND = (1, 2, 5, 10, 30, *(_MINUTE * n for n in (1, 2, 5, 15, 30)), _HOUR, 6 * _HOUR)
_SINCE_PUBLISHED = (*(_MINUTE * n for n in (1, 2, 5, 10, 20, 30)), *(_HOUR * n for n in (1, 6, 24)))


class Metrics:
    """Counts what `count` is told; *registry* holds it for whoever asks.

    No label holds a chat, an address or what somebody wrote, so that their number is bounded.
    """

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._polls = Counter(
            "briefing_polls",
            "Polls of feeds, by what the answer was.",
            ["class"],
            registry=registry,
        )
        self._entries = Counter(
            "briefing_entries_seen", "Entries in the answers of feeds.", registry=registry
        )
        self._new = Counter(
            "briefing_entries_new",
            "Entries that were not known, by how they were taken in.",
            ["state"],
            registry=registry,
        )
        self._briefed = Counter(
            "briefing_briefings",
            "Releases briefed, by how much of the text could be had.",
            ["text_status"],
            registry=registry,
        )
        self._revised = Counter(
            "briefing_revisions",
            "Releases that read otherwise later: edited, corrected, withdrawn.",
            ["what"],
            registry=registry,
        )
        self._postponed = Counter(
            "briefing_readings_postponed",
            "Tries at a release that failed: later (tried again), never (given up).",
            ["again"],
            registry=registry,
        )
        self._reading = Histogram(
            "briefing_extraction_seconds",
            "Time that reading one text took, without waiting for its turn.",
            ["outcome"],
            buckets=_READING,
            registry=registry,
        )
        self._deliveries = Counter(
            "briefing_deliveries",
            "Tries to send a message, by outcome, and by reason where it was not sent.",
            ["outcome", "reason"],
            registry=registry,
        )
        self._since_published = Histogram(
            "briefing_published_to_sent_seconds",
            "Time from a release's publication, as its feed tells it, to each alert sent.",
            buckets=_SINCE_PUBLISHED,
            registry=registry,
        )
        self._since_found = Histogram(
            "briefing_found_to_sent_seconds",
            "Time from the poll that found a release to each alert sent.",
            buckets=_SINCE_FOUND,
            registry=registry,
        )
        self._updates = Counter(
            "briefing_updates",
            "Updates of Telegram: handled, postponed, dropped.",
            ["outcome"],
            registry=registry,
        )
        self._answering = Histogram(
            "briefing_update_seconds",
            "Time that handling one update took.",
            buckets=_ANSWERING,
            registry=registry,
        )
        build = Gauge(
            "briefing_build_info",
            "Always 1; the labels say which version runs.",
            ["version", "python"],
            registry=registry,
        )
        build.labels(_version(), platform.python_version()).set(1)

    def count(self, event: events.Event) -> None:
        """Take note of *event*."""
        match event:
            case events.FeedPolled():
                self._polls.labels(event.kind.value).inc()
                self._entries.inc(event.entries)
            case events.EntryFound():
                self._new.labels(event.state.value).inc()
            case events.DeliverySettled():
                self._count_delivery(event)
            case events.UpdateHandled():
                self._updates.labels(event.outcome).inc()
                self._answering.observe(event.seconds)
            case _:
                self._count_reading(event)

    def _count_reading(self, event: events.Event) -> None:
        match event:
            case events.TextRead():
                outcome = "failed" if event.failure else "read"
                self._reading.labels(outcome).observe(event.seconds)
            case events.ReleaseBriefed():
                self._briefed.labels(event.text_status.value).inc()
            case events.ReleaseRevised():
                self._revised.labels(event.what).inc()
            case events.ReleasePostponed():
                self._postponed.labels("never" if event.retry_in is None else "later").inc()

    def _count_delivery(self, event: events.DeliverySettled) -> None:
        self._deliveries.labels(event.outcome.value, event.reason or "").inc()
        if event.outcome is not events.Outcome.SENT:
            return
        for histogram, lag in (
            (self._since_published, event.since_published),
            (self._since_found, event.since_found),
        ):
            if lag is not None:
                histogram.observe(max(lag.total_seconds(), 0))


def _version() -> str:
    try:
        return version("briefing-bot")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"

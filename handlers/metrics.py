"""Prometheus metrics of one process: routes and outcomes, never people."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

__all__ = ["Metrics"]

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

WAITS = (60, 300, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10800)
"""Seconds in a hall: from a minute to three hours."""


class Metrics:
    """The metrics of one application; a registry of its own, so that two can live in one process."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "banshitong_http_requests", "HTTP requests", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "banshitong_http_request_seconds", "Time to answer", ["route"], buckets=BUCKETS, registry=self.registry
        )
        self.replies = Counter(
            "banshitong_replies", "Replies by channel and kind", ["channel", "kind"], registry=self.registry
        )
        self.hall = Counter("banshitong_hall_acts", "What windows did with tickets", ["act"], registry=self.registry)
        self.hall_wait = Histogram(
            "banshitong_hall_wait_seconds", "Until a number is called", ["venue"], buckets=WAITS, registry=self.registry
        )
        self.refused = Counter("banshitong_callback_refused", "Callbacks refused", ["reason"], registry=self.registry)
        self.late = Counter("banshitong_late_replies", "Replies sent later through the outbox", registry=self.registry)
        self.approval_calls = Histogram(
            "banshitong_approval_call_seconds",
            "Calls to approval systems by outcome",
            ["system", "operation", "outcome"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.catalogue = Gauge(
            "banshitong_catalogue_version", "Catalogue version answered from", registry=self.registry
        )
        self.items = Gauge("banshitong_catalogue_items", "Items in the catalogue answered from", registry=self.registry)
        self._counted: dict[tuple[str, ...], Counter] = {}
        self._routes: dict[tuple[str, str, str], tuple[Counter, Histogram]] = {}
        self.outbox = Gauge("banshitong_outbox_messages", "Outbox messages", ["state"], registry=self.registry)

    def count(self, name: str, **labels: str) -> None:
        """Count one event of a counter by its short name (``refused``, ``late``, ``replies``).

        Labels are few and in the same order at every call of a name: each combination is looked up once.
        """
        key = (name, *labels.values())
        child = self._counted.get(key)
        if child is None:
            counter: Counter = getattr(self, name)
            child = self._counted[key] = counter.labels(**labels) if labels else counter
        child.inc()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request of a route, and the seconds it took."""
        key = (method, route, str(status))
        children = self._routes.get(key)
        if children is None:
            children = self._routes[key] = (self.requests.labels(*key), self.seconds.labels(route))
        children[0].inc()
        children[1].observe(seconds)

    def called(self, venue: str, waited: float) -> None:
        """Count one number that was called the first time, after so many seconds."""
        self.hall_wait.labels(venue).observe(waited)

    def approval_call(self, system: str, operation: str, outcome: str, seconds: float) -> None:
        """Count one call to an approval system."""
        self.approval_calls.labels(system, operation, outcome).observe(seconds)

    def render(self) -> bytes:
        """The exposition text."""
        return generate_latest(self.registry)

"""Figures in Prometheus's format; needs the extra `metrics`."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.figures import CATALOGUE, Figure, Figures


class PrometheusFigures(Figures):
    """Keeps every figure of the catalogue in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters = {each: self._counter(each) for each in CATALOGUE if each.kind == "counter"}
        self._gauges = {each: self._gauge(each) for each in CATALOGUE if each.kind == "gauge"}
        self._histograms = {each: self._histogram(each) for each in CATALOGUE if each.kind == "histogram"}

    def add(self, figure: Figure, *labels: str) -> None:
        """Count one more."""
        counter = self._counters[figure]
        (counter.labels(*labels) if labels else counter).inc()

    def observe(self, figure: Figure, seconds: float, *labels: str) -> None:
        """Take one duration into a histogram."""
        histogram = self._histograms[figure]
        (histogram.labels(*labels) if labels else histogram).observe(seconds)

    def set(self, figure: Figure, value: float, *labels: str) -> None:
        """Say what something is at this moment."""
        gauge = self._gauges[figure]
        (gauge.labels(*labels) if labels else gauge).set(value)

    def written(self) -> bytes:
        """Write everything in the text format."""
        return generate_latest(self.registry)

    def _counter(self, figure: Figure) -> Counter:
        return Counter(figure.name, figure.meaning, figure.labels, registry=self.registry)

    def _gauge(self, figure: Figure) -> Gauge:
        return Gauge(figure.name, figure.meaning, figure.labels, registry=self.registry)

    def _histogram(self, figure: Figure) -> Histogram:
        return Histogram(figure.name, figure.meaning, figure.labels, registry=self.registry, buckets=figure.buckets)

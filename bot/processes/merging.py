"""The figures of several processes as one page, each under its process's number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector


class _Pages(Collector):
    def __init__(self, pages: Mapping[int, bytes]) -> None:
        self._pages = pages

    def collect(self) -> Iterable[Metric]:
        merged: dict[str, Metric] = {}
        for number, page in self._pages.items():
            for family in text_string_to_metric_families(page.decode()):
                kept = merged.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                for sample in family.samples:
                    kept.add_sample(sample.name, {**sample.labels, "process": str(number)}, sample.value)
        return merged.values()


def merged(pages: Mapping[int, bytes]) -> bytes:
    """Write pages of figures as one."""
    registry = CollectorRegistry()
    registry.register(_Pages(pages))
    return generate_latest(registry)

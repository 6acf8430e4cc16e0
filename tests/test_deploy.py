"""What lies under deploy/ speaks of what the program has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.figures import CATALOGUE

DEPLOY = Path(__file__).parent.parent / "deploy"
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
THERE_ARE = {figure.name + suffix: figure for figure in CATALOGUE for suffix in SUFFIXES[figure.kind]}
_OF_PROMETHEUS = {"le", "job"}


def expressions() -> list[str]:
    dashboard = json.loads((DEPLOY / "grafana" / "pullquote.json").read_text(encoding="utf-8"))
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    return [*shown, *(rule["expr"] for rule in rules())]


def rules() -> list[dict[str, Any]]:
    alerts = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))
    return [rule for group in alerts["groups"] for rule in group["rules"]]


def test_the_dashboard_and_the_alerts_name_figures_that_there_are() -> None:
    named = {name for expression in expressions() for name in re.findall(r"\bpullquote_\w+", expression)}
    assert named <= set(THERE_ARE)
    left_out = {figure.name for figure in CATALOGUE} - {THERE_ARE[name].name for name in named}
    assert left_out == set(), "a figure that nobody looks at"


@pytest.mark.parametrize("expression", expressions())
def test_they_ask_for_labels_that_there_are(expression: str) -> None:
    labels = {label for figure in CATALOGUE for label in figure.labels} | _OF_PROMETHEUS
    asked = re.findall(r"[{,]\s*(\w+)\s*[=!]", expression)
    grouped = [name for group in re.findall(r"by \(([^)]*)\)", expression) for name in re.split(r",\s*", group)]
    assert {*asked, *grouped} <= labels
    assert expression.count("(") == expression.count(")")


def test_every_alert_says_what_is_wrong() -> None:
    assert len({rule["alert"] for rule in rules()}) == len(rules()) > 10
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "warn", "info"}
        assert rule["annotations"]["summary"]

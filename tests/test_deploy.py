"""What lies under deploy/ speaks of what the program has."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.figures import CATALOGUE
from bot.processes.handle import STOP_SECONDS
from bot.settings import Settings

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


def manifests() -> dict[str, dict[str, Any]]:
    documents = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8"))
    return {document["kind"]: document for document in documents}


def pod() -> dict[str, Any]:
    (container,) = manifests()["StatefulSet"]["spec"]["template"]["spec"]["containers"]
    return container


@pytest.mark.parametrize("kind", ["Service", "StatefulSet", "PodDisruptionBudget"])
def test_the_manifest_is_what_kubernetes_takes(kind: str) -> None:
    kubernetes_validate.validate(manifests()[kind], "1.37", strict=True)


def test_the_pods_share_the_shards(tmp_path: Path) -> None:
    given = {each["name"]: each.get("value", "") for each in pod()["env"]}
    pods = int(given["PODS"])
    assert manifests()["StatefulSet"]["spec"]["replicas"] == pods
    program = tmp_path / "pullquote"
    program.write_text('#!/bin/sh\necho "$* $PULLQUOTE_SHARDS"\n')
    program.chmod(0o755)
    shared: list[int] = []
    for ordinal in range(pods):
        environment = {**given, "HOSTNAME": f"pullquote-{ordinal}", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
        said = subprocess.check_output([*pod()["command"], *pod()["args"]], env=environment, text=True).split()
        assert said[0] == "run"
        shards, of = Settings.model_validate({"PULLQUOTE_SHARDS": said[1]}).shard_range or ((), 0)
        assert of == int(given["SHARDS"])
        shared += shards
    assert shared == list(range(int(given["SHARDS"])))


def test_the_pods_are_asked_for_what_is_served_and_given_settings_that_there_are() -> None:
    asked = {pod()[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert asked == {"/livez", "/readyz"}
    assert pod()["livenessProbe"]["httpGet"]["path"] == "/livez", "a lost gateway is no reason to start a pod anew"
    settings = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert {each["name"] for each in pod()["env"]} - settings == {"PODS", "SHARDS", "HOME", "MPLCONFIGDIR"}
    assert pod()["securityContext"]["readOnlyRootFilesystem"]
    template = manifests()["StatefulSet"]["spec"]["template"]["spec"]
    assert template["securityContext"]["runAsNonRoot"]
    assert template["terminationGracePeriodSeconds"] > STOP_SECONDS

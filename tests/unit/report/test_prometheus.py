"""Figures for Prometheus, read back by a strict reader of the format."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.model.audit import FileState, PackageState
from preserve.report.prometheus import HEADING, Metrics, prometheus_text
from preserve.report.visible import visible
from tests.unit.report.hostile import STRINGS

NOW = datetime(2026, 11, 21, 4, 5, 6, tzinfo=UTC)
FULL = Metrics(
    archive_name="Mill archive",
    archive_id="7f0e",
    measured_at=NOW,
    finished_at=NOW,
    succeeded_at=NOW - timedelta(days=2),
    oldest_check_at=NOW - timedelta(days=40),
    packages={"intact": 4, "damaged": 1},
    files={"intact": 30, "altered": 2},
    bytes_read=123_456_789_012,
    overdue=0,
    never_checked=3,
    open_incidents=1,
    ledger_size=42,
    exit_code=1,
    policy_days=90,
)
SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\} (-?[0-9]+)')
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')


def read(text):
    """Return {(name, state): value} and labels; each metric once, with HELP and TYPE before."""
    figures, labels, known = {}, [], []
    assert text.endswith("\n")
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            name = line.split(" ")[2]
            assert name not in known
            known.append(name)
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {known[-1]} gauge"
        else:
            name, told, value = SAMPLE.fullmatch(line).groups()
            assert name == known[-1]
            found = {
                label: re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), value)
                for label, value in LABEL.findall(told)
            }
            labels.append(found)
            key = (name.removeprefix("preserve_"), found.get("state"))
            assert key not in figures
            figures[key] = int(value)
    return figures, labels


def test_every_figure():
    figures, labels = read(prometheus_text(FULL))
    plain = {name: value for (name, state), value in figures.items() if state is None}
    assert plain == {
        "last_run_finished_timestamp_seconds": int(NOW.timestamp()),
        "last_success_timestamp_seconds": int(NOW.timestamp()) - 2 * 86400,
        "oldest_check_timestamp_seconds": int(NOW.timestamp()) - 40 * 86400,
        "oldest_check_age_seconds": 40 * 86400,
        "last_run_read_bytes": 123_456_789_012,
        "overdue_packages": 0,
        "never_checked_packages": 3,
        "open_incidents": 1,
        "ledger_entries": 42,
        "last_run_exit_code": 1,
        "policy_days": 90,
    }
    assert all(one["archive"] == "Mill archive" for one in labels)
    assert all(one["archive_id"] == "7f0e" for one in labels)


def test_every_state_has_a_count():
    figures, _ = read(prometheus_text(FULL))
    packages = {state: n for (name, state), n in figures.items() if name == "packages"}
    files = {state: n for (name, state), n in figures.items() if name == "last_run_files"}
    assert packages == {**dict.fromkeys(PackageState, 0), "intact": 4, "damaged": 1}
    assert files == {**dict.fromkeys(FileState, 0), "intact": 30, "altered": 2}


def test_what_is_not_known_is_left_out():
    assert prometheus_text(Metrics("Mill archive", "7f0e", NOW)) == ""
    figures, _ = read(prometheus_text(Metrics("Mill archive", "7f0e", NOW, overdue=0)))
    assert figures == {("overdue_packages", None): 0}


def test_a_check_from_the_future_has_no_age():
    ahead = Metrics("m", "7", NOW, oldest_check_at=NOW + timedelta(days=1))
    figures, _ = read(prometheus_text(ahead))
    assert set(figures) == {("oldest_check_timestamp_seconds", None)}


def test_what_we_wrote_is_known_by_its_beginning():
    assert prometheus_text(FULL).startswith(HEADING)


def assert_told(text):
    metrics = Metrics(text, text, NOW, overdue=1, packages={text: 7})
    data = prometheus_text(metrics).encode("utf-8")
    figures, labels = read(data.decode("utf-8"))
    assert figures["packages", visible(text)] == 7
    assert labels[0] == {
        "archive": visible(text),
        "archive_id": visible(text),
        **state_of(labels[0]),
    }


def state_of(labels):
    return {"state": labels["state"]} if "state" in labels else {}


@pytest.mark.parametrize("text", [*STRINGS, "\\", '\\"', 'a"} 1\nx{b="', "\\n"])
def test_a_hostile_name_stays_in_its_label(text):
    assert_told(text)


@given(st.text())
def test_every_name_stays_in_its_label(text):
    assert_told(text)

"""Figures for Prometheus: a text file that a node exporter hands on (exposition format 0.0.4).

What is not known is left out, never 0: an alarm that waits for a figure to grow must not be calmed
by one that nobody measured. States that nothing is in are 0, since that is known. Instants are
given as such, so that `time() - figure` still grows when nothing runs any more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from preserve.model.audit import FileState, PackageState
from preserve.report.visible import visible

HEADING = "# HELP preserve_"
"""How each such file begins; what begins otherwise is not ours."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """What is measured after a run; None: not known.

    Attributes:
        measured_at: when, aware UTC; ages are counted up to here.
        finished_at: end of the latest run.
        succeeded_at: end of the latest run with exit code 0.
        oldest_check_at: of the package whose check lies back longest.
        packages: packages on record by state, as each was last found.
        files: files by state, of the latest run.
        bytes_read: by the latest run.
        policy_days: every byte is to be read at least that often.
    """

    archive_name: str
    archive_id: str
    measured_at: datetime
    finished_at: datetime | None = None
    succeeded_at: datetime | None = None
    oldest_check_at: datetime | None = None
    packages: Mapping[str, int] | None = None
    files: Mapping[str, int] | None = None
    bytes_read: int | None = None
    overdue: int | None = None
    never_checked: int | None = None
    open_incidents: int | None = None
    ledger_size: int | None = None
    exit_code: int | None = None
    policy_days: int | None = None


def prometheus_text(metrics: Metrics) -> str:
    """Return the figures as text, each with its HELP and TYPE; it ends with a line end."""
    labels = {"archive": metrics.archive_name, "archive_id": metrics.archive_id}
    lines: list[str] = []
    for name, words, value in _gauges(metrics):
        if value is None:
            continue
        lines += [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
        if isinstance(value, int):
            lines.append(_sample(name, labels, value))
            continue
        lines += [
            _sample(name, {**labels, "state": state}, count) for state, count in value.items()
        ]
    return "".join(f"{line}\n" for line in lines)


def _gauges(metrics: Metrics) -> Iterator[tuple[str, str, int | Mapping[str, int] | None]]:
    """Yield name, help and value; the help texts hold no backslash and no line end."""
    yield (
        "preserve_last_run_finished_timestamp_seconds",
        "When the latest audit ended.",
        _seconds(metrics.finished_at),
    )
    yield (
        "preserve_last_success_timestamp_seconds",
        "When the latest audit with exit code 0 ended.",
        _seconds(metrics.succeeded_at),
    )
    yield (
        "preserve_oldest_check_timestamp_seconds",
        "When the package whose check lies back longest was checked.",
        _seconds(metrics.oldest_check_at),
    )
    yield (
        "preserve_oldest_check_age_seconds",
        "How old that check was when these figures were written.",
        _age(metrics),
    )
    packages, files = _of_all(PackageState, metrics.packages), _of_all(FileState, metrics.files)
    yield "preserve_packages", "Packages by the state that each was last found in.", packages
    yield "preserve_last_run_files", "Files by state, of the latest audit.", files
    yield "preserve_last_run_read_bytes", "Bytes that the latest audit read.", metrics.bytes_read
    yield "preserve_overdue_packages", "Packages not read in the time promised.", metrics.overdue
    yield "preserve_never_checked_packages", "Packages never audited.", metrics.never_checked
    yield "preserve_open_incidents", "Incidents that are not closed.", metrics.open_incidents
    yield "preserve_ledger_entries", "Entries in the history.", metrics.ledger_size
    yield "preserve_last_run_exit_code", "Exit code of the latest audit.", metrics.exit_code
    yield (
        "preserve_policy_days",
        "Every byte is to be read at least once in so many days.",
        metrics.policy_days,
    )


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _age(metrics: Metrics) -> int | None:
    """Return the age of the oldest check; one that lies in the future has none."""
    if metrics.oldest_check_at is None or metrics.oldest_check_at > metrics.measured_at:
        return None
    return int((metrics.measured_at - metrics.oldest_check_at).total_seconds())


def _of_all(
    states: type[PackageState] | type[FileState], counts: Mapping[str, int] | None
) -> Mapping[str, int] | None:
    """Return a count for every state: the ones that this version knows, then others."""
    if counts is None:
        return None
    return {**{state.value: 0 for state in states}, **counts}


def _sample(name: str, labels: Mapping[str, str], value: int) -> str:
    told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{told}}} {value}"


def _escaped(text: str) -> str:
    r"""Return a label's value: `\`, `"` and line ends escaped; lone surrogates made visible."""
    return visible(text).replace("\\", "\\\\").replace('"', '\\"')

"""A repair and parity for the terminal: what was put back from where, and what is next."""

from collections.abc import Iterator, Sequence

from preserve.model.parity import ParityState
from preserve.model.repair import FilePlan, RepairReport
from preserve.report.finding_text import findings_lines
from preserve.report.visible import visible
from preserve.report.wording import counted, day_words, size_words, state_words


def repair_text(report: RepairReport) -> str:
    """Return a repair file by file, then what became of the package and its incident."""
    lines = [_title(report)]
    lines.extend(line for file in report.files for line in _file_lines(file, report))
    lines.extend(_aside_lines(report))
    lines.extend(findings_lines(report.findings))
    lines.extend(_ending(report))
    return "\n".join(lines)


def _title(report: RepairReport) -> str:
    where = "" if report.store == "bags" else f" in the replica {visible(report.store)}"
    return f"{visible(report.package)}{where}"


def _file_lines(file: FilePlan, report: RepairReport) -> Iterator[str]:
    record = file.wanted.record
    state = state_words(file.wanted.state)
    size = size_words(record.size_bytes)
    yield f"  {visible(record.path)}: {visible(state)} ({size} on record)"
    if file.copy is None:
        yield "    left as it is"
    else:
        verb = "would be taken from" if report.is_trial else "put back from"
        yield f"    {verb} {visible(file.copy)}"


def _aside_lines(report: RepairReport) -> Iterator[str]:
    if not report.set_aside:
        return
    yield "What lay there is kept:"
    for place in report.set_aside.values():
        yield f"  {visible(place)}"


def _ending(report: RepairReport) -> Iterator[str]:
    if report.is_whole and not (report.files or report.set_aside):
        yield "Every file is as recorded; there was nothing to repair."
    elif report.is_trial:
        yield "Nothing was changed: this was a dry run."
    elif report.is_whole:
        yield "The package was read again from the medium: every file is as recorded."
    elif report.asked:
        yield from map(visible, report.carried or ("The request lies in the place of exchange.",))
    else:
        yield "The package is not whole."
    incident = visible(report.incident or "")
    if report.is_closed:
        yield f"{incident} is closed."
    elif report.is_whole and incident and not report.is_trial:
        yield f"{incident} is repaired. Say what was done and close it:"
        yield f"  preserve incident close {incident} --by NAME --why REASON"


def parity_text(states: Sequence[ParityState], *, is_verified: bool = False) -> str:
    """Return the parity of packages, a line each, and what is the matter with it.

    Args:
        states: one for each package.
        is_verified: every volume was read.
    """
    lines = [line for state in states for line in _parity_lines(state, is_verified=is_verified)]
    if not states:
        lines.append("No package has parity; `preserve parity make PACKAGE` makes some.")
    return "\n".join(lines)


def _parity_lines(state: ParityState, *, is_verified: bool) -> Iterator[str]:
    if state.made_at is not None:
        volumes = counted(len(state.files), "volume")
        words = f"{volumes}, {size_words(state.size_bytes)}, {state.percent}% redundancy"
        made = f"made on {day_words(state.made_at)}"
        sound = ", as recorded" if is_verified and not state.findings else ""
        yield f"{visible(state.package)}: {words}, {made}{sound}"
    else:
        yield f"{visible(state.package)}: no parity"
    yield from findings_lines(state.findings)

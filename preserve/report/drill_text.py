"""A fire drill in words: a line for each kind of fault, and what it means."""

from collections.abc import Iterator

from preserve.model.drill import DrillReport, DrillRow, Trial
from preserve.model.finding import Finding
from preserve.report.visible import visible
from preserve.report.wording import counted

_HEADINGS = ("Fault", "Found", "Exit", "Mail", "Incident", "Result")
_RESULTS = {Trial.PASSED: "passed", Trial.FAILED: "FAILED", Trial.NOT_TRIED: "not tried"}


def drill_text(report: DrillReport) -> str:
    """Return what the terminal shows of a drill."""
    packages = counted(len(report.packages), "package")
    return "\n".join(
        [
            f"Fire drill with {packages} copied aside; the archive itself was only read.",
            *(f"  {visible(package)}" for package in report.packages),
            "",
            *_table(report.rows),
            *_reasons(report),
            "",
            *_mail(report),
            *(f"{found.code} {visible(found.message)}" for found in _others(report)),
            _verdict(report),
            _record(report),
        ]
    )


def _table(rows: tuple[DrillRow, ...]) -> Iterator[str]:
    lines = [_HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEADINGS))]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _cells(row: DrillRow) -> tuple[str, ...]:
    result = _RESULTS[row.result]
    if row.result is Trial.NOT_TRIED:
        return (row.what, "-", "-", "-", "-", result)
    found = "nothing" if row.code is None else f"{row.code} {visible(row.state or '')}"
    mail, incident = ("yes" if it else "no" for it in (row.is_mailed, row.has_incident))
    return (row.what, found, str(row.exit_code), mail, incident, result)


def _reasons(report: DrillReport) -> Iterator[str]:
    """Say what went wrong, and why something was not tried."""
    for result, heading in ((Trial.FAILED, "What failed"), (Trial.NOT_TRIED, "Not tried")):
        told = [row for row in report.rows if row.result is result]
        if told:
            yield ""
            yield f"{heading}:"
        for row in told:
            yield f"  {row.what}:"
            yield from (f"    {visible(sentence)}" for sentence in row.why)


def _mail(report: DrillReport) -> Iterator[str]:
    if report.mail is None:
        yield "The mails went to nobody but the drill itself; --send-mail sends one for real."
        return
    if report.mail.to:
        yield f"A real mail, marked as a drill, was taken for {visible(', '.join(report.mail.to))}."
    yield from (f"FAILED: {visible(problem)}" for problem in report.mail.problems)


def _others(report: DrillReport) -> Iterator[Finding]:
    """Yield what was found beside failures of the drill, which are told already."""
    return (found for found in report.findings if found.code != "FIX-059")


def _verdict(report: DrillReport) -> str:
    passed, failed = (len(report.named(one)) for one in (Trial.PASSED, Trial.FAILED))
    left = len(report.named(Trial.NOT_TRIED))
    beside = f" {left} could not be tried here." if left else ""
    if not failed and not passed:
        return "FIX-059 The fire drill failed: no fault could be tried, so nothing is proven."
    if failed:
        words = f"FIX-059 The fire drill failed: {failed} of {failed + passed} faults did not go as"
        return f"{words} they must. Do not rely on the audits until this is mended.{beside}"
    if report.mail is not None and report.mail.problems:
        words = f"FIX-059 The fire drill failed: all {passed} faults were found, but the real mail"
        return f"{words} did not go out.{beside}"
    tried = "The one fault that was tried was"
    if passed > 1:
        tried = f"All {passed} faults that were tried were"
    return f"{tried} found, told and put on record.{beside}"


def _record(report: DrillReport) -> str:
    if report.entry is None:
        return "The result is not on record."
    return f"On record as entry {report.entry} of the archive's history."

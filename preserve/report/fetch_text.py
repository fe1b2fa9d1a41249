"""What `fetch` did, as text for the terminal: a line a file, the findings, the verdict last."""

from collections import Counter
from collections.abc import Iterator, Sequence

from preserve.containers.bag.fetch_rules import FileResult, Status
from preserve.model.amounts import bytes_words
from preserve.model.finding import Finding
from preserve.model.verdict import Verdict
from preserve.report.finding_text import findings_lines
from preserve.report.visible import visible

_WORDS = {
    Status.FETCHED: "fetched",
    Status.ALREADY_THERE: "already there",
    Status.REFUSED: "refused",
    Status.UNREACHABLE: "not to be had now",
    Status.WRONG: "wrong, and removed",
    Status.NOT_TRIED: "not tried",
}
_VERDICTS = {
    Verdict.VALID: "The bag is complete and valid.",
    Verdict.INCOMPLETE: "The bag is still incomplete: files that fetch.txt names are not there.",
    Verdict.INVALID: "The bag is not valid.",
    Verdict.UNDECIDED: "Not everything could be looked at, so nothing is concluded about the bag.",
}


def fetch_text(files: Sequence[FileResult], findings: Sequence[Finding], verdict: Verdict) -> str:
    """Return what became of each file, why, and what the bag is now."""
    return "\n".join(_lines(files, findings, verdict))


def _lines(
    files: Sequence[FileResult], findings: Sequence[Finding], verdict: Verdict
) -> Iterator[str]:
    for each in files:
        size = f" ({bytes_words(each.size_bytes)})" if each.status is Status.FETCHED else ""
        if each.status is not Status.ALREADY_THERE:
            yield f"{_WORDS[each.status]:18} {visible(each.path)}{size}"
    yield from findings_lines(findings)
    counts = Counter(each.status for each in files)
    if all(each.status is Status.ALREADY_THERE for each in files):
        yield f"Nothing is missing: {_there(len(files))}"
    else:
        told = ", ".join(f"{counts[each]} {_WORDS[each]}" for each in Status if counts[each])
        yield f"Files of fetch.txt: {told}."
    yield _VERDICTS[verdict]


def _there(count: int) -> str:
    if not count:
        return "fetch.txt names no file that could be fetched."
    return "the file of fetch.txt is there." if count == 1 else f"all {count:,} files are there."

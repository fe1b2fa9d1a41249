"""The table of bags and profiles, and who does not fit what, for the terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from preserve.model.profile_verdict import Fit, ProfileVerdict
from preserve.report.visible import visible

_WORDS = {
    Fit.FITS: "fits",
    Fit.DOES_NOT_FIT: "does not fit",
    Fit.UNDECIDED: "could not be decided",
}


def profile_table(rows: Sequence[tuple[str, Sequence[ProfileVerdict]]]) -> str:
    """Return a table with a row for each bag and a column for each profile.

    Args:
        rows: each bag's path, and its verdicts in one order of profiles; not empty.
    """
    head = ["Bag", *(visible(verdict.profile) for verdict in rows[0][1])]
    cells = [[visible(path), *(_WORDS[each.fit] for each in row)] for path, row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    return "\n".join(_line(cell, widths) for cell in (head, *cells))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(map(str.ljust, cells, widths)).rstrip()


def profile_summary(rows: Sequence[tuple[str, Sequence[ProfileVerdict]]]) -> str:
    """Return how many of the bags fit each profile: a sentence for each profile."""
    return " ".join(_sentences(rows))


def _sentences(rows: Sequence[tuple[str, Sequence[ProfileVerdict]]]) -> Iterator[str]:
    for column in zip(*(row for _, row in rows), strict=True):
        counts = Counter(verdict.fit for verdict in column)
        told = ", ".join(f"{word} {counts[fit]}" for fit, word in _WORDS.items() if counts[fit])
        yield f"{visible(column[0].profile)}: {told}."

"""What is known of an altered file, in plain sentences: where it differs, what it looks like."""

from preserve.model.audit import Diagnosis, Hint
from preserve.model.pieces import PIECE_BYTES, piece_count
from preserve.report.visible import visible
from preserve.report.wording import counted, number

_MOST_PLACES = 3

_LOOKS = {
    Hint.ROT_LIKE: "like a fault of the disk: little differs, and the file's time did not change",
    Hint.DELIBERATE_LIKE: (
        "as if a person or a program wrote to it: the file's time is later than the packaging"
    ),
    Hint.TRUNCATED: "as if its end was cut off",
    Hint.APPENDED: "as if something was added at its end",
    Hint.ZERO_RUN: "as if a part of it was wiped or never written: there are only zero bytes",
    Hint.HIGH_ENTROPY: "as if it was encrypted or packed: what was text looks like random bytes",
}


def diagnosis_words(diagnosis: Diagnosis, size_bytes: int | None = None) -> str:
    """Return one or two sentences: where a file differs, and what that looks like.

    Bytes are counted from 0; the second number of a stretch is the first byte behind it. What it
    looks like is never a verdict, and the words say so.

    Args:
        diagnosis: of one altered file.
        size_bytes: of the file as recorded, to tell how much of it is concerned.
    """
    where = _where(diagnosis.ranges, size_bytes)
    if not diagnosis.hints:
        return where
    looks = "; and ".join(_LOOKS[hint] for hint in diagnosis.hints)
    return f"{where} It looks {looks}."


def diagnosis_lines(diagnosis: Diagnosis, size_bytes: int | None = None) -> tuple[str, ...]:
    """Return the sentences, then a line for each record of a WARC that is concerned."""
    return (
        diagnosis_words(diagnosis, size_bytes),
        *(_sentence(visible(record)) for record in diagnosis.records),
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _where(ranges: tuple[tuple[int, int], ...], size_bytes: int | None) -> str:
    if not ranges:
        return "It is not known where it differs."
    places = [_place(start, end) for start, end in ranges[:_MOST_PLACES]]
    more = len(ranges) - len(places)
    if more:
        places.append(f"in {counted(more, 'more place')}")
    return f"It differs {_listed(places)}{_share(ranges, size_bytes)}."


def _place(start: int, end: int) -> str:
    if end - start == 1:
        return f"at byte {number(start)}"
    return f"between byte {number(start)} and {number(end)}"


def _listed(places: list[str]) -> str:
    if len(places) == 1:
        return places[0]
    return f"{', '.join(places[:-1])} and {places[-1]}"


def _share(ranges: tuple[tuple[int, int], ...], size_bytes: int | None) -> str:
    """Return ` (1 of 14 stretches)`, counted in pieces of 64 KiB.

    Nothing for a small file, or where all that differs lies behind its recorded end.
    """
    pieces = piece_count(size_bytes or 0)
    touched = {
        place
        for start, end in ranges
        for place in range(start // PIECE_BYTES, min(pieces, piece_count(end)))
    }
    if pieces == 1 or not touched:
        return ""
    return f" ({number(len(touched))} of {number(pieces)} stretches)"

"""What lies in quarantine from elsewhere, for the terminal."""

import shlex
from collections.abc import Iterator, Mapping, Sequence

from preserve.model.amounts import bytes_words
from preserve.model.plain import mappings_of, text_of
from preserve.report.visible import visible


def quarantine_text(rows: Sequence[Mapping[str, object]]) -> str:
    """Return a line for each package that lies in quarantine."""
    if not rows:
        return "Nothing from elsewhere lies in quarantine."
    return "\n".join(_line(row) for row in rows)


def _line(row: Mapping[str, object]) -> str:
    size = row.get("bytes")
    amount = bytes_words(size) if isinstance(size, int) else ""
    return (
        f"{visible(str(row.get('step'))):<9}  {visible(str(row.get('package')))}  {amount}"
        f"  from {visible(str(row.get('partner')))} ({visible(str(row.get('conversation')))})"
    )


def story_text(row: Mapping[str, object], evidence: Mapping[str, object]) -> str:
    """Return what is known of one package in quarantine: where it lies, and what was found."""
    return "\n".join(_story(row, evidence))


def _story(row: Mapping[str, object], evidence: Mapping[str, object]) -> Iterator[str]:
    yield _line(row)
    yield f"  lies in {visible(str(row.get('path')))}"
    yield f"  SHA-256 {visible(str(row.get('sha256')))}"
    yield f"  {visible(str(row.get('step')))}, there since {visible(str(row.get('since')))}"
    yield from _brought(evidence)
    for found in mappings_of(evidence.get("findings")):
        code, words = (text_of(found.get(key)) or "" for key in ("code", "message"))
        yield f"  {visible(code)} {visible(words)}"
        yield f"      What to do: {visible(text_of(found.get('remedy')) or '')}"
    if row.get("step") == "undecided":
        yield "  It could not be judged when it came. To have it judged now, receive it once more:"
        place = shlex.quote(visible(text_of(evidence.get("came_from")) or "PATH"))
        yield f"      preserve receive {place} --unsigned --by NAME --why REASON"
    if row.get("may_go"):
        name = visible(str(row.get("package")))
        yield "  It stays until a person decides:"
        yield f"      preserve quarantine discard {name} --by NAME --why REASON"


def _brought(evidence: Mapping[str, object]) -> Iterator[str]:
    """Yield who brought a bag without an offer, from where and why, and what it lacks."""
    by, place, why, missing = (
        visible(text_of(evidence.get(key)) or "")
        for key in ("by", "came_from", "brought_because", "missing")
    )
    if place:
        yield f"  brought by {by}, from {place}: {why}"
    if missing:
        yield f"  {missing}"

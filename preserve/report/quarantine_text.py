"""What lies in quarantine from elsewhere, for the terminal."""

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
    for found in mappings_of(evidence.get("findings")):
        code, words = (text_of(found.get(key)) or "" for key in ("code", "message"))
        yield f"  {visible(code)} {visible(words)}"
        yield f"      What to do: {visible(text_of(found.get('remedy')) or '')}"
    if row.get("may_go"):
        name = visible(str(row.get("package")))
        yield "  It stays until a person decides:"
        yield f"      preserve quarantine discard {name} --by NAME --why REASON"

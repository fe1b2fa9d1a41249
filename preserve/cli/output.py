"""What goes to stdout and what goes to stderr; the only room that prints."""

import json
import sys
from collections.abc import Iterable

from preserve.model.finding import Finding
from preserve.report.visible import visible


def emit(document: object) -> None:
    """Print one JSON document on one line of stdout."""
    line = json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    sys.stdout.flush()
    # JSON is UTF-8 (RFC 8259 8.1), whatever the terminal speaks.
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def emit_pieces(pieces: Iterable[str]) -> None:
    """Print a document of which no piece is kept, as UTF-8, on stdout."""
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode())
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """Print text for people on stdout."""
    print(text, flush=True)


def complain(code: str, message: str, remedy: str) -> None:
    """Print one line on stderr: code, what happened, what to do next."""
    sys.stdout.flush()
    print(f"preserve: {code} {visible(message)} {visible(remedy)}", file=sys.stderr)


def complain_of(findings: Iterable[Finding]) -> None:
    """Print a line on stderr for each finding."""
    for found in findings:
        complain(found.code, found.message, found.remedy)


def documents(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Return findings as they stand in a document of `--json`."""
    return [found.document() for found in findings]

"""Read a checkout of PolNeAR: news texts, the sources, cues and contents that people marked in them.

The corpus says nothing about its licence, so nothing of it is kept here: the path of a checkout is
an argument. Its test part is never read.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PARTS = ("train", "dev")
_SPAN = re.compile(r"(\w+) (\d.*)")

Ranges = list[tuple[int, int]]


class Marked(NamedTuple):
    """One attribution: ranges of code points."""

    source: Ranges
    cue: Ranges
    content: Ranges


class NewsText(NamedTuple):
    """A text, what its first annotator marked, and the persons that CoreNLP found in it."""

    name: str
    text: str
    marked: list[Marked]
    persons: Ranges


def texts_of(checkout: Path, part: str) -> Iterator[NewsText]:
    """Yield the texts of a part that have annotations and CoreNLP's reading."""
    if part not in PARTS:
        raise SystemExit(f"{part} is not for tuning; only {' and '.join(PARTS)} are read.")
    root = checkout / "data" / part
    for path in sorted((root / "text").glob("*.txt")):
        annotations = sorted((root / "attributions").glob(f"{path.stem}_*.ann"))
        reading = root / "corenlp" / f"{path.stem}.txt.xml"
        if annotations and reading.is_file():
            yield NewsText(
                path.stem,
                path.read_bytes().decode(),
                list(_attributions(annotations[0].read_text())),
                list(_persons(reading)),
            )


def _attributions(text: str) -> Iterator[Marked]:
    spans: dict[str, Ranges] = {}
    for line in text.split("\n"):
        key, _, rest = line.partition("\t")
        if key.startswith("T") and (match := _SPAN.match(rest)):
            pieces = match[2].split("\t")[0].split(";")
            spans[key] = sorted((int(a), int(b)) for a, b in (piece.split() for piece in pieces))
        elif key.startswith("E"):
            held: dict[str, Ranges] = {"Source": [], "Cue": [], "Content": []}
            for pair in rest.split():
                role, _, span = pair.partition(":")
                held.get(re.sub(r"\d+$", "", role), []).extend(spans.get(span, []))
            yield Marked(held["Source"], held["Cue"], held["Content"])


def _persons(path: Path) -> Iterator[tuple[int, int]]:
    for sentence in ET.parse(path).getroot().iter("sentence"):
        start = end = -1
        for token in sentence.iter("token"):
            first, last = (
                int(token.findtext(f"CharacterOffset{edge}") or 0) for edge in ("Begin", "End")
            )
            is_person = token.findtext("NER") == "PERSON"
            if is_person and start >= 0 and first <= end + 1:
                end = last
            elif is_person:
                if start >= 0:
                    yield start, end
                start, end = first, last
            elif start >= 0:
                yield start, end
                start = end = -1
        if start >= 0:
            yield start, end

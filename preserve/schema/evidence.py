"""Check a description against its text and its source: what no schema can say.

Every place in the document that quotes the text is held against the text; every reference
inside the document has to lead somewhere. The document may be anything that JSON can be: a part
that does not have its form is left to the schema.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where
from preserve.schema.pointer import pointer

_Document = Mapping[str, object]
_Path = tuple[str | int, ...]
_MOST_REPORTED = 1_000
_SHOWN_CHARACTERS = 60
_COMPARED_LETTERS = 4_096
"""Longer quotations are not compared: a document could have one long one repeated for ever."""

_SPEAKER_USERS = ("quotations", "videos", "posts", "risks")
_WITH_IDS = ("speakers", "quotations", "videos", "posts")
_LINKS = ("continues", "repeats")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the package says about the source that is described.

    Attributes:
        package_id: the package's own id.
        name: the source's file name.
        size_bytes: its size.
        digests: its digests, by algorithm.
        paths: the files of the bag's payload, relative to `data/`.
    """

    package_id: str
    name: str
    size_bytes: int
    digests: Mapping[str, str]
    paths: frozenset[str]


def check_evidence(
    document: _Document, text: str, text_sha256: str | None = None
) -> tuple[Finding, ...]:
    """Return every place where a document and its text, or its own parts, disagree.

    Linear in the sizes of document and text; at most 1,000 findings.

    Args:
        document: a description.
        text: the text that it is about, nothing normalised.
        text_sha256: SHA-256 of the file that the text was decoded from, if there is one. The
            document may give this digest, or that of the text in UTF-8: for a text that is
            stored in UTF-8 without byte-order mark they are the same.
    """
    return tuple(_limited(_all(document, text, text_sha256)))


def _limited(findings: Iterator[Finding]) -> Iterator[Finding]:
    for count, found in enumerate(findings, start=1):
        yield found
        if count == _MOST_REPORTED:
            return


def _all(document: _Document, text: str, text_sha256: str | None) -> Iterator[Finding]:
    yield from _text(document, text, text_sha256)
    for path, span in _spans(document):
        yield from _span(span, path, text)
    ids = {kind: _ids(document, kind) for kind in _WITH_IDS}
    for kind in _WITH_IDS:
        yield from _repeated_ids(document, kind)
    for kind in _SPEAKER_USERS:
        for path, entry in _entries(document, kind):
            yield from _reference(entry, (*path, "speaker"), ids["speakers"])
    for path, entry in _entries(document, "quotations"):
        for link in _LINKS:
            yield from _reference(entry, (*path, link), ids["quotations"])
    for link in _LINKS:
        yield from _cycles(document, link)
    yield from _repetitions(document)


def _finding(code: str, path: _Path, message: str, offset: int | None = None) -> Finding:
    place = pointer(path)
    return finding(code, f"{place}: {message}", Where(path=place, offset=offset))


def _text(document: _Document, text: str, text_sha256: str | None) -> Iterator[Finding]:
    about = document.get("text")
    if not isinstance(about, dict):
        return
    characters = about.get("characters")
    if characters != len(text):
        message = f"the text has {len(text)} characters, the document says {_shown(characters)}"
        yield _finding("META-066", ("text", "characters"), message)
    known = (hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), text_sha256)
    if about.get("sha256") not in known:
        yield _finding("META-066", ("text", "sha256"), "the text has another SHA-256")
    content = about.get("content")
    if isinstance(content, str) and content != text:
        yield _finding("META-066", ("text", "content"), "the text differs from the one given")


def _spans(document: _Document) -> Iterator[tuple[_Path, _Document]]:
    """Yield every object with start, end and exact, wherever it is, in document order."""
    stack: list[tuple[_Path, object]] = [((), document)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            if {"start", "end", "exact"} <= value.keys():
                yield path, value
            stack.extend(((*path, name), inner) for name, inner in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend(((*path, place), value[place]) for place in reversed(range(len(value))))


def _span(span: _Document, path: _Path, text: str) -> Iterator[Finding]:
    start, end, exact = _offset(span.get("start")), _offset(span.get("end")), span.get("exact")
    if start is None or end is None or not isinstance(exact, str):
        return
    if not start < end <= len(text):
        message = f"{start}:{end} is no stretch of a text of {len(text)} characters"
        yield _finding("META-067", path, message, start)
        return
    if end - start != len(exact) or not text.startswith(exact, start):
        printed = text[start : min(end, start + _SHOWN_CHARACTERS + 1)]
        message = f"the text at {start}:{end} reads {_shown(printed)}, not {_shown(exact)}"
        yield _finding("META-067", path, message, start)
    prefix, suffix = span.get("prefix"), span.get("suffix")
    if isinstance(prefix, str) and not text.endswith(prefix, 0, start):
        yield _finding("META-067", (*path, "prefix"), "other characters stand before", start)
    if isinstance(suffix, str) and not text.startswith(suffix, end):
        yield _finding("META-067", (*path, "suffix"), "other characters stand behind", end)


def _offset(value: object) -> int | None:
    """Return an offset as JSON gives it: 3 and 3.0 are the same number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return None
    return int(value) if isinstance(value, int) or value.is_integer() else None


def _entries(document: _Document, kind: str) -> Iterator[tuple[_Path, _Document]]:
    entries = document.get(kind)
    if isinstance(entries, list):
        for place, entry in enumerate(entries):
            if isinstance(entry, dict):
                yield (kind, place), entry


def _ids(document: _Document, kind: str) -> frozenset[str]:
    found = (entry.get("id") for _, entry in _entries(document, kind))
    return frozenset(each for each in found if isinstance(each, str))


def _repeated_ids(document: _Document, kind: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, entry in _entries(document, kind):
        own = entry.get("id")
        if isinstance(own, str) and own in seen:
            yield _finding("META-068", (*path, "id"), f"{_shown(own)} is used before")
        elif isinstance(own, str):
            seen.add(own)


def _reference(entry: _Document, path: _Path, ids: frozenset[str]) -> Iterator[Finding]:
    target = entry.get(str(path[-1]))
    if isinstance(target, str) and target not in ids:
        yield _finding("META-069", path, f"there is no {_shown(target)}")


def _cycles(document: _Document, link: str) -> Iterator[Finding]:
    """Yield one finding for each ring of quotations; each link is followed once."""
    targets: dict[str, str] = {}
    places: dict[str, _Path] = {}
    for path, entry in _entries(document, "quotations"):
        own, target = entry.get("id"), entry.get(link)
        if isinstance(own, str) and isinstance(target, str) and own not in targets:
            targets[own], places[own] = target, path
    done: set[str] = set()
    for first in targets:
        trail: dict[str, None] = {}
        here: str | None = first
        while here is not None and here not in done and here not in trail:
            trail[here] = None
            here = targets.get(here)
        if here is not None and here in trail:
            yield _finding("META-070", (*places[here], link), f"{_shown(here)} leads to itself")
        done.update(trail)


def _repetitions(document: _Document) -> Iterator[Finding]:
    words = {
        entry["id"]: _letters(entry.get("exact"))
        for _, entry in _entries(document, "quotations")
        if isinstance(entry.get("id"), str)
    }
    for path, entry in _entries(document, "quotations"):
        target = entry.get("repeats")
        if isinstance(target, str) and target in words:
            ours, theirs = _letters(entry.get("exact")), words[target]
            is_short = max(len(ours), len(theirs)) <= _COMPARED_LETTERS
            if is_short and ours not in theirs and theirs not in ours:
                message = f"the words are not those of {_shown(target)}"
                yield _finding("META-071", (*path, "repeats"), message)


def _letters(words: object) -> str:
    """Return letters and digits only, case folded: marks and spaces change in a repetition."""
    if not isinstance(words, str):
        return ""
    return "".join(mark for mark in words.casefold() if mark.isalnum())


def check_description_source(document: _Document, facts: SourceFacts) -> tuple[Finding, ...]:
    """Return where a description disagrees with the package about its source.

    Args:
        document: a description.
        facts: what the package says.
    """
    return tuple(_source(document, facts))


def _source(document: _Document, facts: SourceFacts) -> Iterator[Finding]:
    if document.get("package_id") != facts.package_id:
        message = f"the package is {_shown(facts.package_id)}"
        yield _finding("META-074", ("package_id",), message)
    source = document.get("source")
    expected: dict[str, object] = {"name": facts.name, "bytes": facts.size_bytes}
    expected |= {
        name: facts.digests[name] for name in ("sha256", "sha512") if name in facts.digests
    }
    for name, value in expected.items():
        said = source.get(name) if isinstance(source, dict) else None
        if said != value:
            message = f"the package says {_shown(value)}, the document {_shown(said)}"
            yield _finding("META-072", ("source", name), message)
    text = document.get("text")
    path = text.get("path") if isinstance(text, dict) else None
    if not isinstance(path, str) or path not in facts.paths:
        message = f"the package has no {_shown(path)}"
        yield _finding("META-073", ("text", "path"), message)


def _shown(value: object) -> str:
    if not isinstance(value, str):
        return ascii(value)[:_SHOWN_CHARACTERS]
    return repr(value[:_SHOWN_CHARACTERS]) + ("..." if len(value) > _SHOWN_CHARACTERS else "")

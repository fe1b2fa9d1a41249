"""Read the description of a bag with the text it speaks of, and believe neither unchecked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from preserve.model.catalogue import finding
from preserve.model.digest import digests_of
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.model.plain import mapping_of, text_of
from preserve.reading.encoding import Decoded, decoded
from preserve.schema.evidence import check_evidence
from preserve.schema.parse import parse_document
from preserve.schema.validate import DESCRIPTION_SCHEMA, validate_document
from preserve.storage import layout
from preserve.storage.store import Tree
from preserve.storage.tree import LocalTree, read_file

_ORIGINAL = layout.ORIGINAL.removeprefix(layout.PAYLOAD)
_DERIVED_TEXT = "text/article.txt"
_SHOWN = ("headline", "outlet", "date")
_ON_THE_WAY = ("data", "data/metadata", "data/original", "data/text")


@dataclass(frozen=True, slots=True)
class TextRead:
    """The text that a description speaks of, or why it is not to be had."""

    text: str | None
    sha256: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DescriptionRead:
    """A description and its text, or why they cannot be used.

    Attributes:
        text: None where anything is wrong with either.
    """

    text: str | None
    document: Mapping[str, object] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_text(tree: Tree, prefix: str, document: Mapping[str, object]) -> TextRead:
    """Read and decode the text that a description names.

    Args:
        tree: a bag, or its payload directory.
        prefix: `data/` for a bag, empty for its payload directory.
        document: the description; nothing outside the two places of a text is opened.
    """
    path = _part(document, "text", "path")
    encoding = _part(document, "source", "encoding")
    is_plain = path.startswith(_ORIGINAL) and path.count("/") == 1 and path != "original/.."
    if (not is_plain and path != _DERIVED_TEXT) or "\0" in path:
        words = "The text is named at a place where no text of a package lies."
        return TextRead(None, findings=(finding("META-081", words, Where(path="/text/path")),))
    try:
        data = read_file(tree, prefix + path)
    except OSError as problem:
        return TextRead(None, findings=(unreadable(prefix + path, problem),))
    text = decoded(data, encoding if is_plain else "utf-8")
    if not isinstance(text, Decoded):
        words = f"The text at {path} cannot be decoded as {encoding}: {text.reason}."
        found = finding("META-081", words, Where(path="/source/encoding"))
        return TextRead(None, findings=(found,))
    return TextRead(text.text, digests_of(data)["sha256"])


def read_description(bag: LocalTree, shown: str) -> DescriptionRead:
    """Read a bag's description and text, held against the schema and against each other.

    Args:
        bag: the bag.
        shown: how the user knows it.
    """
    led = _leads_out(bag.root)
    if led is not None:
        words = f"{shown}: {led} is a link, which no bag may hold; nothing was read through it."
        return DescriptionRead(None, findings=(finding("META-050", words, Where(file=shown)),))
    try:
        document, findings = parse_document(read_file(bag, layout.DESCRIPTION))
    except OSError as problem:
        return DescriptionRead(None, findings=(_refused(shown, _reason(problem), problem),))
    if document is not None:
        findings = (*findings, *validate_document(document, DESCRIPTION_SCHEMA))
    if not isinstance(document, Mapping) or exit_code_of(findings):
        return DescriptionRead(None, findings=(_unusable(shown, findings),))
    read = read_text(bag, layout.PAYLOAD, document)
    findings = read.findings
    if read.text is not None:
        findings = check_evidence(document, read.text, read.sha256)
    if read.text is None or exit_code_of(findings):
        return DescriptionRead(None, findings=(_unusable(shown, findings),))
    return DescriptionRead(read.text, document, findings)


def facts_of(document: Mapping[str, object]) -> dict[str, object]:
    """Return what lists and reports show of a package, with how it is known."""
    facts: dict[str, object] = {}
    for name in _SHOWN:
        claim = mapping_of(document.get(name))
        facts[name] = claim.get("value")
        facts[f"{name}_status"] = claim.get("status")
    return facts


def _leads_out(root: str) -> str | None:
    """Return the directory on the way to description or text that is a link, if one is."""
    return next((each for each in _ON_THE_WAY if os.path.islink(f"{root}/{each}")), None)


def _refused(shown: str, reason: str, problem: OSError) -> Finding:
    words = f"{shown}: its description cannot be read ({reason})."
    is_absent = isinstance(problem, FileNotFoundError | NotADirectoryError)
    return finding("META-050" if is_absent else "FIX-006", words, Where(file=shown))


def _unusable(shown: str, findings: tuple[Finding, ...]) -> Finding:
    first = next(found for found in findings if found.weight)
    if first.code == "FIX-006":
        return first
    words = f"{shown}: its description cannot be relied on: {first.message}"
    return finding("META-050", words, Where(file=shown))


def unreadable(path: str, problem: OSError) -> Finding:
    """Return what to say about a file that cannot be read: nothing is concluded."""
    return finding("FIX-006", f"{path} cannot be read: {_reason(problem)}.", Where(file=path))


def _reason(problem: OSError) -> str:
    return problem.strerror or problem.__class__.__name__


def _part(document: Mapping[str, object], section: str, key: str) -> str:
    return text_of(mapping_of(document.get(section)).get(key)) or ""

"""Look into a bag of ours: do description, WARC and source say the same, down to the character?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.profile import check_profile
from preserve.containers.warc.check import check_warc
from preserve.containers.warc.cross import PackageFacts, cross_check
from preserve.fixity.digest import measure
from preserve.model.catalogue import finding
from preserve.model.digest import OUR_ALGORITHMS
from preserve.model.file import Entry, EntryKind, Outcome
from preserve.model.finding import Finding, Where
from preserve.schema.evidence import SourceFacts, check_description_source, check_evidence
from preserve.schema.library import load
from preserve.schema.parse import parse_document
from preserve.schema.validate import DESCRIPTION_SCHEMA, validate_document
from preserve.storage import layout
from preserve.storage.store import OpenFile, Tree
from preserve.storage.tree import read_file
from preserve.workflows.read_description import read_text, unreadable

_ORIGINAL = layout.ORIGINAL.removeprefix(layout.PAYLOAD)
_MANIFESTS = tuple(f"manifest-{algorithm}.txt" for algorithm in OUR_ALGORITHMS)
_WINDOW_BYTES = 64 << 10


def check_package(tree: Tree, check: BagCheck, entries: Sequence[Entry]) -> tuple[Finding, ...]:
    """Hold a bag of ours against our profile, and its contents against each other; only reads.

    Args:
        tree: the bag.
        check: what the bag's own check found and measured.
        entries: the bag as listed.
    """
    profile = load("bag-profile/v1.json")
    return (*check_profile(profile, check, entries), *check_contents(tree, check))


def check_contents(tree: Tree, check: BagCheck) -> tuple[Finding, ...]:
    """Return every place where the contents of a bag of ours disagree with each other.

    Only reads. What is not there at all is told by the bag's own check.

    Args:
        tree: the bag.
        check: what the bag's own check measured.
    """
    if not check.is_seen():
        return (_not_compared("data", "not every directory of it could be listed"),)
    originals = [path for path in check.payload if path.startswith(layout.ORIGINAL)]
    if not originals and not check.is_seen(*_MANIFESTS):
        return (_not_compared("data", "what lies in it is listed where it could not be read"),)
    if len(originals) != 1:
        words = f"{len(originals)} files under {layout.ORIGINAL}; a package holds one source."
        return (finding("META-080", words, Where(file=layout.ORIGINAL)),)
    bag = _Bag(tree, check, originals[0], _identifier(check))
    return (*_warc_findings(bag), *_description_findings(bag))


@dataclass(frozen=True, slots=True)
class _Bag:
    tree: Tree
    check: BagCheck
    original: str
    package_id: str


def _identifier(check: BagCheck) -> str:
    named = [value for label, value in check.info if label.lower() == "external-identifier"]
    return named[0] if named else ""


def _warc_findings(bag: _Bag) -> tuple[Finding, ...]:
    if layout.WARC not in bag.check.payload:
        return ()
    try:
        with bag.tree.open(layout.WARC) as opened:
            checked = check_warc(_reader(opened), layout.WARC)
    except OSError as problem:
        return (unreadable(layout.WARC, problem),)
    if not bag.check.is_seen(bag.original, layout.DESCRIPTION):
        words = "the source or the description could not be read"
        return (*checked.findings, _not_compared(layout.WARC, words))
    facts = PackageFacts(
        package_id=bag.package_id,
        original=bag.original,
        payload={path: read.digests for path, read in bag.check.payload.items()},
    )
    return (*checked.findings, *cross_check(checked.records, facts))


def _not_compared(path: str, why: str) -> Finding:
    return finding("BAG-094", f"{path} was not compared with the rest: {why}.", Where(file=path))


def _reader(opened: OpenFile) -> Callable[[int], bytes]:
    """Return `read(size)` over an open file."""
    buffer = memoryview(bytearray(_WINDOW_BYTES))

    def read(size: int) -> bytes:
        return bytes(buffer[: opened.readinto(buffer[: min(size, _WINDOW_BYTES)])])

    return read


def _description_findings(bag: _Bag) -> tuple[Finding, ...]:
    if layout.DESCRIPTION not in bag.check.payload:
        return ()
    try:
        document, findings = parse_document(read_file(bag.tree, layout.DESCRIPTION))
    except OSError as problem:
        return (unreadable(layout.DESCRIPTION, problem),)
    if document is not None:
        findings = (*findings, *validate_document(document, DESCRIPTION_SCHEMA))
    if isinstance(document, Mapping):
        findings = (*findings, *_held_against_source(bag, document))
    return tuple(_in_file(found) for found in findings)


def _held_against_source(bag: _Bag, document: Mapping[str, object]) -> tuple[Finding, ...]:
    if not bag.check.is_seen(bag.original):
        return (_not_compared(layout.DESCRIPTION, "the source could not be read"),)
    return (
        *check_description_source(document, _source_facts(bag)),
        *_text_findings(bag.tree, layout.PAYLOAD, document),
    )


def _source_facts(bag: _Bag) -> SourceFacts:
    measured = bag.check.payload[bag.original]
    return SourceFacts(
        package_id=bag.package_id,
        name=bag.original.removeprefix(layout.ORIGINAL),
        size_bytes=measured.size_bytes,
        digests=measured.digests,
        paths=frozenset(path.removeprefix(layout.PAYLOAD) for path in bag.check.payload),
    )


def _text_findings(tree: Tree, prefix: str, document: Mapping[str, object]) -> tuple[Finding, ...]:
    """Decode the text that a description names, and hold its evidence against it."""
    read = read_text(tree, prefix, document)
    if read.text is None:
        return read.findings
    return check_evidence(document, read.text, read.sha256)


def check_description_file(data: bytes, payload: Tree | None) -> tuple[Finding, ...]:
    """Check a description on its own.

    Args:
        data: the file's bytes.
        payload: the payload directory of the bag it lies in, if it lies in one.
    """
    document, findings = parse_document(data)
    if document is None:
        return findings
    findings = (*findings, *validate_document(document, DESCRIPTION_SCHEMA))
    if not isinstance(document, Mapping):
        return findings
    text = document.get("text")
    content = text.get("content") if isinstance(text, Mapping) else None
    if isinstance(content, str):
        return (*findings, *check_evidence(document, content))
    if payload is not None:
        beside = _facts_beside(payload, str(document.get("package_id")))
        about = () if beside is None else check_description_source(document, beside)
        return (*findings, *about, *_text_findings(payload, "", document))
    words = "The text is not at hand, so the evidence was not held against it."
    return (*findings, finding("META-082", words))


def _facts_beside(payload: Tree, identifier: str) -> SourceFacts | None:
    """Measure the source in a payload directory; None when it does not hold just one.

    Which package it is, only the bag can tell: the description is believed in that.
    """
    try:
        paths = [entry.path for entry in payload.entries() if entry.kind is EntryKind.FILE]
    except OSError:
        return None
    originals = [path for path in paths if path.startswith(_ORIGINAL)]
    read = measure(payload, originals[0], OUR_ALGORITHMS) if len(originals) == 1 else None
    if read is None or read.outcome is not Outcome.READ:
        return None
    name = originals[0].removeprefix(_ORIGINAL)
    return SourceFacts(identifier, name, read.size_bytes, read.digests, frozenset(paths))


def _in_file(found: Finding) -> Finding:
    if found.where.file is not None:
        return found
    return found._replace(where=found.where._replace(file=layout.DESCRIPTION))

"""What a bag's listing and tag files say, before any payload file is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from preserve.containers.bag.completeness import Completeness, Payload, compare
from preserve.containers.bag.fetch import FETCH, NO_FETCH, FetchFile, fetch_findings, parse_fetch
from preserve.containers.bag.info_rules import Oxum, info_findings
from preserve.containers.bag.manifest import Manifest, ManifestName, manifest_name, parse_manifest
from preserve.containers.bag.parse import (
    DECLARATION,
    Declaration,
    InfoFile,
    parse_declaration,
    parse_info,
)
from preserve.containers.bag.tag_rules import TagRules, tag_manifest_findings
from preserve.containers.bag.text import TagText, tag_text
from preserve.containers.bag.tree import Tree, tree_findings, tree_of
from preserve.containers.bag.verify import unread, wanted_digests
from preserve.model.catalogue import finding
from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from preserve.model.finding import Finding, Where

INFO = "bag-info.txt"
_FIRST_INFO = "package-info.txt"
_FIRST_VERSIONS = frozenset({"0.93", "0.94", "0.95"})
_WEAK = frozenset({"md5", "sha1"})


class Inspection(NamedTuple):
    """What the listing and the tag files say.

    Attributes:
        findings: what was found so far.
        wanted: which files to measure (paths as on disk), with which algorithms. Tag files
            whose bytes were handed in are not among them: those very bytes are digested here.
        version: `M.N` as bagit.txt states it.
        encoding: of the tag files, as bagit.txt states it.
        info: the elements of bag-info.txt in their order.
        manifests: the payload manifests that could be read.
        tag_manifests: the tag manifests that could be read.
        aliases: listed path to the path on disk, where the two are written differently.
        measured: the tag files that were digested from the bytes handed in.
    """

    findings: tuple[Finding, ...]
    wanted: Mapping[str, tuple[str, ...]]
    version: str | None
    encoding: str | None
    info: tuple[tuple[str, str], ...]
    manifests: tuple[Manifest, ...]
    tag_manifests: tuple[Manifest, ...]
    aliases: Mapping[str, str]
    measured: Mapping[str, Measurement]


def tag_files_to_read(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the files of the bag's own directory whose bytes `inspect` needs, sorted."""
    names = {DECLARATION, FETCH, INFO, _FIRST_INFO}
    return tuple(
        sorted(
            entry.path
            for entry in entries
            if "/" not in entry.path
            and entry.kind is EntryKind.FILE
            and (entry.path in names or manifest_name(entry.path) is not None)
        )
    )


def inspect(entries: Sequence[Entry], tag_files: Mapping[str, bytes | Measurement]) -> Inspection:
    """Judge the listing and the tag files, and say what has to be measured.

    Args:
        entries: the bag as listed, links not followed, paths relative to the bag.
        tag_files: for each path of `tag_files_to_read` its bytes, or the measurement that
            says why they could not be read.
    """
    tree = tree_of(entries)
    source = _Source(tree, tag_files)
    declaration = source.declaration()
    info = source.info(declaration)
    manifests = source.manifests(declaration, is_tag=False)
    tag_manifests = source.manifests(declaration, is_tag=True)
    fetch = source.fetch(declaration)
    strict = source.is_strict(declaration)
    is_known = all(source.is_read(name.file) for name in source.names if not name.is_tag)
    completeness = compare(Payload(tree, manifests, fetch.items, strict, is_known))
    wanted_tags = wanted_digests(tree.tags, tag_manifests, {})
    wanted_payload = wanted_digests(tree.payload, manifests, completeness.aliases)
    measured = source.measured(wanted_tags)
    findings = (
        *tree_findings(tree, entries),
        *source.findings,
        *_manifest_name_findings(source),
        *completeness.findings,
        *fetch_findings(fetch, manifests, tree.payload),
        *tag_manifest_findings(TagRules(tree, source.names, tag_manifests, strict)),
        *info_findings(source.info_name(declaration), info.elements, _oxum(tree, completeness)),
    )
    return Inspection(
        findings=findings,
        wanted={**_without(wanted_tags, measured), **wanted_payload},
        version=declaration.version,
        encoding=declaration.encoding,
        info=tuple((element.label, element.value) for element in info.elements),
        manifests=manifests,
        tag_manifests=tag_manifests,
        aliases=completeness.aliases,
        measured=measured,
    )


def _without(
    wanted: Mapping[str, tuple[str, ...]], measured: Mapping[str, Measurement]
) -> dict[str, tuple[str, ...]]:
    return {path: names for path, names in wanted.items() if path not in measured}


@dataclass(slots=True)
class _Source:
    """The tag files, parsed on demand; collects what is wrong with them."""

    tree: Tree
    tag_files: Mapping[str, bytes | Measurement]
    findings: list[Finding] = field(default_factory=list)
    names: tuple[ManifestName, ...] = ()

    def __post_init__(self) -> None:
        names = (manifest_name(path) for path in self.tree.tags)
        self.names = tuple(name for name in names if name is not None)
        for path in tag_files_to_read(tuple(self.tree.tags.values())):
            given = self.tag_files.get(path)
            if given is None:
                message = f"{path} was not read."
                self.findings.append(finding("BAG-093", message, Where(file=path)))
            elif isinstance(given, Measurement):
                self.findings.append(unread(path, given))

    def is_read(self, path: str) -> bool:
        """Return whether the bytes of a tag file are here."""
        return path in self.tree.tags and isinstance(self.tag_files.get(path), bytes)

    def is_strict(self, declaration: Declaration) -> bool:
        """Return whether BagIt 1.0 applies; an unread bagit.txt gives the benefit of doubt."""
        is_unread = DECLARATION in self.tree.tags and not self.is_read(DECLARATION)
        return declaration.is_strict and not is_unread

    def _bytes(self, path: str) -> bytes | None:
        given = self.tag_files.get(path)
        return given if path in self.tree.tags and isinstance(given, bytes) else None

    def _text(self, path: str, declaration: Declaration) -> TagText | None:
        data = self._bytes(path)
        return None if data is None else tag_text(path, data, declaration.encoding or "UTF-8")

    def declaration(self) -> Declaration:
        """Read bagit.txt; report it when it is missing."""
        data = self._bytes(DECLARATION)
        if data is not None:
            declaration = parse_declaration(data)
            self.findings.extend(declaration.findings)
            return declaration
        seen = (self.tree.tags, self.tree.others)
        if not any(DECLARATION in some for some in seen) and not self.tree.is_hidden(DECLARATION):
            message = "There is no bagit.txt."
            self.findings.append(finding("BAG-010", message, Where(file=DECLARATION)))
        return Declaration(None, None)

    def info_name(self, declaration: Declaration) -> str:
        """Return the name of the metadata file in the bag's version."""
        return _FIRST_INFO if declaration.version in _FIRST_VERSIONS else INFO

    def info(self, declaration: Declaration) -> InfoFile:
        """Read the metadata file, if there is one."""
        text = self._text(self.info_name(declaration), declaration)
        if text is None:
            return InfoFile((), ())
        info = parse_info(text, is_strict=self.is_strict(declaration))
        self.findings.extend(info.findings)
        return info

    def manifests(self, declaration: Declaration, *, is_tag: bool) -> tuple[Manifest, ...]:
        """Read the manifests of one kind that can be read, sorted by name."""
        result = []
        for name in self.names:
            text = self._text(name.file, declaration) if name.is_tag is is_tag else None
            if text is not None:
                strict = self.is_strict(declaration)
                result.append(parse_manifest(name, text, is_strict=strict))
                self.findings.extend(result[-1].findings)
        return tuple(result)

    def fetch(self, declaration: Declaration) -> FetchFile:
        """Read fetch.txt, if there is one."""
        text = self._text(FETCH, declaration)
        if text is None:
            return NO_FETCH
        fetch = parse_fetch(text, is_strict=self.is_strict(declaration))
        self.findings.extend(fetch.findings)
        return fetch

    def measured(self, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, Measurement]:
        """Digest the tag files whose bytes are here, so that what was parsed is what is judged.

        A tag file that could not be read is here too, with its outcome: it is reported already.
        """
        result = {}
        for path, algorithms in wanted.items():
            given = self.tag_files.get(path)
            if isinstance(given, bytes):
                digests = digests_of(given, algorithms)
                result[path] = Measurement(path, Outcome.READ, len(given), digests)
            elif given is not None:
                result[path] = given
        return result


def _manifest_name_findings(source: _Source) -> Iterator[Finding]:
    payload = [name for name in source.names if not name.is_tag]
    if not payload and not source.tree.is_hidden("manifest-"):
        yield finding("BAG-021", "There is no payload manifest.")
    if payload and {name.algorithm for name in payload} <= _WEAK:
        yield finding("BAG-024", f"The payload is listed in {payload[0].file} and no stronger one.")
    for name in source.names:
        if not name.is_plain:
            message = f"{name.file} ought to name its algorithm {name.algorithm or 'in letters'}."
            yield finding("BAG-022", message, Where(file=name.file))
        if not name.is_verifiable:
            message = f"The digests in {name.file} were not verified."
            yield finding("BAG-023", message, Where(file=name.file))


def _oxum(tree: Tree, completeness: Completeness) -> Oxum | None:
    if not completeness.is_whole:
        return None
    sizes = [entry.size_bytes for entry in tree.payload.values()]
    return Oxum(sum(sizes), len(sizes))

"""What a bag's listing and tag files say, before any payload file is read."""

import collections
import re
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from preserve.containers.bag.collected import Collected, in_a_bag
from preserve.containers.bag.completeness import Completeness, Payload, compare
from preserve.containers.bag.fetch import (
    FETCH,
    NO_FETCH,
    FetchFile,
    as_listed,
    fetch_findings,
    parse_fetch,
)
from preserve.containers.bag.info_rules import Oxum, info_findings
from preserve.containers.bag.manifest import (
    Beside,
    Manifest,
    ManifestName,
    manifest_name,
    parse_manifest,
)
from preserve.containers.bag.parse import (
    DECLARATION,
    Declaration,
    InfoFile,
    parse_declaration,
    parse_info,
)
from preserve.containers.bag.spelling import alias_findings, tag_aliases
from preserve.containers.bag.tag_rules import TagRules, tag_manifest_findings
from preserve.containers.bag.text import TagText
from preserve.containers.bag.tree import Tree, tree_findings, tree_of
from preserve.containers.bag.verify import Wanted, unread, wanted_digests
from preserve.model.catalogue import finding
from preserve.model.digest import hasher
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from preserve.model.finding import Finding, Where

Parsed = TypeVar("Parsed")

INFO = "bag-info.txt"
FIRST_INFO = "package-info.txt"
_FIRST_VERSIONS = frozenset({"0.93", "0.94", "0.95"})
_WEAK = frozenset({"md5", "sha1"})
_OF_TEXT = re.compile(r"BAG-(?:03[0-35-9]|04[0-4]|06[1-8]|07\d|08\d|11\d)")
"""What is found in the text of tag files, or by comparing it with what is there.

Not among them: a path that leads out of the bag (BAG-034) is told whatever was meant.
"""


class Inspection(NamedTuple):
    """What the listing and the tag files say.

    Attributes:
        findings: what was found so far.
        wanted_payload: which payload files to measure (paths as on disk), with which algorithms.
        wanted_tags: the same for tag files. Those whose bytes were handed in are not among them:
            those very bytes are digested here.
        version: `M.N` as bagit.txt states it.
        encoding: of the tag files, as bagit.txt states it.
        info: the elements of bag-info.txt in their order.
        manifests: the payload manifests that could be read.
        tag_manifests: the tag manifests that could be read.
        aliases: listed path to the path on disk, where the two are written differently.
        tag_aliases: the same for tag files.
        measured: the tag files that were digested from the bytes handed in.
        fetch: what fetch.txt names, by the paths that the manifests have.
    """

    findings: tuple[Finding, ...]
    wanted_payload: Wanted
    wanted_tags: Mapping[str, tuple[str, ...]]
    version: str | None
    encoding: str | None
    info: tuple[tuple[str, str], ...]
    manifests: tuple[Manifest, ...]
    tag_manifests: tuple[Manifest, ...]
    aliases: Mapping[str, str]
    tag_aliases: Mapping[str, str]
    measured: Mapping[str, Measurement]
    fetch: FetchFile

    @property
    def wanted(self) -> Mapping[str, tuple[str, ...]]:
        """Which files to measure, tag files first."""
        return ChainMap(dict(self.wanted_tags), dict(self.wanted_payload))


class TagFile(Protocol):
    """A tag file that is read a stretch at a time, because it may be large."""

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes in order; ends early where they cannot be had. To be called once."""
        ...

    def problem(self) -> Measurement | None:
        """Return, once the chunks have ended, why they ended early; None where they did not."""
        ...


def info_name(version: str | None) -> str:
    """Return the name of the metadata file in a version."""
    return FIRST_INFO if version in _FIRST_VERSIONS else INFO


def tag_files_to_read(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the files of the bag's own directory whose bytes `inspect` needs, sorted."""
    names = {DECLARATION, FETCH, INFO, FIRST_INFO}
    return tuple(
        sorted(
            entry.path
            for entry in entries
            if "/" not in entry.path
            and entry.kind is EntryKind.FILE
            and (entry.path in names or manifest_name(entry.path) is not None)
        )
    )


def inspect(
    entries: Sequence[Entry], tag_files: Mapping[str, bytes | Measurement | TagFile]
) -> Inspection:
    """Judge the listing and the tag files, and say what has to be measured.

    Args:
        entries: the bag as listed, links not followed, paths relative to the bag.
        tag_files: for each path of `tag_files_to_read` its bytes, or the measurement that
            says why they could not be read. Each is asked for once and let go of.
    """
    tree = tree_of(entries)
    about_tree = in_a_bag(tree_findings(tree, entries))
    source = _Source(tree, tag_files)
    declaration = source.declaration()
    info = source.info(declaration)
    tag_manifests = source.manifests(declaration, is_tag=True)
    manifests = source.manifests(declaration, is_tag=False)
    fetch = source.fetch(declaration, manifests)
    strict = source.is_strict(declaration)
    is_known = all(source.is_read(name.file) for name in source.names if not name.is_tag)
    has_fetch = FETCH in tree.tags
    is_fetch_known = not has_fetch or source.is_read(FETCH)
    completeness = compare(
        Payload(tree, manifests, fetch.items, strict, is_known, is_fetch_known, has_fetch)
    )
    aliases = tag_aliases(tag_manifests, tree.tags)
    wanted_tags = wanted_digests(tree.tags, tag_manifests, aliases)
    measured = {path: source.measured[path] for path in wanted_tags if path in source.measured}
    tag_rules = TagRules(tree, source.names, tag_manifests, aliases, strict)
    findings = (
        *about_tree,
        *source.findings,
        *_manifest_name_findings(source),
        *completeness.findings,
        *in_a_bag(fetch_findings(fetch, manifests, tree.payload)),
        *in_a_bag(alias_findings(aliases)),
        *in_a_bag(tag_manifest_findings(tag_rules)),
        *Collected(
            info_findings(info_name(declaration.version), info.elements, _oxum(tree, completeness))
        ).findings(),
    )
    if source.is_text_in_doubt():
        # Read as UTF-8, and perhaps meant otherwise: what seems wrong in it accuses nobody.
        findings = tuple(found for found in findings if not _OF_TEXT.fullmatch(found.code))
    return Inspection(
        findings=findings,
        wanted_payload=wanted_digests(tree.payload, manifests, completeness.aliases),
        wanted_tags={p: names for p, names in wanted_tags.items() if p not in measured},
        version=declaration.version,
        encoding=declaration.encoding,
        info=tuple((element.label, element.value) for element in info.elements),
        manifests=manifests,
        tag_manifests=tag_manifests,
        aliases=completeness.aliases,
        tag_aliases=aliases,
        measured=measured,
        fetch=fetch,
    )


class _Source:
    """The tag files: each is read once, parsed and digested meanwhile, and let go of.

    Attributes:
        findings: what is wrong with them.
        names: of all manifests that are there.
        measured: what was read, digested under the algorithms of the tag manifests, so that what
            was parsed is what is judged. A tag file that could not be read is here too, with its
            outcome: it is reported already.
    """

    def __init__(self, tree: Tree, tag_files: Mapping[str, bytes | Measurement | TagFile]) -> None:
        self.tree = tree
        self.tag_files = tag_files
        self.findings: list[Finding] = []
        self.measured: dict[str, Measurement] = {}
        names = (manifest_name(path) for path in self.tree.tags)
        self.names = tuple(name for name in names if name is not None)
        self.algorithms = tuple(
            dict.fromkeys(name.algorithm for name in self.names if name.is_tag & name.is_verifiable)
        )
        self.to_read = frozenset(tag_files_to_read(tuple(self.tree.tags.values())))

    def is_read(self, path: str) -> bool:
        """Return whether a tag file was read to its end."""
        read = self.measured.get(path)
        return read is not None and read.outcome is Outcome.READ

    def is_strict(self, declaration: Declaration) -> bool:
        """Return whether BagIt 1.0 applies; an unread bagit.txt gives the benefit of doubt."""
        return declaration.is_strict and not self._is_undeclared()

    def is_text_in_doubt(self) -> bool:
        """Return whether the tag files are in an encoding that is not read, or not known."""
        codes = {found.code for found in self.findings}
        return "BAG-017" in codes or (self._is_undeclared() and "BAG-080" in codes)

    def _is_undeclared(self) -> bool:
        """Return whether there is a bagit.txt that could not be read."""
        return DECLARATION in self.tree.tags and not self.is_read(DECLARATION)

    def _read(self, path: str, parse: Callable[[Iterator[bytes]], Parsed]) -> Parsed | None:
        """Have a tag file parsed and digested in one pass; None where it cannot be read."""
        if path not in self.to_read:
            return None
        given = self.tag_files.get(path)
        if given is None:
            message = f"{path} was not read."
            self.findings.append(finding("BAG-093", message, Where(file=path)))
            return None
        if isinstance(given, Measurement):
            self._unread(path, given)
            return None
        hashes = [hasher(algorithm) for algorithm in self.algorithms]
        size = 0

        def passing() -> Iterator[bytes]:
            nonlocal size
            for chunk in (given,) if isinstance(given, bytes) else given.chunks():
                size += len(chunk)
                for made in hashes:
                    made.update(chunk)
                yield chunk

        passed = passing()
        parsed = parse(passed)
        collections.deque(passed, maxlen=0)  # a parser may have seen enough before the end
        problem = None if isinstance(given, bytes) else given.problem()
        if problem is not None:
            self._unread(path, problem)
            return None
        digests = {
            name: made.hexdigest() for name, made in zip(self.algorithms, hashes, strict=True)
        }
        self.measured[path] = Measurement(path, Outcome.READ, size, digests)
        return parsed

    def _unread(self, path: str, why: Measurement) -> None:
        self.findings.append(unread(path, why))
        self.measured[path] = why

    def declaration(self) -> Declaration:
        """Read bagit.txt; report it when it is missing."""
        declaration = self._read(DECLARATION, parse_declaration)
        if declaration is not None:
            self.findings.extend(declaration.findings)
            return declaration
        seen = (self.tree.tags, self.tree.others)
        if not any(DECLARATION in some for some in seen) and not self.tree.is_hidden(DECLARATION):
            message = "There is no bagit.txt."
            self.findings.append(finding("BAG-010", message, Where(file=DECLARATION)))
        return Declaration(None, None)

    def info(self, declaration: Declaration) -> InfoFile:
        """Read the metadata file, if there is one."""
        strict, name = self.is_strict(declaration), info_name(declaration.version)

        def parse(chunks: Iterator[bytes]) -> InfoFile:
            return parse_info(_text(name, chunks, declaration), is_strict=strict)

        info = self._read(name, parse) or InfoFile((), ())
        self.findings.extend(info.findings)
        return info

    def manifests(self, declaration: Declaration, *, is_tag: bool) -> tuple[Manifest, ...]:
        """Read the manifests of one kind that can be read, sorted by name."""
        result = list[Manifest]()
        strict = self.is_strict(declaration)
        for name in (name for name in self.names if name.is_tag is is_tag):
            files = self.tree.tags if is_tag else self.tree.payload
            beside = Beside(result[-1] if result else None, files)

            def parse(
                chunks: Iterator[bytes], name: ManifestName = name, beside: Beside = beside
            ) -> Manifest:
                text = _text(name.file, chunks, declaration)
                return parse_manifest(name, text, beside, is_strict=strict)

            manifest = self._read(name.file, parse)
            if manifest is not None:
                result.append(manifest)
                self.findings.extend(manifest.findings)
        return tuple(result)

    def fetch(self, declaration: Declaration, manifests: Sequence[Manifest]) -> FetchFile:
        """Read fetch.txt, if there is one, and find what it means in the manifests."""
        strict = self.is_strict(declaration)

        def parse(chunks: Iterator[bytes]) -> FetchFile:
            return parse_fetch(_text(FETCH, chunks, declaration), is_strict=strict)

        fetch = as_listed(self._read(FETCH, parse) or NO_FETCH, manifests)
        self.findings.extend(fetch.findings)
        return fetch


def _text(file: str, chunks: Iterator[bytes], declaration: Declaration) -> TagText:
    return TagText(file, chunks, declaration.encoding or "UTF-8")


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
    if not completeness.is_counted:
        return None
    sizes = [entry.size_bytes for entry in tree.payload.values()]
    return Oxum(sum(sizes), len(sizes), completeness.missing)

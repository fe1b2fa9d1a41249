"""Completeness: what the payload manifests list against what lies in `data` (RFC 8493 3).

BagIt 1.0 wants every payload file in every payload manifest; older versions in any. A file that is
found under another spelling of its name only is a warning that names both.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from preserve.containers.bag.collected import in_a_bag
from preserve.containers.bag.fetch import FetchItem
from preserve.containers.bag.manifest import Manifest
from preserve.containers.bag.names import case_form, shown, storable
from preserve.containers.bag.spelling import Spelling, alias_finding, escaped, is_same_name
from preserve.containers.bag.tree import Tree
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where


class Payload(NamedTuple):
    """Everything that completeness is judged by.

    Attributes:
        tree: what lies in the bag.
        manifests: the payload manifests that could be read.
        fetch: what fetch.txt names, by path.
        is_strict: whether every manifest must be complete (BagIt 1.0).
        is_known: whether all payload manifests could be read; if not, nothing is called
            unexpected, because the unread manifest may list it.
        is_fetch_known: whether what fetch.txt names is known; if not, nothing is called missing.
        has_fetch: whether there is a fetch.txt.
    """

    tree: Tree
    manifests: Sequence[Manifest]
    fetch: Mapping[str, FetchItem]
    is_strict: bool
    is_known: bool
    is_fetch_known: bool
    has_fetch: bool

    @property
    def is_counted(self) -> bool:
        """Whether no file is to come that nothing tells of."""
        return self.is_known or not self.has_fetch


class Completeness(NamedTuple):
    """The result of the comparison.

    Attributes:
        findings: what is missing, unexpected or oddly named.
        aliases: listed path to the path on disk, where the two are written differently.
        missing: how many files are listed and not there.
        is_counted: whether nothing was hidden from sight, and what is missing is to be fetched.
    """

    findings: tuple[Finding, ...]
    aliases: Mapping[str, str]
    missing: int
    is_counted: bool


def compare(payload: Payload) -> Completeness:
    """Compare the payload manifests with the payload."""
    work = _Comparison(payload, Spelling(payload.tree.payload))
    for manifest in payload.manifests:
        work.take(manifest)
    findings = in_a_bag(
        itertools.chain(work.findings, work.missing_findings(), work.unlisted_findings())
    )
    is_to_come = work.missing.keys() <= payload.fetch.keys()
    is_counted = payload.is_counted and is_to_come and not payload.tree.unseen
    return Completeness(findings, work.aliases, len(work.missing), is_counted)


@dataclass(slots=True)
class _Comparison:
    """The state of the comparison; ends as a frozen `Completeness`.

    Attributes:
        missing: listed path without a file, to the files of the manifests that list it.
        lacking: file, to the manifests that do not list it.
    """

    payload: Payload
    spelling: Spelling
    findings: list[Finding] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    lacking: dict[str, list[str]] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)

    def take(self, manifest: Manifest) -> None:
        """Compare one manifest."""
        files, listed = self.payload.tree.payload, manifest.entries
        if listed.keys() == files.keys():
            return
        claimed: dict[str, str] = {}
        # One by one: a difference of sets would copy a million names first.
        for path in sorted(path for path in listed if path not in files):
            if self._is_settled(path):
                continue
            there = self.spelling.meant(path, manifest.others.get(path))
            if there is None or (there in listed and not is_same_name(path, there)):
                self.missing.setdefault(path, []).append(manifest.name.file)
            elif there in listed or there in claimed:
                self._report_second(manifest, path, claimed.get(there, there))
            else:
                claimed[there] = path
                self._report_alias(path, there)
        for path in files:
            if path not in listed and path not in claimed:
                self.lacking.setdefault(path, []).append(manifest.name.file)

    def _is_settled(self, path: str) -> bool:
        """Return whether a listed path without a file is reported where it was seen."""
        tree = self.payload.tree
        if path in tree.directories and path not in self.settled:
            self.settled.add(path)
            message = f"{shown(path)} is listed as a file and is a directory."
            self.findings.append(finding("BAG-036", message, Where(file=storable(path))))
        return path in tree.others or path in tree.directories or tree.is_hidden(path)

    def _report_alias(self, path: str, there: str) -> None:
        if path in self.aliases:
            return
        self.aliases[path] = there
        self.findings.append(alias_finding(path, there))

    def _report_second(self, manifest: Manifest, path: str, first: str) -> None:
        is_same = manifest.entries[path] == manifest.entries[first]
        code = "BAG-032" if not self.payload.is_strict else "BAG-031"
        message = f"{manifest.name.file} lists {escaped(path)} and {escaped(first)} for one file."
        where = Where(file=manifest.name.file, path=storable(path))
        self.findings.append(finding(code if is_same else "BAG-033", message, where))

    def missing_findings(self) -> Iterator[Finding]:
        """Yield a finding for each listed file that is not there."""
        lines = [manifest.lines(self.missing) for manifest in self.payload.manifests]
        cases = {case_form(path): path for path in self.lacking} if self.missing else {}
        for path, listing in sorted(self.missing.items()):
            places = ", ".join(
                f"{manifest.name.file} line {numbers[path]}"
                for manifest, numbers in zip(self.payload.manifests, lines, strict=True)
                if path in numbers
            )
            item = self.payload.fetch.get(path)
            where = Where(file=storable(path))
            if item is not None:
                message = f"{shown(path)} is still to be fetched (fetch.txt line {item.line})."
                yield finding("BAG-043", message, where)
            elif self.payload.is_fetch_known:
                near = cases.get(case_form(path))
                hint = f" There is {shown(near)}, in another case." if near else ""
                message = f"{shown(path)} is listed ({places}) and not there.{hint}"
                yield finding("BAG-040", message, where)
            if self.payload.is_strict:
                files = (manifest.name.file for manifest in self.payload.manifests)
                names = [file for file in files if file not in listing]
                yield from _lacking_finding(path, names)

    def unlisted_findings(self) -> Iterator[Finding]:
        """Yield a finding for each file that a manifest ought to list and does not."""
        everywhere = len(self.payload.manifests)
        for path, names in sorted(self.lacking.items()):
            if len(names) == everywhere and self.payload.is_known:
                if path in self.payload.tree.unseen:
                    continue  # it may be a directory: reported where it could not be looked at
                message = f"{shown(path)} is in the bag and in no payload manifest."
                yield finding("BAG-041", message, Where(file=storable(path)))
            elif self.payload.is_strict:
                yield from _lacking_finding(path, names)


def _lacking_finding(path: str, names: Sequence[str]) -> Iterator[Finding]:
    if names:
        message = f"{shown(path)} is not listed in {', '.join(names)}."
        yield finding("BAG-042", message, Where(file=storable(path)))

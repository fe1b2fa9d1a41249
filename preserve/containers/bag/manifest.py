"""Payload and tag manifests: lines of a digest and a path (RFC 8493 2.1.3, 2.2.1, 2.4).

Built for manifests of a million lines: stretches of tidy lines are read by one regular
expression, and only a stretch that holds anything unusual is read line by line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from preserve.containers.bag.collected import Collected
from preserve.containers.bag.faulty_lines import FaultyLines
from preserve.containers.bag.listed import Listed
from preserve.containers.bag.names import (
    decode_path,
    has_stray_percent,
    may_have_twins,
    normal_form,
    path_problem,
    shown,
    storable,
    tidy_path,
)
from preserve.containers.bag.text import (
    LONGEST_LINE,
    TagText,
    line_count,
    line_problem,
)
from preserve.model.catalogue import finding
from preserve.model.digest import DIGEST_BYTES, VERIFIABLE
from preserve.model.file import Entry
from preserve.model.finding import Finding, Where

_NAME = re.compile(r"(tag)?manifest-([^/]+)\.txt")
_PLAIN = re.compile(r"[a-z0-9]+")
_WIDTHS = {name: 2 * size for name, size in DIGEST_BYTES.items()}
_LINE = re.compile(r"(\\?)([0-9A-Fa-f]+)([ \t]+)(.+)", re.DOTALL)
_UNUSUAL = ("%", "\\", "\0", "/.", "//", "/\n")
"""A stretch of a payload manifest with any of these in its paths is read line by line."""


class ManifestName(NamedTuple):
    """What a manifest's file name says.

    Attributes:
        file: the file name, in the bag's own directory.
        algorithm: the algorithm as BagIt writes it: lower-case letters and digits.
        is_tag: whether it is a tag manifest.
        is_plain: whether the name is written as it must be.
    """

    file: str
    algorithm: str
    is_tag: bool
    is_plain: bool

    @property
    def is_verifiable(self) -> bool:
        """Whether its digests can be computed here."""
        return self.algorithm in VERIFIABLE


class Manifest(NamedTuple):
    """One manifest.

    Attributes:
        name: what the file name says.
        entries: path as meant, to digest in lower-case hex; in the order of the file.
        others: for paths with `%`, the path under the other reading of it.
        numbering: pairs of an entry's index and its line, where the lines' numbers jump.
        doubted: paths that are listed with two different digests.
        findings: what is wrong with the file, line by line.
    """

    name: ManifestName
    entries: Listed
    others: Mapping[str, str]
    numbering: tuple[tuple[int, int], ...]
    doubted: frozenset[str]
    findings: tuple[Finding, ...]

    def lines(self, paths: Iterable[str]) -> dict[str, int]:
        """Return the line of each of some paths that are listed."""
        wanted, found, jumps = set(paths), dict[str, int](), dict(self.numbering)
        line = 0
        if not wanted:
            return found
        for index, path in enumerate(self.entries):
            line = jumps.get(index, line + 1)
            if path in wanted:
                found[path] = line
        return found


class Beside(NamedTuple):
    """What was read before a manifest.

    Attributes:
        manifest: likely to list the same files in the same order; None for the first.
        files: what is there, by path.
    """

    manifest: Manifest | None
    files: Mapping[str, Entry]


ALONE = Beside(None, {})


def manifest_name(file: str) -> ManifestName | None:
    """Return what a file name says if it is a manifest's, else None."""
    match = _NAME.fullmatch(file)
    if match is None:
        return None
    algorithm = re.sub(r"[^a-z0-9]", "", match[2].lower())
    return ManifestName(file, algorithm, match[1] is not None, bool(_PLAIN.fullmatch(match[2])))


def parse_manifest(
    name: ManifestName,
    text: TagText,
    beside: Beside = ALONE,
    *,
    is_strict: bool,
) -> Manifest:
    """Read a manifest.

    Args:
        name: what its file name says.
        text: its text; its blocks are taken.
        beside: what was read before, so that paths need not be kept again.
        is_strict: whether the rules of BagIt 1.0 apply: `%0A`, `%0D` and `%25` are decoded,
            and a file listed twice is an error even with the same digest.
    """
    guide = beside.manifest and beside.manifest.entries
    listed = Listed(DIGEST_BYTES.get(name.algorithm), guide, beside.files)
    tags = beside.files if name.is_tag else ALONE.files
    found = Collected()
    faulty = FaultyLines(found, "BAG-030", _likely_line(name))
    reader = _Reader(name, listed, found, faulty, tags, is_strict=is_strict)
    tidy = _tidy_line(name)
    number, is_ascii = 1, True
    for block in text.blocks():
        count = line_count(block)
        if tidy is None or not reader.take_block(tidy, block, number, count):
            reader.take_lines(block, number)
        number += count
        is_ascii = is_ascii and block.isascii()
    if not is_ascii:
        reader.find_twins()
    findings = (*text.findings, *reader.findings.findings())
    return Manifest(
        name,
        listed,
        reader.others,
        tuple(reader.numbering),
        frozenset(reader.doubted),
        findings,
    )


def _tidy_line(name: ManifestName) -> re.Pattern[str] | None:
    width = _WIDTHS.get(name.algorithm)
    if width is None or name.is_tag:
        return None
    return re.compile(rf"^([0-9A-Fa-f]{{{width}}})[ \t]+(data/[^\n]+)$", re.MULTILINE)


def _likely_line(name: ManifestName) -> re.Pattern[str]:
    """Return what every line of a digest and a path begins with."""
    width = _WIDTHS.get(name.algorithm)
    count = f"{{{width}}}" if width else "+"
    return re.compile(rf"^\\?[0-9A-Fa-f]{count}[ \t][^\n]", re.MULTILINE)


@dataclass(slots=True)
class _Reader:
    """The state of reading one manifest; becomes a frozen `Manifest`."""

    name: ManifestName
    entries: Listed
    findings: Collected
    faulty: FaultyLines
    tags: Mapping[str, Entry]
    """Of a tag manifest, the tag files that are there; one of them may begin with an asterisk."""

    is_strict: bool
    others: dict[str, str] = field(default_factory=dict)
    numbering: list[tuple[int, int]] = field(default_factory=list)
    doubted: set[str] = field(default_factory=set)
    expected: int = 1
    """The line that the next entry has if no line number is skipped."""

    def take_block(self, tidy: re.Pattern[str], block: str, number: int, count: int) -> bool:
        """Take a stretch of tidy lines at once; False if any line is not tidy."""
        if len(block) > LONGEST_LINE:
            return False
        pairs = tidy.findall(block)
        if len(pairs) != count:
            return False
        paths = [path for _, path in pairs]
        together = "\n".join([*paths, ""])
        if any(mark in together for mark in _UNUSUAL):
            return False
        listed = len(self.entries)
        if not self.entries.take(paths, "".join([digest for digest, _ in pairs])):
            return False
        self._number(number, listed)
        self.expected = number + count
        return True

    def take_lines(self, block: str, number: int) -> None:
        """Take a stretch line by line."""
        for here, line in self.faulty.others(block, number):
            problem = line_problem(self.name.file, here, line)
            if problem is None:
                self._take_line(here, line)
            else:
                self.findings.add(problem)

    def find_twins(self) -> None:
        """Report paths that are listed under two Unicode normal forms."""
        first: dict[str, str] = {}
        for path in self.entries if may_have_twins(self.entries, normal_form) else ():
            earlier = first.setdefault(normal_form(path), path)
            if earlier != path:
                message = (
                    f"{shown(path)} is listed in {self.name.file} under two Unicode normal forms."
                )
                where = Where(file=self.name.file, path=storable(path))
                self.findings.add(finding("BAG-045", message, where))

    def _number(self, line: int, place: int) -> None:
        if line != self.expected or not place:
            self.numbering.append((place, line))
        self.expected = line + 1

    def _report(self, code: str, message: str, line: int, path: str | None = None) -> None:
        if self.findings.is_enough(code):
            return
        where = Where(file=self.name.file, line=line, path=path and storable(path))
        self.findings.add(finding(code, message, where))

    def _take_line(self, line: int, content: str) -> None:
        match = _LINE.fullmatch(content)
        digest = match[2].lower() if match else ""
        if match is None or not self._is_digest(digest):
            message = f"Line {line} of {self.name.file} is not a digest and a path."
            self._report("BAG-030", message, line)
            return
        written = self._without_md5sum_style(match[1], match[4], line)
        path = self._meant(written, line)
        if self._is_refused(path, line):
            return
        self._add(path, digest, line)

    def _is_digest(self, digest: str) -> bool:
        width = _WIDTHS.get(self.name.algorithm)
        return len(digest) == width if width else len(digest) % 2 == 0

    def _without_md5sum_style(self, backslash: str, written: str, line: int) -> str:
        if not backslash and (not written.startswith("*") or written in self.tags):
            return written
        self._report("BAG-038", f"Line {line} of {self.name.file} is in md5sum's style.", line)
        written = written.removeprefix("*")
        if backslash:
            meant = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}
            written = re.sub(r"\\[\\nr]", lambda match: meant[match[0]], written)
        return written

    def _meant(self, written: str, line: int) -> str:
        """Return the path that is meant: `%` decoded by the version's rule, made tidy."""
        path = tidy_path(written)
        if path != written:
            message = f"Line {line} of {self.name.file} writes {shown(path)} as {shown(written)}."
            self._report("BAG-037", message, line, path)
        if "%" not in path:
            return path
        decoded = decode_path(path)
        if self.is_strict and has_stray_percent(path):
            message = f"Line {line} of {self.name.file}: `%` in {shown(path)} is not `%25`."
            self._report("BAG-039", message, line, path)
        if decoded == path:
            return path
        meant, other = (decoded, path) if self.is_strict else (path, decoded)
        self.others[meant] = other
        return meant

    def _is_refused(self, path: str, line: int) -> bool:
        """Report a path that no entry may have; such an entry is not kept."""
        name, file = shown(path), self.name.file
        if path.endswith("/") and path_problem(path[:-1]) is None:
            message = f"Line {line} of {file} lists the directory {name}."
            self._report("BAG-036", message, line, path)
        elif (problem := path_problem(path)) is not None:
            message = f"Line {line} of {file}: {name} is {problem}."
            self._report("BAG-034", message, line, path)
        elif not self.name.is_tag and not path.startswith("data/"):
            message = f"Line {line} of {file} lists {name}, which is outside data."
            self._report("BAG-035", message, line, path)
        elif self.name.is_tag and (path == "data" or path.startswith("data/")):
            message = f"Line {line} of {file} lists {name}, which is in the payload."
            self._report("BAG-064", message, line, path)
        elif self.name.is_tag and _is_tag_manifest(path):
            message = f"Line {line} of {file} lists the tag manifest {name}."
            self._report("BAG-063", message, line, path)
        else:
            return False
        return True

    def _add(self, path: str, digest: str, line: int) -> None:
        earlier = self.entries.get(path)
        if earlier is None:
            self._number(line, len(self.entries))
            self.entries.add(path, digest)
            return
        if earlier != digest:
            self.doubted.add(path)
        code = "BAG-033" if earlier != digest else "BAG-031" if self.is_strict else "BAG-032"
        message = f"Line {line} of {self.name.file} lists {shown(path)} again."
        self._report(code, message, line, path)


def _is_tag_manifest(path: str) -> bool:
    name = manifest_name(path)
    return name is not None and name.is_tag

"""Where the bagit library is known to judge otherwise than RFC 8493 has it, and why.

Each row was seen to hold for bagit 1.9.0, and a bag in the tests shows it. Rows are narrow: a
difference that no row explains is reported as undecided, because one of the two is wrong.
"""

import re
from typing import NamedTuple

from preserve.containers.bag.check import BagCheck
from preserve.model.catalogue import finding
from preserve.model.finding import Finding
from preserve.model.opinion import SecondOpinion
from preserve.model.verdict import Verdict

_FAULT = 1
"""The weight of a finding that makes a bag invalid."""
_NOT_LOOKED_AT = frozenset({"BAG-090", "BAG-091", "BAG-092", "BAG-093"})
_TAGS_FROM = (0, 97)
_TAGS_UNREAD = "it leaves tag manifests unread in bags older than 0.97"
_TAG_CODES = frozenset(
    {"BAG-030", "BAG-033", "BAG-034", "BAG-051", "BAG-064", "BAG-065", "BAG-080"}
)
_LEFT_OUT = "it leaves out a manifest whose name or algorithm it does not expect"
_LEAVING_OUT = frozenset({"BAG-022", "BAG-023"})
_EDGES = re.compile(r"^\s|\s$|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_TAG_FILES = frozenset({"BAG-051", "BAG-065"})
"""Found through a tag manifest, and reported about the file that it lists."""


class Answer(NamedTuple):
    """What bagit says of a bag.

    Attributes:
        says: its own judgement.
        misread: something in the bag that bagit is known to misread, in words; None if nothing.
    """

    says: SecondOpinion
    misread: str | None = None


class Overlooked(NamedTuple):
    """A fault that bagit lets pass.

    Attributes:
        code: of our finding.
        why: ends the sentence "bagit finds no fault: …".
        beside: one of these codes must be found, too; empty: none needed.
        path: what the path that it is about must look like; None: anything.
    """

    code: str
    why: str
    beside: frozenset[str] = frozenset()
    path: re.Pattern[str] | None = None


class Refused(NamedTuple):
    """A fault that bagit sees where there is none.

    Attributes:
        says: what bagit says then.
        why: ends the sentence "bagit finds fault: …".
        beside: all of these codes must be found by us.
    """

    says: re.Pattern[str]
    why: str
    beside: frozenset[str] = frozenset()


OVERLOOKED: tuple[Overlooked, ...] = (
    Overlooked("BAG-011", "it takes any lines of bagit.txt in any order, if both labels are there"),
    Overlooked("BAG-013", "it takes any version number below 2"),
    Overlooked("BAG-014", "it ignores white space in bagit.txt"),
    Overlooked("BAG-022", _LEFT_OUT),
    Overlooked("BAG-026", "it ignores a directory with the name of a tag file"),
    Overlooked("BAG-030", "it leaves out comments and lines of a manifest without a path"),
    Overlooked(
        "BAG-031", "it judges a version that it does not know by older rules",
        beside=frozenset({"BAG-013"}),
    ),
    Overlooked("BAG-034", "it does not know how Windows writes paths", path=re.compile(r"[\\:]")),
    Overlooked("BAG-035", "it lets payload manifests list files outside data"),
    Overlooked(
        "BAG-036", "it drops a slash and a dot at the end of a path", beside=frozenset({"BAG-037"})
    ),
    Overlooked("BAG-040", _LEFT_OUT, beside=_LEAVING_OUT),
    Overlooked("BAG-040", "it drops white space at the ends of a path", path=_EDGES),
    Overlooked(
        "BAG-041", "it drops white space at the ends of a path", beside=frozenset({"BAG-040"})
    ),
    Overlooked(
        "BAG-041", "it takes a line that is not in order as listing the file",
        beside=frozenset({"BAG-030", "BAG-034"}),
    ),
    Overlooked(
        "BAG-041", "it drops a slash and a dot at the end of a path",
        beside=frozenset({"BAG-036"}),
    ),
    Overlooked(
        "BAG-041", "it takes names that differ by Unicode normal form for one",
        beside=frozenset({"BAG-045"}),
    ),
    Overlooked("BAG-042", "it is content with a file that any one of the manifests lists"),
    Overlooked("BAG-061", "it does not ask which files a tag manifest lists"),
    Overlooked("BAG-063", "it does not ask which files a tag manifest lists"),
    Overlooked("BAG-064", "it does not ask which files a tag manifest lists"),
    Overlooked("BAG-065", "it drops white space at the ends of a path", path=_EDGES),
    Overlooked("BAG-070", "it takes a line of bag-info.txt without a label"),
    Overlooked("BAG-071", "it ignores white space round the colon"),
    Overlooked(
        "BAG-072", "it does not know Payload-Oxum in another case", beside=frozenset({"BAG-075"})
    ),
    Overlooked(
        "BAG-073", "it does not know Payload-Oxum in another case", beside=frozenset({"BAG-075"})
    ),
    Overlooked("BAG-073", "it reads the first Payload-Oxum only", beside=frozenset({"BAG-074"})),
    Overlooked("BAG-074", "it reads the first Payload-Oxum only"),
    Overlooked(
        "BAG-080", "it does not notice a character that is cut off at the end of a file",
        beside=frozenset({"BAG-016"}),
    ),
    Overlooked("BAG-082", "it skips a byte-order mark"),
    Overlooked("BAG-110", "it does not read the lengths in fetch.txt"),
    Overlooked("BAG-112", "it does not compare fetch.txt with the manifests"),
    Overlooked("BAG-113", "it does not compare fetch.txt with the manifests"),
    Overlooked("BAG-114", "it does not compare the lines of fetch.txt with each other"),
)  # fmt: skip  # one row a reason: the table is read more often than it is changed

REFUSED: tuple[Refused, ...] = (
    Refused(
        re.compile(r"is incomplete"), "it does not undo the backslashes of md5sum",
        beside=frozenset({"BAG-038"}),
    ),
    Refused(
        re.compile(r"not enough values to unpack"), "it cannot read an empty line in fetch.txt",
        beside=frozenset({"BAG-084"}),
    ),
    Refused(
        re.compile(r"validation failed"),
        "it mixes up a file that is listed under two Unicode normal forms",
        beside=frozenset({"BAG-032", "BAG-045"}),
    ),
    Refused(
        re.compile(r"contains invalid tag"),
        "it takes NEL and the like in bag-info.txt for the end of a line",
    ),
    Refused(
        re.compile(r"Malformed URL in fetch\.txt"),
        "it wants a host in every address, and any absolute URI is allowed",
    ),
    Refused(
        re.compile(r"No manifest files found"),
        "it does not know the algorithms of the manifests under these names",
    ),
    Refused(
        re.compile(r"unsupported hash type manifest-"),
        "it takes `tagmanifest-` in the bag's own path for a part of a manifest's name",
    ),
)  # fmt: skip

UNCOMPARED: dict[str, str] = {
    "BAG-017": "preserve does not read the encoding of the tag files",
    "BAG-023": "preserve cannot compute an algorithm, and bagit passes over its manifest",
    "BAG-085": "preserve did not read bag-info.txt to its end",
    **dict.fromkeys(sorted(_NOT_LOOKED_AT), "preserve could not look at everything"),
}
"""Why preserve concluded nothing, so that there is nothing to compare."""


def opinion_findings(check: BagCheck, answer: Answer) -> tuple[Finding, ...]:
    """Return one finding: bagit agrees, differs (for a known reason or not), or was not asked."""
    opinion, verdict = answer.says, check.verdict
    software, ours = opinion.software, verdict.value
    if opinion.agrees_valid is None:
        return (finding("BAG-142", f"{software} was {opinion.detail}."),)
    theirs = "valid" if opinion.agrees_valid else "not valid"
    said = f" It says: {opinion.detail}" if opinion.detail else ""
    if verdict is Verdict.UNDECIDED:
        why = _uncompared(check)
        return (finding("BAG-144", f"{software} calls the bag {theirs}; {why}.{said}"),)
    if opinion.agrees_valid is (verdict is Verdict.VALID):
        words = "not complete" if verdict is Verdict.INCOMPLETE else theirs
        return (finding("BAG-143", f"{software} agrees: {words}.{said}"),)
    message = f"{software} calls the bag {theirs}; preserve calls it {ours}."
    reasons = _overlooked(check) if opinion.agrees_valid else _refused(check, answer)
    if not reasons:
        return (finding("BAG-140", f"{message}{said}"),)
    return (finding("BAG-141", f"{message} The known reason: {'; '.join(reasons)}.{said}"),)


def _uncompared(check: BagCheck) -> str:
    why = (UNCOMPARED.get(found.code) for found in check.findings if found.weight)
    return next((words for words in why if words), "preserve concluded nothing")


def _overlooked(check: BagCheck) -> list[str]:
    """Return why bagit sees none of our faults; nothing unless each of them is explained."""
    codes = {found.code for found in check.findings}
    left_out = {found.where.file for found in check.findings if found.code in _LEAVING_OUT}
    reasons = dict[str, None]()
    for found in check.findings:
        if found.weight != _FAULT:
            continue
        if found.where.file in left_out:
            reasons[_LEFT_OUT] = None
            continue
        why = _why_overlooked(found, codes, check.version)
        if why is None:
            return []
        reasons[why] = None
    return list(reasons)


def _why_overlooked(found: Finding, codes: set[str], version: str | None) -> str | None:
    if _is_old(version) and _is_of_tag_manifest(found):
        return _TAGS_UNREAD
    return next(
        (
            row.why
            for row in OVERLOOKED
            if row.code == found.code
            and (not row.beside or row.beside & codes)
            and (row.path is None or row.path.search(found.where.path or found.where.file or ""))
        ),
        None,
    )


def _is_old(version: str | None) -> bool:
    match = re.fullmatch(r"(\d{1,3})\.(\d{1,3})", version or "")
    return match is not None and (int(match[1]), int(match[2])) < _TAGS_FROM


def _is_of_tag_manifest(found: Finding) -> bool:
    file = found.where.file or ""
    is_about = found.code in _TAG_FILES or file.startswith("tagmanifest-")
    return found.code in _TAG_CODES and is_about


def _refused(check: BagCheck, answer: Answer) -> list[str]:
    if answer.misread is not None:
        return [f"it is known to misread {answer.misread}"]
    codes = {found.code for found in check.findings}
    return [
        row.why for row in REFUSED if row.says.search(answer.says.detail) and row.beside <= codes
    ][:1]

"""Rebagging mends form, not content: which findings a new bag settles, and which forbid one.

Every finding about a bag has one of three fates. *Mended*: the new bag is written in order, and
nothing is lost or claimed by that. *Kept*: it is about a name or a value of the sender, which is
not ours to change, and stays true of the new bag. *Refused*: something is missing, altered,
unclear or not vouched for, and a tidy new bag would hide it. A code that stands in no table is
refused: a rule that is added later has to be thought about first.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.verify import STILL_TO_FETCH
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind
from preserve.model.finding import Finding, Where

_UNDECIDED = 3
_MOST_NAMED = 8


class Fate(StrEnum):
    """What becomes of a finding when its bag is written anew."""

    MENDED = "mended"
    KEPT = "kept"
    REFUSED = "refused"


MENDED: Final[Mapping[str, str]] = {
    "BAG-011": "bagit.txt is written anew",
    "BAG-012": "bagit.txt is written anew",
    "BAG-014": "bagit.txt is written anew",
    "BAG-015": "all tag files decode as UTF-8 without doubt, and are written in it",
    "BAG-016": "the tag files are written in UTF-8",
    "BAG-022": "the new manifests are named as they must be",
    "BAG-023": "every file is vouched for by another digest, too (BAG-193 sees to that)",
    "BAG-024": "sha256 and sha512 are added while the old digests are verified",
    "BAG-027": "sha256 and sha512, which everybody can compute, are added",
    "BAG-031": "the new manifests list each file once; the digests agree",
    "BAG-032": "the new manifests list each file once; the digests agree",
    "BAG-036": "directories are not listed; the directory is there, and its files are listed",
    "BAG-037": "paths are written in the plain way",
    "BAG-038": "the new manifests have no marks of md5sum",
    "BAG-039": "the name on disk is the one that is listed, encoded as BagIt 1.0 wants",
    "BAG-042": "every file is listed in all manifests; the digests that it had were verified",
    "BAG-044": "the name on disk is the one that is listed",
    "BAG-060": "tag manifests are written",
    "BAG-061": "the tag manifests list every tag file",
    "BAG-062": "the tag manifests list every tag file",
    "BAG-063": "the tag manifests list no tag manifest",
    "BAG-064": "the tag manifests list no payload file; the file is in the payload manifests",
    "BAG-066": "the tag manifests list every tag file",
    "BAG-067": "the tag manifests list the same files",
    "BAG-068": "tag and payload manifests have the same algorithms",
    "BAG-071": "bag-info.txt is written anew, with one space after each colon",
    "BAG-072": "Payload-Oxum is counted anew",
    "BAG-074": "Payload-Oxum is given once; every one that was given is right",
    "BAG-075": "reserved labels are spelled as the standard has them",
    "BAG-082": "the tag files are written without a byte-order mark",
    "BAG-083": "every line ends",
    "BAG-084": "there are no empty lines",
    "BAG-102": "the copy is a file of its own",
    "BAG-111": "the file is there: the new bag needs no fetch.txt",
    "BAG-114": "the file is there: the new bag needs no fetch.txt",
    "BAG-115": "the file is there, and its digest was verified: the new bag needs no fetch.txt",
}
"""What a new bag settles, and why that is no more than form."""

KEPT: Final[Mapping[str, str]] = {
    "BAG-025": "the file is kept as it is; what it says was never used",
    "BAG-045": "names are the sender's",
    "BAG-046": "names are the sender's",
    "BAG-076": "values are the sender's; which one holds is not ours to say",
    "BAG-077": "values are the sender's",
    "BAG-078": "values are the sender's",
    "BAG-079": "values are the sender's",
    "BAG-103": "the file is listed, so it is part of the bag",
    "BAG-104": "names are the sender's",
    "BAG-105": "names are the sender's",
    "BAG-107": "names are the sender's",
}
"""What stays true of the new bag, because it is not ours to change."""

REFUSED: Final[Mapping[str, str]] = {
    "BAG-010": "nothing says that this is a bag, or how to read its tag files",
    "BAG-013": "the bag follows rules that are not known",
    "BAG-017": "names and values cannot be read with certainty",
    "BAG-020": "the payload is not there",
    "BAG-021": "nobody vouches for the payload",
    "BAG-026": "what the file of that name would have said is missing",
    "BAG-030": "the line may name a file that is missing",
    "BAG-033": "the digests contradict each other",
    "BAG-034": "the bag points at files that are not its own",
    "BAG-035": "the entry was not verified",
    "BAG-040": "a file is missing",
    "BAG-041": "nobody vouches for the file",
    STILL_TO_FETCH: "a file is still to be fetched",
    "BAG-050": "a file is altered",
    "BAG-051": "a file that describes the bag is altered",
    "BAG-065": "a file that describes the bag is missing",
    "BAG-070": "what the sender wanted to say is unclear, and the value before it may be cut",
    "BAG-073": "the count may tell of a file that is lost from manifests and bag alike",
    "BAG-080": "a name or value cannot be read with certainty",
    "BAG-081": "the line was not read",
    "BAG-085": "the rest of what the sender says was not read",
    "BAG-090": "the file could not be read",
    "BAG-091": "the file changed meanwhile",
    "BAG-092": "it is not known what lies there",
    "BAG-093": "the file was not read",
    "BAG-094": "something was not compared",
    "BAG-100": "a link is no content",
    "BAG-101": "a pipe, socket or device is no content",
    "BAG-106": "the name cannot stand in a manifest",
    "BAG-110": "the line may name a file that is missing",
    "BAG-112": "a file that describes the bag may be missing",
    "BAG-113": "a file may be missing, or be one that nobody vouches for",
}
"""What forbids a new bag: content, or what could not be looked at."""


def fate_of(code: str) -> Fate:
    """Return what becomes of findings of a code; what is not known is refused."""
    if code in MENDED:
        return Fate.MENDED
    return Fate.KEPT if code in KEPT else Fate.REFUSED


class Holdings(NamedTuple):
    """What a bag was seen to hold.

    Attributes:
        entries: the bag as listed.
        vouched: the payload files that are listed with a digest that can be verified; None as
            long as that is not known.
    """

    entries: Sequence[Entry]
    vouched: Collection[str] | None = None


def obstacles(findings: Iterable[Finding], holdings: Holdings) -> tuple[Finding, ...]:
    """Return what forbids a new bag: findings of content, and files that nobody vouches for."""
    named = {storable(entry.path) for entry in holdings.entries if _is_content(entry)}
    refused = tuple(found for found in findings if not _is_form(found, named))
    told = {found.where.file for found in refused}
    return (*refused, *(found for found in _unvouched(holdings) if found.where.file not in told))


def _is_content(entry: Entry) -> bool:
    return entry.path.startswith("data/") or entry.kind is EntryKind.DIRECTORY


def _is_form(found: Finding, named: Collection[str]) -> bool:
    """Return whether a finding forbids nothing.

    A directory, or a payload file, that is listed where it must not be is form as long as it is
    there; else its name may be all that is left of something lost. What is only worth knowing
    about the contents of a package goes with them into the new bag.
    """
    if not found.code.startswith("BAG-"):
        return not found.weight
    if found.code in {"BAG-036", "BAG-064"}:
        listed = (found.where.path or found.where.file or "").rstrip("/")
        return listed in named
    return fate_of(found.code) is not Fate.REFUSED


def _unvouched(holdings: Holdings) -> Iterator[Finding]:
    if holdings.vouched is None:
        return
    for entry in holdings.entries:
        is_payload = entry.kind is EntryKind.FILE and entry.path.startswith("data/")
        if is_payload and entry.path not in holdings.vouched:
            words = f"No digest that can be verified here vouches for {shown(entry.path)}."
            yield finding("BAG-193", words, Where(file=storable(entry.path)))


def refusal(standing: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return in a sentence or two why no new bag was made.

    Args:
        standing: what forbids it, as `obstacles` gives it; empty when the bag was another one
            at the second look.
    """
    holes = [found for found in standing if found.code == STILL_TO_FETCH]
    others = [found for found in standing if found.code != STILL_TO_FETCH]
    told = []
    if others or not holes:
        is_open = all(found.weight == _UNDECIDED for found in others)
        codes = _named(dict.fromkeys(found.code for found in others))
        words = "not all of it could be looked at" if is_open else "its content is in question"
        code = "BAG-191" if is_open else "BAG-190"
        told.append(finding(code, f"No new bag was made: {words}{codes}."))
    if holes:
        words = f"No new bag was made: files to be fetched first: {len(holes)}."
        told.append(finding("BAG-192", words))
    return tuple(told)


def _named(codes: Collection[str]) -> str:
    some = ", ".join(list(codes)[:_MOST_NAMED])
    more = " and more" if len(codes) > _MOST_NAMED else ""
    return f" ({some}{more})" if some else ""


def is_in_order(findings: Iterable[Finding], version: str | None, algorithms: set[str]) -> bool:
    """Return whether there is nothing to mend: BagIt 1.0, sha512, and no finding of form.

    Args:
        findings: of the bag.
        version: as its bagit.txt states it.
        algorithms: of its payload manifests.
    """
    codes = {found.code for found in findings}
    return version == "1.0" and "sha512" in algorithms and codes.isdisjoint(MENDED)

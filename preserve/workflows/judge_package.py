"""Judge one package of a delivery as it lies in quarantine; unpack it once it is found valid."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.endings import Form, form_by_name
from preserve.containers.bag.serialized.formats import form_of
from preserve.errors import PreserveError
from preserve.exchange.offer import Offered
from preserve.fixity.digest import measure
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind
from preserve.model.finding import Finding, Severity
from preserve.model.profile_verdict import Fit
from preserve.model.verdict import Verdict
from preserve.storage import layout
from preserve.storage.container import ContainerFile
from preserve.storage.store import Tree
from preserve.workflows.check_contents import check_package
from preserve.workflows.check_profiles import ProfileChecks
from preserve.workflows.profiles import LoadedProfile
from preserve.workflows.quarantine import our_problem
from preserve.workflows.serialized_tree import SerializedTree
from preserve.workflows.validate_bag import BagVerdict, Effort
from preserve.workflows.validate_serialized import validate_serialized

_HEAD_BYTES: Final = 4096
_TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
_OURS: Final = "preserve-1"
_FORMS: Final = {Form.TAR, Form.ZIP}
_LIMITS: Final = frozenset({"BAG-159", "BAG-160", "BAG-164", "BAG-165", "BAG-169"})
"""What cannot be decided because of how the file is made: it will not be otherwise next time."""

Check = dict[str, object]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a package was found to be.

    Attributes:
        is_decided: whether anything can be said to the partner.
        findings: errors, where it is refused; reasons, where nothing is decided; else remarks.
        checks: how each check came out, where it is valid.
    """

    is_decided: bool
    findings: tuple[Finding, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether there is nothing against it."""
        return self.is_decided and all(not found.weight for found in self.findings)


def check_row(name: str, outcome: str, detail: str | None = None) -> Check:
    """Return how a check came out, as a message tells it."""
    return {"check": name, "outcome": outcome, "detail": detail}


@dataclass
class _Seen:
    """Keeps what the validation of a bag saw on its way."""

    profiles: Sequence[LoadedProfile]
    is_a_bag: bool = False
    top: str | None = None
    claims_ours: bool = False
    files: int = 0
    size_bytes: int = 0
    tag_manifest: str | None = None
    sources: dict[str, str] = field(default_factory=dict)
    fits: list[tuple[str, Fit, tuple[Finding, ...]]] = field(default_factory=list)

    def package(self, tree: Tree, check: BagCheck, entries: Sequence[Entry]) -> tuple[Finding, ...]:
        """Look into a bag that says it is one of ours."""
        self.claims_ours = True
        return check_package(tree, check, entries)

    def look(self, tree: Tree, check: BagCheck, entries: Sequence[Entry]) -> tuple[Finding, ...]:
        """Note what the offer is held against."""
        self.is_a_bag = True
        sizes = [entry.size_bytes for entry in entries if entry.kind is EntryKind.FILE]
        self.files, self.size_bytes = len(sizes), sum(sizes)
        self.top = tree.top if isinstance(tree, SerializedTree) else None
        self.tag_manifest = measure(tree, _TAG_MANIFEST, ("sha256",)).digests.get("sha256")
        self.sources = {
            path: read.digests.get("sha256", "")
            for path, read in check.payload.items()
            if path.startswith(layout.ORIGINAL)
        }
        for profile in self.profiles:
            if profile.name != _OURS:
                asked = ProfileChecks((profile,))
                found = asked.check(tree, check, entries)
                self.fits.append((profile.name, asked.take()[0].fit, found))
        return ()

    def profile_that_fits(self) -> str | None:
        """Return the first accepted profile that the bag follows; ours was checked apart."""
        if self.claims_ours and any(profile.name == _OURS for profile in self.profiles):
            return _OURS
        return next((name for name, fit, _ in self.fits if fit is Fit.FITS), None)


class Judged(NamedTuple):
    """A package that was judged, while its file is open.

    Attributes:
        ruling: what it was found to be.
        members: the bag's files, to be read whatever their size.
    """

    ruling: Ruling
    members: SerializedTree


def judge_package(
    path: str,
    offered: Offered,
    profiles: Sequence[LoadedProfile],
    then: Callable[[Judged], Ruling],
) -> Ruling:
    """Judge a package, and go on with it while its file is open.

    Args:
        path: its file in quarantine.
        offered: what the signed offer says of it.
        profiles: those that are accepted from this partner.
        then: what is done with a valid one: scanned, unpacked.
    """
    try:
        with ContainerFile(path) as container:
            ruling = _judged(container, offered, profiles, then)
            if container.has_changed():
                problem = OSError(None, "its file changed while it was read")
                return Ruling(is_decided=False, findings=(our_problem(offered.package, problem),))
            return ruling
    except (OSError, PreserveError) as problem:
        return Ruling(is_decided=False, findings=(our_problem(offered.package, problem),))


def _judged(
    container: ContainerFile,
    offered: Offered,
    profiles: Sequence[LoadedProfile],
    then: Callable[[Judged], Ruling],
) -> Ruling:
    name = os.path.basename(container.path)
    form = form_of(name, container.read_at(0, _HEAD_BYTES))
    if form not in _FORMS or form is not form_by_name(name):
        return _refused(finding("XCH-044", f"{offered.file} is no {offered.form} file."))
    seen = _Seen(profiles)
    caps = Caps(size_bytes=max(offered.bag_bytes, 1))
    effort = Effort(workers=1, extras=(seen.look,))
    verdict = validate_serialized(container, form, seen.package, effort, caps)
    ruling = _ruling(verdict, offered, seen)
    if not ruling.is_valid:
        return ruling
    members = SerializedTree(container, form, Caps(tag_bytes=max(offered.bag_bytes, 1)))
    members.load(name)
    return then(Judged(ruling, members))


def _refused(*findings: Finding) -> Ruling:
    return Ruling(is_decided=True, findings=findings)


def _ruling(verdict: BagVerdict, offered: Offered, seen: _Seen) -> Ruling:
    told = tuple(found for found in verdict.findings if found.severity is not Severity.INFO)
    limits = [found for found in told if found.code in _LIMITS]
    if limits:
        words = f"{offered.package} cannot be read under the limits: {limits[0].message}"
        return _refused(finding("XCH-056", words), *told)
    if verdict.verdict is Verdict.UNDECIDED:
        problem = OSError(None, "not everything in it could be read")
        return Ruling(is_decided=False, findings=(our_problem(offered.package, problem), *told))
    # Where no bag can be made out, why not says enough.
    against = tuple(_against(offered, seen)) if seen.is_a_bag else ()
    if verdict.verdict is not Verdict.VALID or against or not seen.is_a_bag:
        faults = [found for found in told if found.weight]
        words = f"{offered.package} is {verdict.verdict.value}, and no bag can be made out."
        return _refused(*((*against, *faults) or (finding("XCH-044", words),)))
    checks = tuple(_checks(told, seen))
    return Ruling(is_decided=True, findings=told, checks=checks)


def _against(offered: Offered, seen: _Seen) -> Iterator[Finding]:
    yield from _against_offer(offered, seen)
    yield from _against_id(offered, seen)
    yield from _against_profiles(offered, seen)


def _against_offer(offered: Offered, seen: _Seen) -> Iterator[Finding]:
    """Yield where what is in the file is not what the signed offer says."""
    said: Mapping[str, tuple[object, object]] = {
        "its directory is called": (seen.top, offered.package),
        "the SHA-256 of its tag manifest is": (seen.tag_manifest, offered.tag_manifest_sha256),
        "the number of its files is": (seen.files, offered.files),
        "the bytes of its files are": (seen.size_bytes, offered.bag_bytes),
    }
    for words, (found, expected) in said.items():
        if found != expected:
            shown = "nothing" if found is None else ascii(found)
            yield finding("XCH-044", f"{offered.package}: {words} {shown}, not {expected}.")


def _against_id(offered: Offered, seen: _Seen) -> Iterator[Finding]:
    """Yield where a package's id is not that of the one source in it."""
    digits = offered.package.rpartition("-")[2]
    if len(seen.sources) != 1:
        words = f"{offered.package} has {len(seen.sources)} sources under {layout.ORIGINAL}."
        yield finding("XCH-045", words)
        return
    digest = next(iter(seen.sources.values()))
    if not digest.startswith(digits):
        words = f"The source in {offered.package} has the SHA-256 {digest or 'unknown'}."
        yield finding("XCH-045", words)


def _against_profiles(offered: Offered, seen: _Seen) -> Iterator[Finding]:
    if seen.profile_that_fits() is not None:
        return
    names = ", ".join(profile.name for profile in seen.profiles)
    yield finding("XCH-047", f"{offered.package} follows none of the profiles {names}.")
    for _, _, findings in seen.fits[:1]:
        yield from findings


def _checks(told: Sequence[Finding], seen: _Seen) -> Iterator[Check]:
    """Yield how each check came out, with the first remark of each."""
    yield check_row("signature", "passed", "The offer is signed with the key that is pinned here.")
    yield check_row("offer", "passed", "Name, digest, number and size are those of the offer.")
    yield _remarked("bag", "BAG-", told)
    yield check_row("profile", "passed", seen.profile_that_fits())
    for name, prefix in (("description", "META-"), ("warc", "WARC-")):
        if seen.claims_ours:
            yield _remarked(name, prefix, told)
        else:
            words = "The bag does not say that it is one of preserve's."
            yield check_row(name, "not-checked", words)


def _remarked(name: str, prefix: str, told: Sequence[Finding]) -> Check:
    those = [found for found in told if found.code.startswith(prefix)]
    if not those:
        return check_row(name, "passed")
    more = f" ({len(those) - 1} more)" if len(those) > 1 else ""
    return check_row(name, "warning", f"{those[0].code} {those[0].message}{more}")

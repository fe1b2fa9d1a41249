"""Write a new, conforming bag from an old or sloppy one; the old one is only read."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from preserve.containers.bag.check import inspect, tag_files_to_read
from preserve.containers.bag.inspection import info_name
from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.rebag import (
    Fate,
    Holdings,
    fate_of,
    is_in_order,
    obstacles,
    refusal,
)
from preserve.containers.bag.rebag_files import (
    Carried,
    Circumstances,
    Old,
    Routes,
    new_files,
    notes_on,
    routes_of,
    taken_names,
)
from preserve.containers.bag.verify import unread
from preserve.fixity.pool import Progress, silent
from preserve.model.catalogue import finding
from preserve.model.digest import OUR_ALGORITHMS, Digests, digests_of, hasher
from preserve.model.file import Entry, FileRecord, Measurement, NewFile, Outcome, printable
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.model.verdict import Verdict
from preserve.storage.copying import require_room
from preserve.storage.staging import Staging
from preserve.storage.store import Tree
from preserve.storage.tree import LocalTree
from preserve.workflows.bag_directory import require_directory
from preserve.workflows.rebag_carry import Carrier
from preserve.workflows.rebag_compare import circumstances_of, is_same
from preserve.workflows.rebag_place import Place, place_in, require_apart, require_name
from preserve.workflows.validate_bag import (
    BagVerdict,
    Effort,
    Extra,
    TagFileOfTree,
    unheard,
    validate_bag,
)
from preserve.workflows.validate_extras import extras_of

_AGREES = "BAG-143"
_MOST_INFO_BYTES = 16 << 20
_NO_ROOM = "Free space there, or name a directory on a larger disk with --to."


class RebagOptions(NamedTuple):
    """How to rebag.

    Attributes:
        to: the directory that the new bag is to lie in, under the old one's name.
        made: when, and by which software.
        look_inside: asked about a bag that says it is one of ours, as `check_package`.
        progress: told what was read.
        listing: told how many names were met since the last call.
        expect: told, once a bag is listed, how many files and bytes of it will be read.
    """

    to: str
    made: Circumstances
    look_inside: Extra
    progress: Progress = silent
    listing: Callable[[int], None] = unheard
    expect: Callable[[int, int], None] = silent

    @property
    def effort(self) -> Effort:
        """How hard to work on each reading of a bag, and whom to tell."""
        return Effort(progress=self.progress, listing=self.listing, expect=self.expect)


class Rebagging(NamedTuple):
    """What came of it.

    Attributes:
        bag: the old bag, as named.
        new_bag: where the new one is, or would be; None where none was made.
        status: rebagged, nothing-to-mend, already-there or refused.
        mended: the codes that were found in the old bag and not in the new one.
        findings: of the new bag, and notes on it; or of the old one and why it was refused.
        exit_code: 0; 1 refused because of content; 3 because something could not be read.
    """

    bag: str
    new_bag: str | None
    status: str
    mended: tuple[str, ...]
    findings: tuple[Finding, ...]
    exit_code: int

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "bag": printable(self.bag),
            "new_bag": self.new_bag and printable(self.new_bag),
            "status": self.status,
            "mended": list(self.mended),
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }


def rebag(path: str, options: RebagOptions) -> Rebagging:
    """Rebag a bag on disk.

    Args:
        path: the bag's directory, as the user named it.
        options: where to, when, and how.

    Raises:
        PreserveError: the bag is not there or is packed, the place cannot be had or written, or
            the two lie in one another.
    """
    name = os.path.basename(os.path.abspath(path))
    require_name(name, options.to)
    require_directory(path)
    require_apart(path, options.to, name)
    return rebag_tree(LocalTree(path), name, options)._replace(bag=path)


def rebag_tree(tree: Tree, name: str, options: RebagOptions) -> Rebagging:
    """Rebag a bag, wherever it lies.

    Args:
        tree: the old bag; only read.
        name: of the old bag, and of the directory of the new one.
        options: where to, when, and how.

    Raises:
        PreserveError: the place cannot be had or written, or another run is at work there.
    """
    require_name(name, options.to)
    survey = _survey(tree)
    if survey is None or survey.obstacles or survey.is_in_order:
        verdict = _validated(tree, name, options, None)
        standing = (*obstacles(verdict.findings, _held(survey)), *_taken(survey))
        if standing or survey is None or survey.obstacles:
            return _refused(name, verdict.findings, standing)
        return Rebagging(name, None, "nothing-to-mend", (), verdict.findings, 0)
    with place_in(options.to, name) as place:
        return _Work(tree, name, options, survey, place).run()


class _Survey(NamedTuple):
    """What the listing and the tag files say, before any payload is read."""

    entries: tuple[Entry, ...]
    old: Old
    info: bytes
    routes: Routes
    tags: dict[str, Digests]
    vouched: frozenset[str]
    obstacles: tuple[Finding, ...]
    is_in_order: bool


def _survey(tree: Tree) -> _Survey | None:
    """Look before anything is copied; None when there is nothing to be seen."""
    try:
        entries = tree.entries()
    except OSError:
        return None  # `validate_bag` says what it is
    tags = {path: _Digested(tree, path) for path in tag_files_to_read(entries)}
    seen = inspect(entries, tags)
    if any(tag.problem() for tag in tags.values()):
        return None
    old = Old("", seen.version, seen.encoding, seen.info, Verdict.UNDECIDED, seen.findings)
    routes = routes_of(entries, seen.version)
    return _Survey(
        entries=entries,
        old=old,
        info=_start_of(tree, info_name(seen.version), tags),
        routes=routes,
        tags={path: tag.digests() for path, tag in tags.items() if tag.is_read},
        vouched=frozenset(seen.wanted_payload),
        obstacles=(*obstacles(seen.findings, Holdings(entries)), *taken_names(routes)),
        is_in_order=is_in_order(
            seen.findings, seen.version, {each.name.algorithm for each in seen.manifests}
        ),
    )


class _Digested(TagFileOfTree):
    """A tag file that is digested while it is parsed; no more than a stretch of it is held."""

    def __init__(self, tree: Tree, path: str) -> None:
        super().__init__(tree, path)
        self._hashes = {name: hasher(name) for name in OUR_ALGORITHMS}
        self.is_read = False

    def chunks(self) -> Iterator[bytes]:
        for chunk in super().chunks():
            for each in self._hashes.values():
                each.update(chunk)
            yield chunk
        self.is_read = True

    def digests(self) -> Digests:
        return {name: each.hexdigest() for name, each in self._hashes.items()}


def _start_of(tree: Tree, path: str, tags: Collection[str]) -> bytes:
    """Return a tag file that is not too large to be looked at; nothing where it is, or is none."""
    try:
        return (tree.read_small(path, _MOST_INFO_BYTES) or b"") if path in tags else b""
    except OSError:
        return b""


def _held(survey: _Survey | None) -> Holdings:
    return Holdings(survey.entries, survey.vouched) if survey else Holdings(())


def _taken(survey: _Survey | None) -> tuple[Finding, ...]:
    return tuple(taken_names(survey.routes)) if survey else ()


def _validated(tree: Tree, name: str, options: RebagOptions, carrier: Carrier | None) -> BagVerdict:
    effort = options.effort
    if carrier is not None:
        effort = effort._replace(read=carrier.readings)
    return validate_bag(tree, printable(name), options.look_inside, effort)


def _refused(name: str, findings: Sequence[Finding], standing: Sequence[Finding]) -> Rebagging:
    """Say why no new bag was made, after everything that was found."""
    why = refusal(standing)
    ours = tuple(found for found in standing if found not in findings)
    exit_code = exit_code_of((*standing, *why)) or 1
    return Rebagging(name, None, "refused", (), (*findings, *ours, *why), exit_code)


class _Work:
    """Making one new bag at its place."""

    def __init__(
        self, tree: Tree, name: str, options: RebagOptions, survey: _Survey, place: Place
    ) -> None:
        self._tree = tree
        self._name = name
        self._options = options
        self._survey = survey
        self._place = place
        self._found: tuple[Finding, ...] = ()

    def run(self) -> Rebagging:
        """Carry the files over, write the tag files, check, publish."""
        if os.path.lexists(self._place.final):
            return self._compared()
        staging, routes = self._place.staging, self._survey.routes
        where = os.path.dirname(self._place.final)
        require_room(where, (entry.size_bytes for entry in self._survey.entries), _NO_ROOM)
        self._place.workspace.make()
        staging.begin(routes.directories)
        carrier = Carrier(self._tree, staging, self._options.progress)
        files = self._carried(carrier, self._options.made)
        if isinstance(files, Rebagging):
            return files
        for new in files:
            staging.write(new)
        staging.sync()
        return self._published(staging)

    def _carried(self, carrier: Carrier, made: Circumstances) -> tuple[NewFile, ...] | Rebagging:
        """Carry every file over; return what is to be written beside them, or why not."""
        verdict = _validated(self._tree, self._name, self._options, carrier)
        self._found = verdict.findings
        routes = self._survey.routes
        unsound = list(obstacles(verdict.findings, _held(self._survey)))
        for path, to in (*routes.moved.items(), *((path, path) for path in routes.kept)):
            if path not in carrier.measured:
                unsound.extend(self._unlike(carrier.carry(path, to)))
        unsound.extend(self._moved())
        if unsound:
            return _refused(self._name, verdict.findings, unsound)
        old = self._survey.old._replace(
            name=printable(self._name), verdict=verdict.verdict, findings=verdict.findings
        )
        return new_files(old, self._records(carrier), routes, made)

    def _unlike(self, measurement: Measurement) -> tuple[Finding, ...]:
        """Return what is wrong with a tag file as it was read now."""
        path = measurement.path
        if measurement.outcome is not Outcome.READ:
            return (unread(path, measurement),)
        judged = self._survey.tags.get(path)
        if judged is None or measurement.digests == judged:
            return ()
        detail = "it is not what it was a moment ago"
        return (unread(path, measurement._replace(outcome=Outcome.CHANGED, detail=detail)),)

    def _moved(self) -> tuple[Finding, ...]:
        """Return a finding when what lies in the bag is not what lay there in the beginning."""
        try:
            now = self._tree.entries()
        except OSError as problem:
            words = f"{printable(self._name)} cannot be listed any more: {problem.strerror}."
            return (finding("BAG-092", words),)
        odd = set(now) ^ set(self._survey.entries)
        names = sorted({entry.path for entry in odd})
        words = "came, went or changed while the bag was read"
        return tuple(
            finding("BAG-091", f"{shown(path)} {words}.", Where(file=storable(path)))
            for path in names
        )

    def _records(self, carrier: Carrier) -> Carried:
        routes, measured = self._survey.routes, carrier.measured
        payload = sorted(path for path in measured if path.startswith("data/"))
        return Carried(
            payload=[_record(path, measured[path]) for path in payload],
            kept=[_record(path, measured[path]) for path in routes.kept],
            provenance=[_record(to, measured[path]) for path, to in routes.moved.items()],
        )

    def _published(self, staging: Staging) -> Rebagging:
        """Read the new bag back, let others judge it, too, and put it in its place."""
        extras = extras_of(None, second_opinion=True)
        effort = self._options.effort._replace(extras=extras)
        look = self._options.look_inside
        checked = validate_bag(staging.tree, printable(self._name), look, effort)
        found = tuple(each for each in checked.findings if each.code != _AGREES)
        wrong = [each for each in found if each.weight or fate_of(each.code) is Fate.MENDED]
        if wrong or checked.verdict is not Verdict.VALID:
            words = (
                f"The new bag did not pass its check: {len(wrong)} finding(s). It was taken away."
            )
            why = finding("BAG-196", words)
            return Rebagging(self._name, None, "refused", (), (*found, why), exit_code_of([why]))
        try:
            staging.publish(self._place.final)
        except FileExistsError:
            return self._occupied()
        return self._result("rebagged", found)

    def _compared(self) -> Rebagging:
        """Compare what is there with what would be written; nothing is written."""
        final = LocalTree(self._place.final, follows_root=False)
        made = circumstances_of(final, self._survey.routes.provenance, self._options.made)
        carrier = Carrier(self._tree, None, self._options.progress)
        files = self._carried(carrier, made)
        if isinstance(files, Rebagging):
            return files
        records = self._records(carrier)
        expected = {
            record.path: record.digests
            for record in (*records.payload, *records.kept, *records.provenance)
        }
        expected |= {new.path: digests_of(new.data) for new in files}
        if not is_same(final, expected, self._options.effort.workers):
            return self._occupied()
        checked = validate_bag(final, printable(self._name), self._options.look_inside)
        return self._result("already-there", checked.findings)

    def _occupied(self) -> Rebagging:
        place = os.path.join(self._options.to, self._name)
        words = f"{printable(place)} is there, and is not what would be written."
        why = finding("BAG-194", words)
        return Rebagging(self._name, None, "refused", (), (why,), exit_code_of([why]))

    def _result(self, status: str, found: Sequence[Finding]) -> Rebagging:
        left = {each.code for each in found}
        mended = sorted({each.code for each in self._found} - left)
        notes = tuple(notes_on(self._survey.old, self._survey.info))
        final = os.path.join(self._options.to, self._name)
        return Rebagging(self._name, final, status, tuple(mended), (*found, *notes), 0)


def _record(path: str, measurement: Measurement) -> FileRecord:
    ours = {name: measurement.digests[name] for name in OUR_ALGORITHMS}
    return FileRecord(path, measurement.size_bytes, ours)

"""Before a package enters: read back what was written, and let others look at it, too."""

import contextlib
import json
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from preserve.containers.bag.fit import Fitting
from preserve.containers.bag.names import shown
from preserve.containers.bag.second_opinion import bagit_opinion
from preserve.containers.bag.serialized.unpack import unpacked
from preserve.containers.bag.serialized.write import Form
from preserve.containers.warc.second_opinion import warcio_opinion
from preserve.fixity.compare import matches
from preserve.fixity.crew import SharedWork
from preserve.fixity.digest import measure
from preserve.model.catalogue import finding
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord
from preserve.model.finding import Finding, Where
from preserve.model.opinion import SecondOpinion
from preserve.model.package import PackageRecord
from preserve.schema.second_opinion import jsonschema_opinion
from preserve.schema.validate import DESCRIPTION_SCHEMA
from preserve.storage import layout
from preserve.storage.local import LocalStaged
from preserve.storage.store import Tree
from preserve.storage.tree import read_file
from preserve.workflows.check_contents import check_package
from preserve.workflows.fitting import misfits_of
from preserve.workflows.validate_bag import Effort, validate_bag

# Starting a process costs as much as looking at some twenty packages.
_WORTH_A_PROCESS: Final = 40
# What is sent of a package: its places and its inventory of some ten files.
_JOB_BYTES: Final = 16_000


@dataclass(frozen=True, slots=True)
class Assurance:
    """What was checked before a package entered, and by which programs.

    Attributes:
        findings: what speaks against it, and what is worth knowing.
        opinions: the independent programs that looked at it.
    """

    findings: tuple[Finding, ...]
    opinions: tuple[SecondOpinion, ...]

    def document(self) -> dict[str, object]:
        """Return what goes on record."""
        return {
            "read_back": True,
            "second_opinions": [
                {"software": opinion.software, "agrees": opinion.agrees_valid}
                for opinion in self.opinions
            ],
        }


class Demands(NamedTuple):
    """What the packages of a run must meet besides being valid.

    Attributes:
        form: what they are packed as; None for directories.
        fitting: how they are made to fit another profile than ours; None when they are not.
    """

    form: Form | None = None
    fitting: Fitting | None = None

    def effort(self, package: str) -> Effort:
        """Return what else to ask of a bag."""
        return Effort(extras=() if self.fitting is None else (misfits_of(self.fitting, package),))


NO_DEMANDS: Final = Demands()


@dataclass(frozen=True, slots=True)
class ToAssure:
    """A staged package, and what it was meant to be."""

    staged: LocalStaged
    record: PackageRecord
    needs_second_opinion: bool


def assure(work: ToAssure, demands: Demands = NO_DEMANDS) -> Assurance:
    """Read a staged package back, validate it, and ask the independent programs.

    Of a package that is packed into one file, too, they are asked about the directory, which is
    what they can read; then the file is unpacked and must hold exactly what was composed.
    """
    tree, package = work.staged.tree, work.record.id
    findings = [
        *_unlike(tree, work.record.files),
        *validate_bag(tree, package, check_package, demands.effort(package)).findings,
    ]
    if demands.form is not None:
        findings.extend(_unlike_packed(work, demands.form))
    faults = [found for found in findings if found.weight]
    if faults:
        reason = faults[0]
        if reason.code == "BAG-185":
            return Assurance((reason,), ())
        words = f"{package}: {reason.code} {reason.message}"
        return Assurance((finding("FIX-044", words, reason.where),), ())
    if not work.needs_second_opinion:
        return Assurance((), ())
    opinions = _opinions(work.staged)
    return Assurance(tuple(_disagreements(opinions, package)), opinions)


def _unlike(tree: Tree, records: tuple[FileRecord, ...]) -> list[Finding]:
    """Return the files that do not read back as they were composed."""
    return [
        finding("FIX-001", f"{record.path} does not read back as written.", Where(file=record.path))
        for record in records
        if not matches(record, measure(tree, record.path, tuple(record.digests)))
    ]


def _unlike_packed(work: ToAssure, form: Form) -> list[Finding]:
    """Return why the staged file does not hold the package; empty when it does."""
    where = Where(file=f"{work.record.id}.{form}")
    expected = {record.path: record.digests for record in work.record.files}
    unlike, found = set[str](), set[str]()
    try:
        with work.staged.packed() as opened:
            for path, data in unpacked(opened, form, work.record.id):
                found.add(path)
                digests = expected.get(path)
                if digests is None or digests_of(data, digests) != dict(digests):
                    unlike.add(path)
    except (OSError, ValueError) as problem:
        return [finding("FIX-001", f"{where.file} does not read back: {problem}.", where)]
    return [
        finding("FIX-001", f"{shown(path)} in {where.file} does not read back as written.", where)
        for path in sorted(unlike | (expected.keys() - found))
    ]


def _opinions(staged: LocalStaged) -> tuple[SecondOpinion, ...]:
    description = json.loads(read_file(staged.tree, layout.DESCRIPTION))
    return (
        bagit_opinion(staged.directory),
        warcio_opinion(read_file(staged.tree, layout.WARC)),
        jsonschema_opinion(description, DESCRIPTION_SCHEMA),
    )


def _disagreements(opinions: tuple[SecondOpinion, ...], package: str) -> list[Finding]:
    found = []
    for opinion in opinions:
        if opinion.agrees_valid:
            continue
        # None: it was not asked, or it is known to misread what RFC 8493 has us write.
        code = "FIX-045" if opinion.agrees_valid is False else "FIX-046"
        words = f"{opinion.software} on {package}: {opinion.detail}"
        found.append(finding(code, words, Where(file=package)))
    return found


class Assurer:
    """Looks at staged packages, here and perhaps in another process; tells in the order given."""

    def __init__(self, shared: SharedWork[ToAssure, Assurance]) -> None:
        """Take the hands that do it."""
        self._shared = shared
        self._given: deque[str] = deque()
        self._found: dict[str, Assurance] = {}

    def give(self, job: ToAssure) -> None:
        """Hand over a staged package.

        Raises:
            CannotDecide: the other process is gone.
        """
        self._given.append(job.record.id)
        self._shared.add(job)

    def take(self) -> Assurance:
        """Return what was found about the package given longest ago.

        Raises:
            Exception: what looking at a package raised; CannotDecide when the other process is
                gone.
        """
        package = self._given.popleft()
        while package not in self._found:
            job, assurance = self._shared.one()
            self._found[job.record.id] = assurance
        return self._found.pop(package)


def assurer_for(
    stack: contextlib.ExitStack, sources: int, demands: Demands = NO_DEMANDS
) -> Assurer:
    """Return who looks at the packages of a run: for many of them, with another process."""
    helpers = 1 if sources >= _WORTH_A_PROCESS else 0
    work = partial(assure, demands=demands)
    return Assurer(stack.enter_context(SharedWork(work, helpers, _JOB_BYTES)))

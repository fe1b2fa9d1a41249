"""Two archives that share no directory: each has a stick of its own, and a carrier goes between."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from preserve.errors import PreserveError
from preserve.model.exchange import Step
from preserve.model.finding import Finding
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.workflows.archive import Archive, open_archive, read_history
from preserve.workflows.confirm import ConfirmOptions, confirm
from preserve.workflows.parity import Par2
from preserve.workflows.programs import run_program
from preserve.workflows.receive import Wanted, receive
from preserve.workflows.repair import Terms
from preserve.workflows.repair_run import Asked, Edges, run_repair
from preserve.workflows.replica_challenge import ChallengeOptions, challenge
from preserve.workflows.send import send
from preserve.workflows.sending import Sending
from tests.support.archives import Clock, new_archive, package_all
from tests.support.exchanging import archive_id_of, make_partners

SIDES = ("ours", "theirs")
OTHER = {"ours": "theirs", "theirs": "ours"}


@dataclass(frozen=True)
class Ran:
    """What a run ended with: its exit code, and the findings as far as it told any."""

    code: int
    findings: tuple[Finding, ...] = ()

    @property
    def codes(self) -> set[str]:
        return {found.code for found in self.findings}


class Apart:
    """Archives `ours` and `theirs` below one directory, which may be copied as a whole.

    Attributes:
        root: of both archives and both sticks.
        ids: of the archives, by side.
        packages: of `ours`, by name of the source.
    """

    def __init__(self, root: Path, texts: dict[str, bytes]) -> None:
        self.root = root
        self.clock = Clock()
        self.chances = 0
        for side in SIDES:
            self.stick(side).mkdir(parents=True)
            DirectoryMailbox(str(self.stick(side))).mark()
        archives = {side: new_archive(root / side, self.clock) for side in SIDES}
        self.ids = {side: archive_id_of(archives[side]) for side in SIDES}
        for side in SIDES:
            other = archives[OTHER[side]]
            make_partners(archives[side], other, self.clock, OTHER[side], f"../stick-{side}")
        self.packages = dict(zip(texts, self.packaged("ours", texts), strict=True))

    def packaged(self, side: str, texts: dict[str, bytes]) -> list[str]:
        sources = self.root / f"sources-{side}"
        sources.mkdir(exist_ok=True)
        for name, data in texts.items():
            (sources / name).write_bytes(data)
        paths = [sources / name for name in texts]
        outcomes = package_all(self.archive(side), paths, self.clock)
        assert [outcome.status for outcome in outcomes] == ["packaged"] * len(texts)
        return [str(outcome.id) for outcome in outcomes]

    def copied(self, root: Path) -> "Apart":
        """Return a copy of everything as it is now, below another directory."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.root, root)
        other = object.__new__(Apart)
        other.__dict__.update(self.__dict__, root=root, clock=Clock(self.clock.at))
        return other

    def archive(self, side: str) -> Archive:
        return open_archive(str(self.root / side))

    def steps(self, side: str) -> dict[str, Step]:
        """Return how far each package came, in the exchange in which it was offered last."""
        exchanges = read_history(self.archive(side), is_locked=False).transfers.exchanges
        return {name: step for each in exchanges.values() for name, step in each.steps.items()}

    def stick(self, side: str) -> Path:
        return self.root / f"stick-{side}"

    def chance(self, count: int) -> bytes:
        self.chances += 1
        return hashlib.sha256(f"{self.chances}".encode()).digest()[:count]

    # What a librarian does; nothing but errors that preserve raises on purpose ends a run.

    def send(self, *packages: str, side: str = "ours", **changes) -> Ran:
        wanted = replace(Sending(OTHER[side], packages), **changes)
        return _ran(lambda: send(self.archive(side), wanted, self.clock, self.chance))

    def receive(self, side: str = "theirs") -> Ran:
        return _ran(lambda: receive(self.archive(side), Wanted(), self.clock))

    def confirm(self, side: str = "ours") -> Ran:
        return _ran(lambda: confirm(self.archive(side), ConfirmOptions(), self.clock))

    def challenge(self, side: str = "ours") -> Ran:
        options = ChallengeOptions(name=OTHER[side])
        return _ran(lambda: challenge(self.archive(side), options, self.clock, self.chance))

    def repair(self, package: str, side: str = "ours") -> Ran:
        terms = Terms(self.clock, lambda: self.chance(4).hex(), by="Ada")
        edges = Edges(lambda: self.chance(8).hex(), Par2(run_program))
        return _ran(lambda: run_repair(self.archive(side), Asked(package), terms, edges))

    def lies(self, giver: str, place: str | None = None) -> dict[str, bytes]:
        """Return what one side has for the other on a stick (its own), by path on the stick."""
        stick = self.stick(place or giver)
        there = (stick / f"for-{self.ids[OTHER[giver]]}").rglob("*")
        return {str(path.relative_to(stick)): path.read_bytes() for path in there if path.is_file()}

    def carry(self, giver: str) -> None:
        """Carry everything that one side gives, whole."""
        self.lay(OTHER[giver], self.lies(giver))

    def lay(self, taker: str, files: dict[str, bytes]) -> None:
        """Have files lie on the stick of the one who takes."""
        for name, data in files.items():
            path = self.stick(taker) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _ran(work: Callable[[], object]) -> Ran:
    try:
        report = work()
    except PreserveError as problem:
        return Ran(problem.exit_code)
    inner = [
        found
        for one in getattr(report, "deliveries", ())
        for each in one.packages
        for found in each.findings
    ]
    of_packages = [found for each in getattr(report, "packages", ()) for found in each.findings]
    return Ran(report.exit_code, (*report.findings, *inner, *of_packages))

"""Two archives, of which one has packages to send."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from preserve.model.exchange import Step
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.send import send
from preserve.workflows.sending import Sending, Sent
from tests.support.archives import package_all
from tests.support.exchanging import Two, archive_id_of

WORDS = "A headline of some words\n\nJane Roe said: “We are here, number {}.”\n"


class Sender:
    """Two archives, and packages in ours."""

    def __init__(self, root: Path, texts) -> None:
        self.two = Two(root)
        source = root / "source"
        source.mkdir()
        for number, text in enumerate(texts):
            (source / f"{number}.txt").write_text(text)
        outcomes = package_all(self.two.ours, sorted(source.iterdir()), self.two.clock)
        self.packages = tuple(str(outcome.id) for outcome in outcomes)
        self.chances = 0

    def chance(self, count: int) -> bytes:
        self.chances += 1
        return hashlib.sha256(f"{os.getpid()} {self.chances}".encode()).digest()[:count]

    def send(self, *packages: str, to="theirs", **changes) -> Sent:
        wanted = replace(Sending(to, packages), **changes)
        archive = open_archive(self.two.ours.root)
        return send(archive, wanted, self.two.clock, self.chance)

    @property
    def outbox(self) -> Path:
        return Path(self.two.ours.root) / "outbox"

    def below(self, top: Path) -> list[str]:
        ours, theirs = archive_id_of(self.two.ours), archive_id_of(self.two.theirs)
        place = top / f"for-{theirs}" / f"from-{ours}"
        return sorted(p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file())

    def bag_path(self, package: str) -> Path:
        return Path(self.two.ours.root) / "bags" / package

    def steps(self) -> list[dict[str, Step]]:
        transfers = read_history(self.two.ours, is_locked=False).transfers
        return [exchange.steps for exchange in transfers.exchanges.values()]

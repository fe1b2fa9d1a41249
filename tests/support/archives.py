"""Archives in a temporary directory, made by the program itself, with a clock that is given."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from preserve.model.audit import AuditReport
from preserve.workflows.archive import Archive, open_archive
from preserve.workflows.archive_config import ArchiveConfig
from preserve.workflows.audit import AuditOptions, audit
from preserve.workflows.initialize import initialize
from preserve.workflows.package import PackageOutcome
from preserve.workflows.package_run import PackageOptions, package_into

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SEEDS = Path(__file__).parents[2] / "seeds"


class Clock:
    """A clock that moves a second at each look."""

    def __init__(self, start: datetime = START) -> None:
        self.at = start

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def present_clock() -> Clock:
    """Return one an hour behind the real one, for archives that commands look at later on.

    Theirs is the real one: what was made at `START` is overdue for them one day.
    """
    return Clock(datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))


def new_archive(root: Path, clock: Clock) -> Archive:
    return initialize(str(root), ArchiveConfig("Test", "Test Library"), clock()).archive


def options(root: str | None, clock: Clock, **changes) -> PackageOptions:
    wanted = {"archive": root, "directory": None, "metadata": None, "at": clock()}
    return PackageOptions(**{**wanted, **changes})


def package_all(archive: Archive, sources, clock: Clock, **changes) -> list[PackageOutcome]:
    with package_into(
        [str(s) for s in sources], options(archive.root, clock, **changes), clock
    ) as run:
        return list(run.outcomes())


def audited(archive: Archive, clock: Clock, *packages: str, **changes) -> AuditReport:
    wanted = {"clock": clock, "token": "00000000", "packages": packages}
    return audit(archive, AuditOptions(**{**wanted, **changes}))


def archive_with(root: Path, texts: dict[str, bytes], clock: Clock) -> tuple[Archive, list[str]]:
    """Return an archive that holds some texts, and the ids of their packages, in order."""
    sources = root / "sources"
    sources.mkdir(parents=True)
    for name, data in texts.items():
        (sources / name).write_bytes(data)
    archive = new_archive(root / "archive", clock)
    outcomes = package_all(archive, [sources / name for name in texts], clock)
    assert [outcome.status for outcome in outcomes] == ["packaged"] * len(texts)
    return archive, [str(outcome.id) for outcome in outcomes]


def reopened(archive: Archive) -> Archive:
    return open_archive(archive.root)


def files_of(directory: str | Path) -> Iterator[Path]:
    for base, _, names in os.walk(directory):
        for name in names:
            yield Path(base) / name


def tree_digest(directory: str | Path) -> str:
    """One digest over every name, kind, mode, time and byte below a directory."""
    digest = hashlib.sha256()
    for base, folders, names in sorted(os.walk(directory)):
        for name in sorted([*folders, *names]):
            path = os.path.join(base, name)
            status = os.lstat(path)
            digest.update(
                f"{path}|{status.st_mode}|{status.st_mtime_ns}|{status.st_size}\n".encode(
                    errors="replace"
                )
            )
            if os.path.isfile(path) and not os.path.islink(path):
                digest.update(Path(path).read_bytes())
    return digest.hexdigest()

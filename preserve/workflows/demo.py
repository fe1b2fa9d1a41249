"""The demonstration: five real articles, one damaged byte, found, named and restored."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime

from preserve.errors import PreserveError, Refused
from preserve.model.audit import AuditReport
from preserve.storage import atomic, layout
from preserve.workflows.archive import Archive, open_archive
from preserve.workflows.archive_config import ArchiveConfig
from preserve.workflows.audit import AuditOptions, audit
from preserve.workflows.initialize import initialize
from preserve.workflows.package_run import PackageOptions, package_into
from preserve.workflows.repair import Target, Terms, repair
from preserve.workflows.repair_sources import store_copy
from preserve.workflows.seeds import seed_files
from preserve.workflows.write_report import ReportOptions, write_report

Clock = Callable[[], datetime]
Token = Callable[[], str]

_FLIPPED_AT = 100


def run_demo(directory: str, clock: Clock, token: Token) -> Iterator[str]:
    """Show the whole in a directory that is empty or new; yields what to tell, line by line.

    Raises:
        Refused: something is in the directory already.
        PreserveError: the place is full or read-only, or a step did not go as it should.
    """
    place = os.path.abspath(directory)
    sources = _lay_out(place, directory)
    yield f"Everything happens in {place}; nothing else is touched, no network is used."
    yield ""
    yield "1. Package five real articles about the farewell messages from Aleppo, December 2016."
    archive = _make(f"{place}/archive", sources, clock)
    for name in sorted(os.listdir(f"{archive.root}/{layout.BAGS}")):
        if name != layout.ARCHIVE_ID:
            yield f"   {name}"
    yield ""
    yield "2. Audit: read every byte and compare it with the signed history."
    yield f"   {_told(_audited(archive, clock, token))}"
    yield from _damage_and_heal(archive, place, clock, token)
    yield f"Look around: preserve --archive {archive.root} status"
    yield f"             preserve describe {sources}/*.txt"


def _damage_and_heal(archive: Archive, place: str, clock: Clock, token: Token) -> Iterator[str]:
    yield ""
    yield "3. Copy the archive, and flip one bit of one file in the copy."
    copy, package, path = _damaged_copy(archive, f"{place}/copy")
    yield f"   {package}/{path}, byte {_FLIPPED_AT}"
    yield ""
    yield "4. Audit the copy: is the damage found, and named?"
    damaged = _audited(copy, clock, token)
    _require(damaged.exit_code == 1, "the damage was not found")
    yield f"   {_told(damaged)}"
    for found in damaged.findings:
        yield f"   {found.finding.code} {found.package}: {found.finding.message}"
    yield ""
    yield "5. Restore the file from the intact archive; the damaged bytes go to quarantine."
    intact = store_copy(archive.store, package, "the archive the copy was made from")
    terms = Terms(clock, token, by="the demonstration")
    mended = repair(copy, Target(package), terms, [lambda _files, _stack: [intact]])
    _require(mended.is_whole, "the copy could not be repaired")
    yield f"   kept as {mended.set_aside[path]}"
    yield ""
    yield "6. Audit the copy again, and write the report."
    healed = _audited(copy, clock, token)
    _require(healed.exit_code == 0, "the copy is still damaged")
    yield f"   {_told(healed)}"
    report = write_report(copy, f"{copy.root}/{layout.REPORTS}", ReportOptions(clock()))
    yield ""
    yield f"The report:  {report.html}"
    yield f"Its history: preserve --archive {copy.root} history {package}"


def _lay_out(place: str, shown: str) -> str:
    """Put the seeds into an empty place; return their directory."""
    with atomic.writing(shown):
        if os.path.lexists(place) and (not os.path.isdir(place) or os.listdir(place)):
            raise Refused(
                f"{shown} is not an empty directory; nothing was changed.",
                code="FIX-041",
                remedy="Name a directory that is empty or not there yet.",
            )
        sources = f"{place}/articles"
        atomic.make_root(sources)
        for name, data in seed_files():
            atomic.create(f"{sources}/{name}", data)
    return sources


def _make(root: str, sources: str, clock: Clock) -> Archive:
    config = ArchiveConfig("Demonstration", organization="preserve demo")
    archive = initialize(root, config, clock()).archive
    options = PackageOptions(archive=root, directory=None, metadata=None, at=clock())
    with package_into([sources], options, clock) as run:
        outcomes = list(run.outcomes())
    statuses = {outcome.status for outcome in outcomes}
    _require(statuses == {"packaged"}, f"packaging gave {', '.join(sorted(statuses))}")
    return archive


def _damaged_copy(archive: Archive, root: str) -> tuple[Archive, str, str]:
    with atomic.writing(root):
        shutil.copytree(archive.root, root)
        copy = open_archive(root)
        package = min(entry.path for entry in copy.store.members())
        path = next(
            entry.path
            for entry in copy.store.tree(package).entries()
            if entry.path.startswith(layout.ORIGINAL)
        )
        with open(f"{copy.store.bags}/{package}/{path}", "r+b") as opened:
            opened.seek(_FLIPPED_AT)
            byte = opened.read(1)
            opened.seek(_FLIPPED_AT)
            opened.write(bytes([byte[0] ^ 1]))
    return copy, package, path


def _audited(archive: Archive, clock: Clock, token: Token) -> AuditReport:
    return audit(archive, AuditOptions(clock=clock, token=token()))


def _told(report: AuditReport) -> str:
    packages = ", ".join(f"{count} {state}" for state, count in report.packages.items())
    return f"{packages}; {report.coverage.files_read} files read, exit code {report.exit_code}"


def _require(is_so: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not is_so:
        raise PreserveError(f"The demonstration did not go as it should: {otherwise}.")

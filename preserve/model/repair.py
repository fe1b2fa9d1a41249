"""A repair as data: what is wanted, what was planned, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from preserve.model.file import FileRecord, printable
from preserve.model.finding import Finding, gravest


class Wanted(NamedTuple):
    """A file that has to be put back.

    Attributes:
        record: what is on record.
        state: what was found in its place, as in `FileState`.
        found: size and digests of that, as far as it was read; as an entry keeps them.
        lies_at: where its bytes lie in the package under a name that is not on record, or None.
    """

    record: FileRecord
    state: str
    found: Mapping[str, object]
    lies_at: str | None = None


class Needs(NamedTuple):
    """What a package needs.

    Attributes:
        wanted: the files to be put back, in the order of the inventory.
        unexpected: paths of what lies in the package and is not on record.
        left: what no copy can help with, told as findings.
    """

    wanted: tuple[Wanted, ...]
    unexpected: tuple[str, ...]
    left: tuple[Finding, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the package is as recorded."""
        return not (self.wanted or self.unexpected or self.left)


class FilePlan(NamedTuple):
    """A file of the plan.

    Attributes:
        wanted: what is wanted.
        copy: what the history calls the copy that has it; None where no copy at hand does.
    """

    wanted: Wanted
    copy: str | None

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        record = self.wanted.record
        return {
            "path": printable(record.path),
            "state": self.wanted.state,
            "bytes": record.size_bytes,
            "sha256": record.digests.get("sha256"),
            "from": self.copy,
        }


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair found and did, or would do.

    Attributes:
        store: the archive's own store, or the name of the replica.
        files: what was wanted, file by file.
        set_aside: what was moved to quarantine, by path: where it is now.
        is_trial: nothing was changed.
        is_whole: the package was read again afterwards and is as recorded.
        asked: the partners who were asked for what no copy at hand has.
        carried: what lies where now for partners, in words, a line each.
        incident: the id of the incident that this settles or belongs to, or None.
        is_closed: whether that incident is closed.
    """

    package: str
    store: str
    files: tuple[FilePlan, ...] = ()
    set_aside: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    is_trial: bool = False
    is_whole: bool = False
    asked: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    incident: str | None = None
    is_closed: bool = False

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        return gravest(found.weight for found in self.findings)

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "package": self.package,
            "store": self.store,
            "dry_run": self.is_trial,
            "whole": self.is_whole,
            "files": [file.document() for file in self.files],
            "set_aside": [
                {"path": path, "moved_to": place} for path, place in self.set_aside.items()
            ],
            "asked": list(self.asked),
            "incident": self.incident,
            "incident_closed": self.is_closed,
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }

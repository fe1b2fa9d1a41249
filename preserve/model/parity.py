"""Parity of a package, as it is on record."""

from datetime import UTC, datetime
from typing import NamedTuple

from preserve.model.file import FileRecord
from preserve.model.finding import Finding, gravest


class ParityState(NamedTuple):
    """The parity of a package.

    Attributes:
        files: its volumes, as recorded.
        percent: of redundancy.
        made_at: when, or None where there is none.
        findings: what is the matter with it.
    """

    package: str
    files: tuple[FileRecord, ...]
    percent: int
    made_at: datetime | None
    findings: tuple[Finding, ...] = ()

    @property
    def size_bytes(self) -> int:
        """Of all volumes."""
        return sum(file.size_bytes for file in self.files)

    @property
    def exit_code(self) -> int:
        """What it asks for."""
        return gravest(found.weight for found in self.findings)

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "package": self.package,
            "made_at": None if self.made_at is None else _instant(self.made_at),
            "redundancy_percent": self.percent,
            "bytes": self.size_bytes,
            "files": [{"path": file.path, "bytes": file.size_bytes} for file in self.files],
            "findings": [found.document() for found in self.findings],
        }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")

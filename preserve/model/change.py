"""A deliberate change of a package: every difference, before and after, and who accepts it."""

from dataclasses import dataclass

from preserve.model.file import FileRecord
from preserve.model.finding import Finding
from preserve.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that is not as it was recorded.

    Attributes:
        before: what is on record; None for a file that came to it.
        after: what was read now; None for a file that is gone.
    """

    path: str
    before: FileRecord | None
    after: FileRecord | None

    @property
    def kind(self) -> str:
        """`added`, `removed` or `altered`."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "altered"

    def document(self) -> dict[str, object]:
        """Return the JSON shape, which is also how the ledger keeps it."""
        return {
            "path": self.path,
            "before": content_document(self.before),
            "after": content_document(self.after),
        }


@dataclass(frozen=True, slots=True)
class AcceptedChange:
    """What lies there now in place of what is on record.

    Attributes:
        superseded_entry: number of the ledger's entry that held the inventory until now.
        entry: number of the entry that holds it from now on; None when nothing was recorded,
            because it was only asked what would be.
        bag: whether what lies there is a valid bag; it is accepted whatever this says.
        bag_findings: why it is not.
        warnings: what else is worth knowing about the files.
    """

    package: str
    by: str
    why: str
    changes: tuple[FileChange, ...]
    files: int
    superseded_entry: int
    entry: int | None
    bag: Verdict
    bag_findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "package": self.package,
            "by": self.by,
            "why": self.why,
            "is_recorded": self.entry is not None,
            "entry": self.entry,
            "before": {"entry": self.superseded_entry},
            "changes": [{"kind": one.kind, **one.document()} for one in self.changes],
            "files": self.files,
            "bag": {
                "verdict": self.bag.value,
                "findings": [found.document() for found in self.bag_findings],
            },
            "findings": [found.document() for found in self.warnings],
        }


def content_document(record: FileRecord | None) -> dict[str, object] | None:
    """Return size and digests of a file as the ledger keeps them, without its path."""
    return None if record is None else {"bytes": record.size_bytes, **record.digests}

"""Everything that a run found, as a table in a file, where it is too much for a page of text."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice

from preserve.errors import NotWritable
from preserve.model.audit import AuditFinding
from preserve.report.table import finding_lines
from preserve.storage import atomic
from preserve.storage.layout import REPORTS

_LINES_TOGETHER = 1000


@dataclass(frozen=True, slots=True)
class FindingsFile:
    """A table of findings, as an entry of the ledger refers to it.

    Attributes:
        path: relative to the archive.
        findings: how many lines it has beside the names of the columns.
        sha256: of its bytes, hex.
    """

    path: str
    findings: int
    bytes: int
    sha256: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return asdict(self)


def write_findings(root: str, run: str, findings: Sequence[AuditFinding]) -> FindingsFile:
    """Write the findings of a run into the archive's reports/, whole or not at all.

    Raises:
        PreserveError: the directory is full or cannot be written.
    """
    path = f"{REPORTS}/{run}-findings.csv"
    sums = _Sums()
    with atomic.writing(path):
        try:
            atomic.make_root(f"{root}/{REPORTS}")
        except FileExistsError as problem:
            raise NotWritable(f"{REPORTS} is no directory.") from problem
        atomic.replace_with(f"{root}/{path}", sums.passed(_parts(finding_lines(run, findings))))
    return FindingsFile(path, len(findings), sums.size_bytes, sums.sha256.hexdigest())


class _Sums:
    """Size and digest of what passes."""

    def __init__(self) -> None:
        self.size_bytes = 0
        self.sha256 = hashlib.sha256()

    def passed(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        for part in parts:
            self.size_bytes += len(part)
            self.sha256.update(part)
            yield part


def _parts(lines: Iterator[str]) -> Iterator[bytes]:
    while part := "".join(islice(lines, _LINES_TOGETHER)):
        yield part.encode("utf-8", "backslashreplace")

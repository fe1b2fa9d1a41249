"""The metadata file: what a person knows about the sources."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from preserve.errors import Refused
from preserve.model.digest import SENDERS_ALGORITHMS
from preserve.model.finding import Finding, exit_code_of
from preserve.reading.metadata import read_metadata
from preserve.storage.source import read_whole
from preserve.workflows.compose import Word

_LIMIT_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a metadata file says, by file name, and whose word it is."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asserted_by: str = "nobody"
    notes: tuple[Finding, ...] = ()

    def word_on(self, name: str) -> Word:
        """Return what is said about one source."""
        said = self.rows.get(name, {})
        values = {key: value for key, value in said.items() if key not in SENDERS_ALGORITHMS}
        digests = {key: said[key].lower() for key in SENDERS_ALGORITHMS if key in said}
        return Word(values, self.asserted_by, digests)


def load_supplied(path: str | None) -> Supplied:
    """Read a metadata file; no file is no word.

    Raises:
        Unreadable: it is not there, or may not be read.
        Refused: it cannot be understood at all.
    """
    if path is None:
        return Supplied()
    name = os.path.basename(path)
    rows, findings = read_metadata(name, read_whole(path, _LIMIT_BYTES))
    if exit_code_of(findings) and not rows:
        raise Refused(findings[0].message, code=findings[0].code, remedy=findings[0].remedy)
    return Supplied(rows, f"metadata file {name}", findings)

"""Verify the history, and print what proves it."""

from collections.abc import Iterator
from dataclasses import dataclass

from preserve.model.finding import Finding, exit_code_of
from preserve.storage.source import read_whole
from preserve.workflows.archive import History, open_archive, read_history, require_sound

_CHECKPOINT_LIMIT_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What verification concludes."""

    state: str
    size: int
    root: str
    findings: tuple[Finding, ...]
    exit_code: int

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "state": self.state,
            "size": self.size,
            "root": self.root,
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }


def verify_ledger(root: str, against: str | None) -> LedgerReport:
    """Verify an archive's ledger, and against a checkpoint in a file that was kept elsewhere.

    Raises:
        PreserveError: there is no archive or ledger, or a file cannot be read.
    """
    note = None
    if against is not None:
        note = _note_of(read_whole(against, _CHECKPOINT_LIMIT_BYTES))
    verdict = read_history(open_archive(root), is_locked=False, against=note).verdict
    return LedgerReport(
        verdict.state.value,
        verdict.frontier.size,
        verdict.root_text,
        verdict.findings,
        exit_code_of(verdict.findings),
    )


def _note_of(data: bytes) -> str:
    """Return a note as it was signed, though it was copied from a mail by way of an editor.

    Line ends and empty lines around it change on such a way; the signature is about the rest.
    """
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    return "\n".join(lines).strip("\n") + "\n"


def sound_history(root: str) -> History:
    """Return a history that verifies.

    Raises:
        EvidenceFailure: it does not.
    """
    history = read_history(open_archive(root), is_locked=False)
    require_sound(history)
    return history


def exported(root: str) -> tuple[Iterator[bytes], tuple[Finding, ...], int]:
    """Return the stored bytes of every entry, what is wrong with the history, the exit code."""
    history = read_history(open_archive(root), is_locked=False)
    findings = history.verdict.findings
    return history.entries.lines(), findings, exit_code_of(findings)

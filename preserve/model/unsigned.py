"""What became of a bag that came without an offer."""

from dataclasses import dataclass
from enum import StrEnum

from preserve.model.finding import Finding, exit_code_of


class UnsignedStatus(StrEnum):
    """What was done with it; `acceptable` is what a trial says of one that would be taken."""

    ACCEPTED = "accepted"
    ACCEPTABLE = "acceptable"
    ALREADY_HELD = "already-held"
    REFUSED = "refused"
    UNDECIDED = "undecided"


class Lack(StrEnum):
    """What a bag does not bring with it."""

    OFFER = "offer"
    SIGNATURE = "signature"
    DESCRIPTION = "description"
    WARC = "warc"
    TAG_MANIFEST = "tag-manifest"
    PROFILE = "profile"
    STRONG_DIGESTS = "strong-digests"


@dataclass(frozen=True, slots=True)
class UnsignedBag:
    """What became of it.

    Attributes:
        path: as the user named it, for people.
        package: the id under which it is held, or would be; None where that is not known.
        kept_in: where it lies in quarantine, relative to the archive; None where it does not.
        lacks: what it does not bring with it; empty where it was not looked at so far.
        profile: the profile that it says it follows, or None.
        algorithms: those of its payload manifests.
        entry: number of the entry that put it on record, or None.
    """

    path: str
    status: UnsignedStatus
    package: str | None = None
    kept_in: str | None = None
    lacks: tuple[Lack, ...] = ()
    profile: str | None = None
    algorithms: tuple[str, ...] = ()
    files: int = 0
    size_bytes: int = 0
    entry: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> int:
        """The exit code that its findings ask for."""
        return exit_code_of(self.findings)

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "path": self.path,
            "status": self.status.value,
            "package": self.package,
            "kept_in": self.kept_in,
            "lacks": [lack.value for lack in self.lacks],
            "profile": self.profile,
            "algorithms": list(self.algorithms),
            "files": self.files,
            "bytes": self.size_bytes,
            "entry": self.entry,
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }

"""A receipt as people need it: who has taken over what, from whom, when, and checked how."""

from dataclasses import dataclass
from typing import NamedTuple


class Checked(NamedTuple):
    """What was checked of a package, and how it came out.

    Attributes:
        outcome: `passed`, `warning` or `not-checked`.
    """

    check: str
    outcome: str
    detail: str | None


class ReceiptPackage(NamedTuple):
    """A package that was taken over.

    Attributes:
        tag_manifest_sha256: digest of the tag manifest of the bag, in hex.
        files: how many files the bag has.
        bag_bytes: of all of them.
        possession: the proof that every byte was at hand, in hex (SHA-512).
        already_held: whether the archive that took it over held the same package before.
    """

    package: str
    tag_manifest_sha256: str
    files: int
    bag_bytes: int
    possession: str
    already_held: bool
    checks: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says; whether it is signed by whom it names is another matter.

    Attributes:
        sha256: of its bytes.
        conversation: name of the exchange that it ends.
        holder: id of the archive that has taken the packages over.
        holder_name: what that archive calls itself.
        giver: id of the archive that handed them over.
        at: when, as written: UTC, whole seconds.
        answers: SHA-256 of the confirmation that it answers.
        responsible: who answers for the holder, as far as it says so.
        software: programs that took part, with their versions.
    """

    sha256: str
    conversation: str
    holder: str
    holder_name: str
    giver: str
    giver_name: str
    at: str
    answers: str
    responsible: tuple[str, ...]
    packages: tuple[ReceiptPackage, ...]
    software: tuple[str, ...]


class HeldBy(NamedTuple):
    """A line of the list of receipts: a package that one archive took over from another.

    Attributes:
        is_ours: whether another archive holds a package of this one; else it is the other way.
        partner: name of the other archive.
        since: when it was taken over, as the receipt says.
        last_proof: when possession was proven last: for the receipt; of what a partner holds, also
            when it answered a challenge since.
        last_answer: what the partner's last answer to a challenge was worth; None without one.
        file: the receipt, relative to the archive.
        is_filed: whether it lies there, as on record.
    """

    package: str
    is_ours: bool
    partner: str
    since: str
    last_proof: str
    last_answer: str | None
    file: str
    is_filed: bool

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "package": self.package,
            "direction": "given" if self.is_ours else "taken",
            "partner": self.partner,
            "since": self.since,
            "last_proof": self.last_proof,
            "last_answer": self.last_answer,
            "file": self.file,
            "is_filed": self.is_filed,
        }

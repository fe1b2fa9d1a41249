"""What an offer says, built and read back; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from preserve.model.exchange import Step
from preserve.model.plain import mapping_of, mappings_of, number_of, text_of

MOST_PACKAGES: Final = 5_000
"""In one offer: its message, and every answer to it, stays below the longest that is read."""

NONCE_BYTES: Final = 32
BAGS: Final = "bags"
"""The directory beside an offer in which its bags lie."""

_LONGEST_PROFILE: Final = 2000


class Offered(NamedTuple):
    """A package as an offer names it.

    Attributes:
        file: where its serialized bag lies, relative to the directory of the message.
        size_bytes: of that file.
        sha256: of that file, in hex.
        files: how many files are in the bag.
        bag_bytes: all of them together.
        profile: the identifier that bag-info.txt names, or None.
        risks: how many passages of each kind an archivist should decide on.
    """

    package: str
    file: str
    size_bytes: int
    sha256: str
    tag_manifest_sha256: str
    files: int
    bag_bytes: int
    profile: str | None
    risks: Mapping[str, int]

    @property
    def form(self) -> str:
        """`tar` or `zip`, by the end of the file's name."""
        return self.file.rpartition(".")[2]

    @property
    def stored_name(self) -> str:
        """What the file is called in quarantine."""
        return f"{self.package}.{self.form}"

    def document(self) -> dict[str, object]:
        """Return the JSON shape (`schemas/message`)."""
        return {
            "package": self.package,
            "file": self.file,
            "bytes": self.size_bytes,
            "sha256": self.sha256,
            "tag_manifest_sha256": self.tag_manifest_sha256,
            "files": self.files,
            "bag_bytes": self.bag_bytes,
            "profile": self.profile,
            "risks": [{"kind": kind, "count": count} for kind, count in self.risks.items()],
        }


class Said(NamedTuple):
    """What people say along with an offer, in words of their own.

    Attributes:
        rights: what may be done with the packages.
        note: anything else.
        risk_note: why packages are sent although there are risks in them.
    """

    rights: str | None = None
    note: str | None = None
    risk_note: str | None = None


NOTHING_SAID: Final = Said()


def offer_body(nonce: bytes, said: Said, packages: Sequence[Offered]) -> dict[str, object]:
    """Return the body of an offer.

    Args:
        nonce: 32 random bytes; the receiver proves possession over them.
        said: by people.
        packages: at least one, at most `MOST_PACKAGES`.
    """
    return {
        "nonce": nonce.hex(),
        "rights": said.rights,
        "note": said.note,
        "risk_note": said.risk_note,
        "packages": [each.document() for each in packages],
    }


def withdrawal_body(why: str, packages: Sequence[str]) -> dict[str, object]:
    """Return the body of a withdrawal."""
    return {"why": why, "packages": [{"package": package} for package in packages]}


def offered_in(document: Mapping[str, object]) -> dict[str, Offered]:
    """Return the packages of an offer whose form is right, by their ids, in its order."""
    return {each.package: each for each in map(_offered, mappings_of(document.get("packages")))}


def _offered(shape: Mapping[str, object]) -> Offered:
    return Offered(
        package=text_of(shape.get("package")) or "",
        file=text_of(shape.get("file")) or "",
        size_bytes=number_of(shape.get("bytes")) or 0,
        sha256=text_of(shape.get("sha256")) or "",
        tag_manifest_sha256=text_of(shape.get("tag_manifest_sha256")) or "",
        files=number_of(shape.get("files")) or 0,
        bag_bytes=number_of(shape.get("bag_bytes")) or 0,
        profile=text_of(shape.get("profile")),
        risks={
            text_of(risk.get("kind")) or "": number_of(risk.get("count")) or 0
            for risk in mappings_of(shape.get("risks"))
        },
    )


def profile_in(value: str | None) -> str | None:
    """Return the identifier of a profile as an offer names it; None where it has none to name."""
    return value if value and value.isprintable() and len(value) <= _LONGEST_PROFILE else None


RISK_KINDS: Final = ("minor", "location", "alive", "asked_anonymity")
"""The kinds of risks that an offer can name (`schemas/description`)."""


def risks_in(description: object) -> dict[str, int]:
    """Return how many passages of each kind of risk a description names."""
    risks = mappings_of(mapping_of(description).get("risks"))
    counts = Counter(text_of(risk.get("kind")) for risk in risks)
    return {kind: counts[kind] for kind in RISK_KINDS if counts[kind]}


WITHDRAWABLE: Final = frozenset({Step.OFFERED, Step.RECEIVED, Step.VALID})
"""The steps from which an offer can be taken back: those before its confirmation."""

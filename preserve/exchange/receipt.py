"""The receipt: what its body says, what can be read from it, and what it must agree with; pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from preserve.exchange.message import Message
from preserve.exchange.possession import FileRead
from preserve.model.plain import mapping_of, mappings_of, number_of, text_of
from preserve.model.portions import portions_of
from preserve.model.receipt import Checked, Receipt, ReceiptPackage
from preserve.schema.canonical import canonical_bytes

MOST_PACKAGES: Final = 2_000
"""Of one receipt: so that it stays far below the longest message. More take several receipts."""
_MOST_BYTES: Final = 8 << 20
"""What the lines of one receipt take: half of what the longest message may have."""
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
_MOST_SOFTWARE: Final = 20


class Bag(NamedTuple):
    """A bag as it was read: what receipts and answers say of one.

    Attributes:
        tag_manifest_sha256: in hex; None where it has none.
        files: how many.
        bag_bytes: of all of them.
        possession: the proof, in hex.
    """

    tag_manifest_sha256: str | None
    files: int
    bag_bytes: int
    possession: str


class TakenOver(NamedTuple):
    """A package that is taken over."""

    package: str
    bag: Bag
    already_held: bool


def bag_of(files: Sequence[FileRead], possession: str) -> Bag:
    """Return what is said of a bag, from its files as they were read."""
    tag_manifests = [file.digests.get("sha256") for file in files if file.path == TAG_MANIFEST]
    size = sum(file.size_bytes for file in files)
    return Bag(tag_manifests[0] if tag_manifests else None, len(files), size, possession)


def receipt_body(
    offer: Message,
    valid: Message,
    responsible: Mapping[str, object],
    software: Mapping[str, object],
    taken: Sequence[TakenOver],
) -> dict[str, object]:
    """Return what a receipt says beside its envelope (`schemas/receipt`).

    Args:
        offer: what was offered.
        valid: what this archive said after its checks.
        responsible: who answers for this archive.
        software: this program, and its version.
        taken: the packages.
    """
    offered, judged = lines_of(offer), lines_of(valid)
    programs = [dict(each) for each in mappings_of(valid.document.get("software"))]
    if dict(software) not in programs:
        programs.insert(0, dict(software))
    return {
        "offer": offer.sha256,
        "valid": valid.sha256,
        "responsible": dict(responsible),
        "nonce": offer.document["nonce"],
        "software": programs[:_MOST_SOFTWARE],
        "packages": [_line(each, offered[each.package], judged[each.package]) for each in taken],
    }


def portions(
    offer: Message, valid: Message, taken: Sequence[TakenOver]
) -> Iterator[list[TakenOver]]:
    """Return packages so many at a time as one receipt can name, whatever the sender said of them.

    Args:
        offer: what was offered; its words come again in the receipt.
        valid: what this archive said after its checks.
        taken: the packages.
    """
    offered, judged = lines_of(offer), lines_of(valid)

    def size_of(each: TakenOver) -> int:
        return len(canonical_bytes(_line(each, offered[each.package], judged[each.package])))

    return portions_of(taken, size_of, MOST_PACKAGES, _MOST_BYTES)


def _line(
    taken: TakenOver, offered: Mapping[str, object], judged: Mapping[str, object]
) -> dict[str, object]:
    return {
        "package": taken.package,
        "sha256": offered["sha256"],
        "bytes": offered["bytes"],
        "tag_manifest_sha256": taken.bag.tag_manifest_sha256,
        "files": taken.bag.files,
        "bag_bytes": taken.bag.bag_bytes,
        "profile": offered["profile"],
        "already_held": taken.already_held,
        "possession": taken.bag.possession,
        "checks": judged["checks"],
    }


def lines_of(message: Message) -> dict[str, Mapping[str, object]]:
    """Return what a message says of each package, by package id."""
    lines = mappings_of(message.document.get("packages"))
    return {text_of(line.get("package")) or "": line for line in lines}


_OF_THE_BAG: Final = ("tag_manifest_sha256", "files", "bag_bytes")


def unlike_offer(answer: Message, offer: Message) -> dict[str, str]:
    """Return what an answer says of packages that cannot be true of what was offered, by package.

    Args:
        answer: `valid` or `accepted`.
        offer: what it leads back to.
    """
    is_our_nonce = answer.document.get("nonce") == offer.document.get("nonce")
    offered = lines_of(offer)
    found: dict[str, str] = {}
    for package, line in lines_of(answer).items():
        before = offered.get(package)
        if before is None:
            found[package] = "was not offered"
        elif not is_our_nonce:
            found[package] = "is proven with another nonce than the one that was asked for"
        elif any(line.get(key) != before.get(key) for key in _OF_THE_BAG):
            found[package] = "has another tag manifest, or another size, than the one offered"
    return found


def receipt_problems(
    receipt: Message, offer: Message, valid: Message, confirmation: Message
) -> Iterator[str]:
    """Yield how a receipt differs from what was said before, in words.

    Args:
        receipt: `accepted`, as the partner signed it.
        offer: ours.
        valid: the partner's, which the confirmation answers.
        confirmation: ours, which the receipt answers.
    """
    document = receipt.document
    if document.get("offer") != offer.sha256 or document.get("valid") != valid.sha256:
        yield "names another offer, or other checks, than the ones it follows"
    for package, words in unlike_offer(receipt, offer).items():
        yield f"names {package}, which {words}"
    offered, confirmed = lines_of(offer), lines_of(confirmation)
    for package, line in lines_of(receipt).items():
        if package not in confirmed:
            yield f"names {package}, which was not confirmed"
        elif line.get("possession") != confirmed[package].get("possession"):
            yield f"gives another proof of {package} than the one confirmed"
        before = offered.get(package, {})
        if any(line.get(key) != before.get(key) for key in ("sha256", "bytes", "profile")):
            yield f"says of {package} that something else came than what was sent"


def receipt_of(message: Message) -> Receipt:
    """Read a receipt of which the form is right."""
    document = message.document
    responsible = mapping_of(document.get("responsible"))
    named = (text_of(responsible.get(part)) for part in ("organization", "contact"))
    return Receipt(
        sha256=message.sha256,
        conversation=message.conversation.name,
        holder=message.sender.archive,
        holder_name=message.sender.name,
        giver=message.recipient.archive,
        giver_name=message.recipient.name,
        at=text_of(document.get("at")) or "",
        answers=message.in_reply_to or "",
        responsible=tuple(each for each in named if each is not None),
        packages=tuple(_package_of(line) for line in mappings_of(document.get("packages"))),
        software=tuple(
            f"{text_of(each.get('name'))} {text_of(each.get('version'))}"
            for each in mappings_of(document.get("software"))
        ),
    )


def _package_of(line: Mapping[str, object]) -> ReceiptPackage:
    return ReceiptPackage(
        package=text_of(line.get("package")) or "",
        tag_manifest_sha256=text_of(line.get("tag_manifest_sha256")) or "",
        files=number_of(line.get("files")) or 0,
        bag_bytes=number_of(line.get("bag_bytes")) or 0,
        possession=text_of(line.get("possession")) or "",
        already_held=line.get("already_held") is True,
        checks=tuple(
            Checked(
                text_of(each.get("check")) or "",
                text_of(each.get("outcome")) or "",
                text_of(each.get("detail")),
            )
            for each in mappings_of(line.get("checks"))
        ),
    )

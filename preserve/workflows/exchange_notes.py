"""What partners said and did, in the words of a history: one sentence for each entry.

Texts that came from outside are repeated here as they are; whoever shows them makes them visible.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from preserve.ledger.transfers import packages_of
from preserve.model.exchange import Direction, MessageKind
from preserve.model.plain import mapping_of, mappings_of, text_of
from preserve.report.wording import counted, counts_words

_SAID: Final = {
    MessageKind.OFFER: ("offered to {p}", "offered by {p}"),
    MessageKind.RECEIVED: (
        "{p} was told that it had come here, byte for byte",
        "{p} says that it has come there, byte for byte",
    ),
    MessageKind.VALID: (
        "{p} was told that it is valid, with proof that it is at hand",
        "{p} found it valid, with proof that it is at hand there",
    ),
    MessageKind.REFUSED: ("{p} was told that it is refused", "refused by {p}"),
    MessageKind.CONFIRMATION: (
        "the proof of {p} was held against our bytes and confirmed",
        "{p} confirmed our proof: it may be taken over",
    ),
    MessageKind.ACCEPTED: ("taken over from {p}; the receipt was signed", "taken over by {p}"),
    MessageKind.WITHDRAWAL: ("the offer to {p} was taken back", "{p} took the offer back"),
    MessageKind.CHALLENGE: (
        "{p} was asked to prove that it holds it",
        "{p} asks for proof that it is held here",
    ),
    MessageKind.PROOF: ("{p} was given the proof asked for", "{p} answered"),
    MessageKind.REPAIR_REQUEST: (
        "{p} was asked for files that are damaged here",
        "{p} asks for files that are damaged there",
    ),
    MessageKind.REPAIR_PARCEL: ("files were sent to {p}", "files came from {p}"),
}
_PACKAGES_TOLD: Final = 3
_REASONS_TOLD: Final = 2


def transfer_note(detail: Mapping[str, object], partner: str, package: str | None = None) -> str:
    """Return what a message says.

    Args:
        detail: of the entry that holds it.
        partner: what this archive calls the other one.
        package: only what it says about this one.
    """
    document = mapping_of(detail.get("message"))
    kind = MessageKind(text_of(document.get("type")) or "")
    is_sent = detail.get("direction") == Direction.SENT.value
    sent, received = _SAID[kind]
    words = (sent if is_sent else received).format(p=partner)
    about = "" if package is not None else f"{_about(packages_of(document))}: "
    named = (one for one in mappings_of(document.get("packages")) if _is_meant(one, package))
    more = _more(kind, document, list(named))
    return f"{about}{words}{f': {more}' if more else ''} (exchange {document.get('conversation')})"


def _is_meant(one: Mapping[str, object], package: str | None) -> bool:
    return package is None or one.get("package") == package


def _about(packages: tuple[str, ...]) -> str:
    told = ", ".join(packages[:_PACKAGES_TOLD])
    left = len(packages) - _PACKAGES_TOLD
    return f"{told} and {left} more" if left > 0 else told


def _more(
    kind: MessageKind, document: Mapping[str, object], packages: list[Mapping[str, object]]
) -> str:
    """Return the particulars of a message, as far as they are about some packages."""
    if kind is MessageKind.WITHDRAWAL:
        return text_of(document.get("why")) or ""
    if kind is MessageKind.REFUSED:
        return _reasons(packages)
    if kind is MessageKind.PROOF:
        return counts_words(Counter(text_of(one.get("outcome")) or "" for one in packages))
    if kind in {MessageKind.REPAIR_REQUEST, MessageKind.REPAIR_PARCEL}:
        return counted(sum(len(mappings_of(one.get("files"))) for one in packages), "file")
    return ""


def _reasons(packages: list[Mapping[str, object]]) -> str:
    found = [each for one in packages for each in mappings_of(one.get("findings"))]
    told = " ".join(f"{each.get('code')} {each.get('message')}" for each in found[:_REASONS_TOLD])
    left = len(found) - _REASONS_TOLD
    return f"{told} And {counted(left, 'more reason')}." if left > 0 else told

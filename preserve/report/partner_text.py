"""Partners for the terminal and for programs: whom we exchange with, and how to be sure of it."""

from collections.abc import Iterator, Sequence

from preserve.model.partner import Card, KeyShown, LastMessage, PartnerView, PlaceState
from preserve.report.visible import visible
from preserve.report.wording import counted, instant_text

_PLACES = {
    PlaceState.BY_HAND: "by hand",
    PlaceState.ONLINE: "there now",
    PlaceState.OFFLINE: "not there now",
    PlaceState.UNMARKED: "there, and not marked as a place of exchange",
}
_BLOCKS_SHOWN = 2
COMPARE = (
    "Have somebody there whose voice you know read you the fingerprint by telephone, from\n"
    "`preserve partner card`. If one digit differs, it is not their key: remove the partner.\n"
    "They need your card, too: until they have added this archive, they take nothing from it."
)
_GIVE = (
    "Give this to the partner. Then read the fingerprint to somebody there by telephone:\n"
    "`preserve partner add` shows the same eight blocks, or it is not our key that arrived."
)


def partners_text(views: Sequence[PartnerView]) -> str:
    """Return the partners a few lines each, and how many were removed."""
    present = [view for view in views if not view.is_removed]
    lines = [line for view in present for line in _row(view)]
    if not present:
        lines.append("There is no partner yet: `preserve partner add NAME --key KEY` adds one.")
    if gone := [visible(view.name) for view in views if view.is_removed]:
        lines.append(f"Removed: {', '.join(gone)}.")
    return "\n".join(lines)


def _row(view: PartnerView) -> Iterator[str]:
    blocks = view.shown.fingerprint.split(" ")[:_BLOCKS_SHOWN]
    contact = f"  {visible(view.settings.contact)}" if view.settings.contact else ""
    yield f"{visible(view.name)}{contact}"
    yield f"    reached      {_reached(view)}"
    yield f"    fingerprint  {' '.join(blocks)} …"
    yield f"    sent         {_last(view.last_sent)}"
    yield f"    received     {_last(view.last_received)}"
    yield f"    open         {counted(view.open_deliveries, 'delivery', 'deliveries')}"


def _reached(view: PartnerView) -> str:
    words = _PLACES[view.place]
    return words if view.settings.inbox is None else f"{visible(view.settings.inbox)} ({words})"


def _last(message: LastMessage | None) -> str:
    return "nothing yet" if message is None else f"{message.kind}, {instant_text(message.at)}"


def partner_text(view: PartnerView) -> str:
    """Return everything about a partner."""
    removed = " (removed: nothing more is sent or taken)" if view.is_removed else ""
    profiles = ", ".join(map(visible, view.settings.profiles)) or "our own"
    lines = [
        f"{visible(view.name)}{removed}",
        f"  contact      {visible(view.settings.contact or 'not known')}",
        f"  archive      {view.archive}",
        *_key_lines("key", view.shown),
        f"  pinned       {instant_text(view.since)}",
        f"  reached      {_reached(view)}",
        f"  profiles     {profiles}",
        f"  sent         {_last(view.last_sent)}",
        f"  received     {_last(view.last_received)}",
        f"  open         {counted(view.open_deliveries, 'delivery', 'deliveries')}",
    ]
    lines.extend(line for former in view.former for line in _key_lines("former key", former))
    return "\n".join(lines)


def _key_lines(label: str, shown: KeyShown) -> Iterator[str]:
    yield f"  {label:11}  {visible(shown.key)}"
    yield f"  fingerprint  {shown.fingerprint}"


def place_hint(view: PartnerView) -> str | None:
    """Return what to do about a place that cannot be used now; None where nothing is to be done."""
    inbox = visible(view.settings.inbox or "")
    if view.place is PlaceState.OFFLINE:
        return (
            f"{inbox} is not there now. Connect it, or make the directory; then run"
            "\n`preserve partner add` with --inbox again: that marks it as a place of exchange."
            "\nUntil then everything waits in the outbox."
        )
    if view.place is PlaceState.UNMARKED:
        return (
            f"{inbox} is not marked as a place of exchange, so nothing is written there: it may be"
            "\nan empty mount point. `preserve partner add` with --inbox marks it."
        )
    return None


def card_text(card: Card) -> str:
    """Return what one archive gives to another."""
    return "\n".join(
        [
            f"Card of the archive {visible(card.name)}",
            f"  archive      {card.archive}",
            *_key_lines("key", card.shown),
            _GIVE,
        ]
    )


def rekeyed_text(new: KeyShown, path: str, partners: Sequence[str]) -> str:
    """Return what is to be done now that this archive has a new key.

    Args:
        new: the key.
        path: where the directory lies that partners are handed.
        partners: their names.
    """
    names = f" ({', '.join(map(visible, partners))})" if partners else ""
    return "\n".join(
        [
            *_key_lines("key", new),
            "Keep a copy of the new keys/archive.key somewhere safe, and destroy the copies of the",
            "old one: it signs nothing any more.",
            f"Hand {visible(path)} to every archive that knows this one{names}. They run",
            "  preserve partner rekey NAME --key key.pub --proof key-change.json",
            "and compare the fingerprint by telephone. Until then they take nothing from here.",
        ]
    )


def partner_document(view: PartnerView) -> dict[str, object]:
    """Return the JSON shape of a partner."""
    return {
        "name": view.name,
        "archive": view.archive,
        **view.shown.document(),
        "pinned_at": instant_text(view.since),
        "is_removed": view.is_removed,
        "former_keys": [former.document() for former in view.former],
        "contact": view.settings.contact,
        "inbox": view.settings.inbox,
        "place": view.place.value,
        "profiles": list(view.settings.profiles),
        "last_sent": _last_document(view.last_sent),
        "last_received": _last_document(view.last_received),
        "open_deliveries": view.open_deliveries,
    }


def _last_document(message: LastMessage | None) -> dict[str, object] | None:
    return None if message is None else {"kind": message.kind, "at": instant_text(message.at)}

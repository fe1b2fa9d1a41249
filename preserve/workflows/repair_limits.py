"""How much a partner is handed out for its repairs: of what was delivered, so much a day."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from preserve.ledger.partners import Partner
from preserve.ledger.transfers import Exchange, Transfers
from preserve.model.exchange import Direction, MessageKind, Step
from preserve.model.plain import mappings_of, number_of
from preserve.schema.canonical import canonical_bytes
from preserve.workflows.desk import Desk

MOST_ANSWERED_A_DAY: Final = 50
MOST_BYTES_A_DAY: Final = 100 * 10**9
REPAIR_FILES: Final = "files"
"""Where the files of an answer lie, beside it."""

_MOST_ASKED_BYTES: Final = 4 << 20
"""Of the lines of one request; a line of the answer has up to twice as many."""
_DAY: Final = timedelta(days=1)


def asking(transfers: Transfers) -> Iterator[Exchange]:
    """Yield the exchanges that began with a request for files, theirs and ours."""
    return (
        exchange
        for exchange in transfers.exchanges.values()
        if exchange.opening.kind is MessageKind.REPAIR_REQUEST
    )


def as_fits(
    asked: Mapping[str, Sequence[Mapping[str, object]]],
) -> Iterator[tuple[str, Sequence[Mapping[str, object]]]]:
    """Yield what was asked for as far as one answer can name it; the rest is asked for again.

    A line of the answer is longer than the one that it answers.
    """
    size = 0
    for package, files in asked.items():
        some = []
        for one in files:
            size += len(canonical_bytes(one))
            if size > _MOST_ASKED_BYTES:
                break
            some.append(one)
        yield package, some


class RepairsAnswered:
    """What each partner was answered within a day, and what it may ask for at all."""

    def __init__(self, desk: Desk) -> None:
        now = desk.clock()
        self._answers: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._delivered: dict[str, set[str]] = {}
        for exchange in desk.transfers.exchanges.values():
            accepted = exchange.at_step(Step.ACCEPTED)
            self._delivered.setdefault(exchange.partner, set()).update(accepted)
        for exchange in asking(desk.transfers):
            for message in () if exchange.is_ours else exchange.messages[1:]:
                if message.direction is Direction.SENT and now - message.at < _DAY:
                    said = desk.message(message).document
                    self.note(exchange.partner, mappings_of(said.get("packages")))

    def note(self, archive: str, packages: Sequence[Mapping[str, object]]) -> None:
        """Count an answer."""
        self._answers[archive] += 1
        self._bytes[archive] += sum(
            number_of(file.get("bytes")) or 0
            for package in packages
            for file in mappings_of(package.get("files"))
        )

    def is_used_up(self, partner: Partner) -> bool:
        """Whether a partner has to wait for another day."""
        return (
            self._answers[partner.archive] >= MOST_ANSWERED_A_DAY
            or self._bytes[partner.archive] > MOST_BYTES_A_DAY
        )

    def has_delivered(self, partner: Partner, package: str) -> bool:
        """Whether a package was delivered between a partner and this archive."""
        return package in self._delivered.get(partner.archive, ())

"""Letters: the files of a place of exchange that claim to be messages."""

import re
from collections.abc import Iterator
from typing import Final, Protocol

from preserve.errors import PreserveError
from preserve.exchange.message import LONGEST_MESSAGE_BYTES, SIGNATURE_ENDING
from preserve.ledger.checkpoint import SIGNATURE_BYTES
from preserve.storage.mailbox import Mailbox
from preserve.workflows.desk import Letter

MESSAGE_ENDING: Final = ".json"
_NUMBERED: Final = re.compile(r"[ _]?\(\d{1,4}\)")


def name_as_sent(name: str) -> str:
    """Return a file's name without the `(1)` that mail programs and browsers put into it.

    They do so where a file of that name lies there already; before the ending, or after it.
    """
    return _NUMBERED.sub("", name)


class Looking(Protocol):
    """Whoever looks through a place: says what is read, and is told what is passed over."""

    def wants(self, name: str, size_bytes: int) -> bool:
        """Whether a file is to be read."""
        ...

    def lacks_signature(self, name: str) -> None:
        """Take a file that is passed over, as its signature is not there."""
        ...

    def cannot_read(self, problem: PreserveError) -> None:
        """Take what keeps a file from being read; raise it to end the search."""
        ...


def letters_in(mailbox: Mailbox, directory: str, looking: Looking) -> Iterator[Letter]:
    """Yield what claims to be a message at and below a directory of a place of exchange.

    A file without its signature is still on its way, or is something else: it is passed over.

    Args:
        mailbox: the place.
        directory: in it; nothing for all of it.
        looking: asked and told on the way.

    Raises:
        PreserveError: the place cannot be listed, or `looking` ends the search.
    """
    sizes = {there.name: there.size_bytes for there in mailbox.files(directory)}
    renamed = {
        name_as_sent(name): name
        for name, size in sizes.items()
        if "(" in name and size == SIGNATURE_BYTES
    }
    for name, size in sizes.items():
        if not name_as_sent(name).endswith(MESSAGE_ENDING):
            continue
        signature = f"{name}{SIGNATURE_ENDING}"
        if sizes.get(signature) != SIGNATURE_BYTES:
            signature = renamed.get(f"{name_as_sent(name)}{SIGNATURE_ENDING}", signature)
        if sizes.get(signature) != SIGNATURE_BYTES:
            looking.lacks_signature(name)
            continue
        if size > LONGEST_MESSAGE_BYTES or not looking.wants(name, size):
            continue
        try:
            data = b"".join(mailbox.read(name, LONGEST_MESSAGE_BYTES + 1))
            signed = b"".join(mailbox.read(signature, SIGNATURE_BYTES + 1))
        except PreserveError as problem:
            looking.cannot_read(problem)
            continue
        folder, _, base = name.rpartition("/")
        yield Letter(mailbox, folder, base, data, signed)

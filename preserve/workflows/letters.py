"""Letters: the files of a place of exchange that claim to be messages."""

from collections.abc import Iterator
from typing import Final, Protocol

from preserve.errors import PreserveError
from preserve.exchange.message import LONGEST_MESSAGE_BYTES, SIGNATURE_BYTES, SIGNATURE_ENDING
from preserve.storage.mailbox import Mailbox
from preserve.workflows.desk import Letter

MESSAGE_ENDING: Final = ".json"


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
    for name, size in sizes.items():
        signature = f"{name}{SIGNATURE_ENDING}"
        if not name.endswith(MESSAGE_ENDING):
            continue
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

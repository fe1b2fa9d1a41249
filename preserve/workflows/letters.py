"""Letters: the files of a place of exchange that claim to be messages."""

from collections.abc import Callable, Iterator
from typing import Final

from preserve.exchange.message import LONGEST_MESSAGE_BYTES, SIGNATURE_BYTES, SIGNATURE_ENDING
from preserve.storage.mailbox import Mailbox
from preserve.workflows.desk import Letter

MESSAGE_ENDING: Final = ".json"


def _anything(_name: str, _size_bytes: int) -> bool:
    return True


def _nothing(_name: str) -> None:
    pass


def letters_in(
    mailbox: Mailbox,
    directory: str = "",
    is_wanted: Callable[[str, int], bool] = _anything,
    lacks_signature: Callable[[str], None] = _nothing,
) -> Iterator[Letter]:
    """Yield what claims to be a message at and below a directory of a place of exchange.

    A file without its signature is still on its way, or is something else: it is passed over.

    Args:
        mailbox: the place.
        directory: in it.
        is_wanted: asked about a file, by name and size, before it is read.
        lacks_signature: told of a file that is passed over for that.

    Raises:
        PreserveError: the place cannot be read.
    """
    sizes = {there.name: there.size_bytes for there in mailbox.files(directory)}
    for name, size in sizes.items():
        signature = f"{name}{SIGNATURE_ENDING}"
        if not name.endswith(MESSAGE_ENDING):
            continue
        if sizes.get(signature) != SIGNATURE_BYTES:
            lacks_signature(name)
            continue
        if size > LONGEST_MESSAGE_BYTES or not is_wanted(name, size):
            continue
        data = b"".join(mailbox.read(name, LONGEST_MESSAGE_BYTES + 1))
        folder, _, base = name.rpartition("/")
        signed = b"".join(mailbox.read(signature, SIGNATURE_BYTES + 1))
        yield Letter(mailbox, folder, base, data, signed)

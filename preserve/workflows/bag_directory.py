"""The directory of a bag, as a user named it, where only a directory will do."""

from preserve.errors import Refused, Unreadable
from preserve.model.file import EntryKind, printable
from preserve.storage.source import look


def require_directory(bag: str) -> None:
    """Refuse what is no directory; a link to one is followed.

    Args:
        bag: as the user named it.

    Raises:
        Refused: BAG-119, it is a file: a packed bag, or something else.
        Unreadable: nothing is there, or it cannot be looked at.
    """
    kind = look(bag)
    if kind is None:
        words = f"{printable(bag)}: there is nothing at this path."
        raise Unreadable(words if bag else "An empty path names nothing.")
    if kind is not EntryKind.DIRECTORY:
        words = f"{printable(bag)} is not a bag's directory; a packed bag has to be unpacked first."
        raise Refused(words, code="BAG-119", remedy="Unpack it, then name the bag's directory.")

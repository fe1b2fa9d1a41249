"""From the members of an archive to a bag's listing (BagIt 0.97 4: one directory, one bag)."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.parse import DECLARATION
from preserve.containers.bag.serialized.found import Found
from preserve.containers.bag.serialized.table import Table, numbers
from preserve.model.file import Entry, EntryKind
from preserve.model.finding import Where

_MOST_NAMED = 5


class Layout:
    """A bag's listing, and which member each file of it is.

    Attributes:
        top: the name of the bag's directory; "" where the bag lies at the archive's root; None
            where it cannot be told which directory is the bag.
        entries: relative to the bag, sorted by path, directories that are only implied included.
    """

    def __init__(self, table: Table, found: Found) -> None:
        """Judge how the members lie, and arrange them; the table's names become relative."""
        names = table.names
        order = sorted(numbers(table), key=names.__getitem__)
        order = _without_doubles(table, order, found)
        self._table = table
        self.top = _top(table, order, found)
        self.entries: tuple[Entry, ...] = ()
        self._order = array("L", order)
        if self.top is not None:
            self._arrange(order, found)

    def number(self, path: str) -> int | None:
        """Return which member a path of the bag is, or None."""
        names = self._table.names
        place = bisect_left(self._order, path, key=names.__getitem__)
        if place < len(self._order) and names[self._order[place]] == path and path:
            return self._order[place]
        return None

    def _arrange(self, order: Sequence[int], found: Found) -> None:
        table, prefix = self._table, f"{self.top}/" if self.top else ""
        names, kept, entries = table.names, array("L"), list[Entry]()
        directories, implied = set[str](), dict[str, None]()
        for number in order:
            if not names[number].startswith(prefix):
                names[number] = ""
                continue
            path = names[number] = names[number][len(prefix) :]
            kept.append(number)
            target, _ = table.odd(number)
            kind = table.kind(number)
            if kind is EntryKind.DIRECTORY:
                directories.add(path)
            entries.append(Entry(path, kind, table.size(number), target=target))
            if not _imply(path, implied, table.caps.members):
                words = f"Its members lie in more than {table.caps.members:,} directories"
                found.stop("BAG-159", words)
                return
        self._order = kept
        for parent in implied:
            number_there = self.number(parent)
            if number_there is None:
                entries.append(Entry(parent, EntryKind.DIRECTORY))
            elif parent not in directories:
                words = f"{shown(prefix + parent)} is no directory, and others lie below it"
                found.add("BAG-154", words, Where(file=storable(parent)))
        entries.sort(key=lambda entry: entry.path)
        self.entries = tuple(entries)


def _imply(path: str, implied: dict[str, None], most: int) -> bool:
    """Add the directories that a path lies in; False when there are more than so many."""
    parent = path.rpartition("/")[0]
    while parent and parent not in implied:
        implied[parent] = None
        parent = parent.rpartition("/")[0]
    return len(implied) <= most


def _without_doubles(table: Table, order: Iterable[int], found: Found) -> list[int]:
    """Leave out every further member of a name; the first stays."""
    kept = list[int]()
    for number in order:
        before = kept[-1] if kept else None
        name = table.names[number]
        if before is None or table.names[before] != name:
            kept.append(number)
            continue
        table.names[number] = ""
        kinds = {table.kind(before), table.kind(number)}
        where = Where(file=storable(name))
        if kinds == {EntryKind.DIRECTORY}:
            continue
        if EntryKind.DIRECTORY in kinds:
            words = f"{shown(name)} is a directory, and something else, too"
            found.add("BAG-154", words, where)
        else:
            found.add("BAG-153", f"{shown(name)} is in the archive more than once", where)
    return kept


def _top(table: Table, order: Sequence[int], found: Found) -> str | None:
    names = table.names
    if not order:
        found.add("BAG-167", "There is nothing in it")
        return None
    tops = dict.fromkeys(names[number].partition("/")[0] for number in order)
    files = {names[number] for number in order if "/" not in names[number]} - {
        names[number] for number in order if table.kind(number) is EntryKind.DIRECTORY
    }
    if any(name == DECLARATION or manifest_name(name) is not None for name in files):
        words = "The bag's own files lie at the top of the archive, in no directory"
        found.add("BAG-156", words)
        return ""
    if len(tops) == 1 and not files:
        return next(iter(tops))
    if len(tops) == 1:
        return _odd_top(table, order, found)
    some = ", ".join(shown(top) for top in list(tops)[:_MOST_NAMED])
    more = f" and {len(tops) - _MOST_NAMED} more" if len(tops) > _MOST_NAMED else ""
    found.add("BAG-155", f"At its top there is not one directory, but {some}{more}")
    bags = [
        name.partition("/")[0]
        for name in (names[number] for number in order)
        if name.count("/") == 1 and name.endswith(f"/{DECLARATION}")
    ]
    return bags[0] if len(bags) == 1 else None


def _odd_top(table: Table, order: Sequence[int], found: Found) -> str | None:
    """Judge a single top that is a file or a link, whatever may be said to lie below it."""
    name = table.names[order[0]]
    if len(order) == 1:
        found.add("BAG-155", f"At its top there is no directory: {shown(name)} is all there is")
        return None
    words = f"{shown(name)} is no directory, and others lie below it"
    found.add("BAG-154", words, Where(file=storable(name)))
    return name

"""Copy what a partner offered into quarantine: whole, byte for byte, or not at all."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final, NamedTuple

from preserve.errors import NoSpace, PreserveError, Unreadable
from preserve.exchange.offer import Offered
from preserve.ledger.transfers import Exchange
from preserve.model.amounts import bytes_words
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.file import EntryKind, printable
from preserve.model.finding import Finding, Where
from preserve.storage import atomic, layout
from preserve.storage.copying import require_room
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.storage.mailbox import Content
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import Archive
from preserve.workflows.desk import Letter
from preserve.workflows.letters import name_as_sent

# Copies and syncs that run at once share the medium's round trips.
_HANDS: Final = 8
_UNREADABLE_THERE: Final = "XCH-009"
_OTHER_BYTES_THERE: Final = "XCH-033"
_ROOM: Final = "Free space on the archive's disk, then run `preserve receive` again."


@dataclass
class Arrived:
    """What is in quarantine of a delivery now.

    Attributes:
        whole: packages whose file is here byte for byte.
        problems: why the others are not, by package.
    """

    whole: set[str] = field(default_factory=set)
    problems: dict[str, Finding] = field(default_factory=dict)


class _There(NamedTuple):
    """A package whose file lies in a place of exchange, and what the file is called there."""

    offered: Offered
    name: str


class Quarantine:
    """The place of one delivery in quarantine.

    Attributes:
        directory: absolute.
        relative: from the archive's root.
    """

    def __init__(self, archive: Archive, exchange: Exchange) -> None:
        """Say which."""
        conversation = exchange.conversation
        self.relative = layout.exchange_quarantine_path(exchange.partner, conversation.name)
        self.directory = f"{archive.root}/{self.relative}"
        self._root = archive.root
        self._boxed = DirectoryMailbox(archive.root, needs_mark=False)

    def make(self) -> None:
        """Have the directory be there.

        Raises:
            PreserveError: it cannot be made.
        """
        with atomic.writing(printable(self.directory)):
            atomic.make_directories(self._root, self.relative)

    def path_of(self, offered: Offered) -> str:
        """Return where the file of a package lies."""
        return f"{self.directory}/{offered.stored_name}"

    def bag_of(self, package: str) -> str:
        """Return where the bag of a package lies once it is valid."""
        return f"{self.directory}/{package}"

    def take(
        self,
        offered: Sequence[Offered],
        letters: Sequence[Letter],
        progress: Callable[[int, int], None],
    ) -> Arrived:
        """Copy in what is not here yet, as far as it can be had.

        Args:
            offered: the packages that are wanted.
            letters: the offer as it lies in places of exchange; its files lie beside one of them.
            progress: told how many files and bytes came.

        Raises:
            PreserveError: the archive's own disk does not allow it; what was copied stays.
        """
        self.make()
        arrived = Arrived()
        with ThreadPoolExecutor(_HANDS) as hands:
            here = list(hands.map(self._is_here, offered))
        arrived.whole.update(
            each.package for each, is_here in zip(offered, here, strict=True) if is_here
        )
        for letter in letters or (None,):
            missing = [each for each in offered if each.package not in arrived.whole]
            if not missing:
                break
            coming = list(_whole_there(missing, letter, arrived))
            require_room(
                self.directory,
                (size for each in coming for size in _needed(each.offered)),
                remedy=_ROOM,
            )
            if letter is not None:
                self._copy_all(coming, letter, arrived, progress)
        # What follows says that they are here; a run that was killed may have left names unsynced.
        self._boxed.sync(self.relative)
        return arrived

    def _copy_all(
        self,
        coming: Sequence[_There],
        letter: Letter,
        arrived: Arrived,
        progress: Callable[[int, int], None],
    ) -> None:
        with ThreadPoolExecutor(_HANDS) as hands:
            problems = hands.map(partial(self._copy, letter), coming)
            for each, problem in zip(coming, problems, strict=True):
                if problem is None:
                    arrived.whole.add(each.offered.package)
                    arrived.problems.pop(each.offered.package, None)
                    progress(1, each.offered.size_bytes)
                else:
                    arrived.problems[each.offered.package] = problem

    def _copy(self, letter: Letter, there: _There) -> Finding | None:
        """Copy a file in; return why the file that lies there is not the one that was offered.

        Raises:
            PreserveError: the archive's own disk does not allow it.
        """
        offered, name = there
        read = partial(_read_from, letter, name, offered.size_bytes)
        content = Content(offered.size_bytes, offered.sha256, read)
        try:
            self._boxed.put(f"{self.relative}/{offered.stored_name}", content, settles=False)
        except Unreadable as problem:
            return _why_not_copied(offered, name, problem)
        return None

    def _is_here(self, offered: Offered) -> bool:
        """Whether the file of a package is here, byte for byte, by what the disk says now."""
        path = self.path_of(offered)
        try:
            if os.lstat(path).st_size != offered.size_bytes:
                return False
            return self._boxed.content(f"{self.relative}/{offered.stored_name}").sha256 == (
                offered.sha256
            )
        except (OSError, PreserveError):
            return False

    def names(self) -> frozenset[str]:
        """Return the names of what lies here."""
        try:
            entries = LocalTree(self.directory, follows_root=False).entries()
        except OSError:
            return frozenset()
        kinds = {EntryKind.FILE, EntryKind.DIRECTORY}
        return frozenset(
            each.path for each in entries if "/" not in each.path and each.kind in kinds
        )


def _needed(offered: Offered) -> tuple[int, int]:
    """Return the room that a package takes: as it comes, and unpacked."""
    return offered.size_bytes, offered.bag_bytes


def _sizes_beside(letter: Letter | None) -> Mapping[str, int] | None:
    """Return the sizes of what lies beside an offer; None where the offer does not lie anywhere."""
    if letter is None:
        return None
    prefix = _prefix(letter)
    return {
        there.name.removeprefix(prefix): there.size_bytes
        for there in letter.mailbox.files(letter.directory)
    }


def _prefix(letter: Letter) -> str:
    return f"{letter.directory}/" if letter.directory else ""


def _whole_there(
    missing: Iterable[Offered], letter: Letter | None, arrived: Arrived
) -> Iterator[_There]:
    """Yield what may be copied: what lies there with the size that was offered."""
    sizes = _sizes_beside(letter)
    renamed = {name_as_sent(name): name for name in sizes or () if "(" in name}
    for each in missing:
        # Who saves the attachments of a mail saves them into one folder, without directories.
        base = each.file.rpartition("/")[2]
        names = (each.file, base, renamed.get(base, base))
        found = {name: sizes[name] for name in names if sizes is not None and name in sizes}
        whole = next((name for name, size in found.items() if size == each.size_bytes), None)
        size = next(iter(found.values()), None)
        if letter is not None and whole is not None:
            yield _There(each, f"{_prefix(letter)}{whole}")
        elif size is not None or each.package not in arrived.problems:
            problem = _not_whole(each, size, is_offer_there=sizes is not None)
            arrived.problems[each.package] = problem


def _not_whole(offered: Offered, size: int | None, *, is_offer_there: bool) -> Finding:
    where = Where(file=offered.file)
    whole = bytes_words(offered.size_bytes)
    if not is_offer_there:
        words = f"{offered.file} is not here, and the place where its offer lay cannot be seen now."
    elif size is None:
        words = f"{offered.file} ({whole}) has not come yet."
    elif size < offered.size_bytes:
        words = f"{offered.file} has {size:,} of its {offered.size_bytes:,} bytes."
    else:
        words = f"{offered.file} has {size:,} bytes; {offered.size_bytes:,} were offered."
        return finding("XCH-041", words, where)
    return finding("XCH-040", words, where)


def _read_from(letter: Letter, name: str, most_bytes: int, offset: int) -> Iterator[bytes]:
    """Yield a file's bytes from an offset on, never more than were offered."""
    skip = offset
    for piece in letter.mailbox.read(name, most_bytes):
        if skip >= len(piece):
            skip -= len(piece)
            continue
        yield piece[skip:]
        skip = 0


def _why_not_copied(offered: Offered, name: str, problem: Unreadable) -> Finding:
    """Return why a file was not copied in: for what lies there, or for a reason on this side.

    Args:
        offered: the package that it is to hold.
        name: of the file, in the place of exchange.
        problem: as the place, or the quarantine, told it.
    """
    if problem.code == _UNREADABLE_THERE:
        return finding("XCH-040", f"{printable(name)} cannot be read: {problem.message}")
    if problem.code != _OTHER_BYTES_THERE:
        return our_problem(offered.package, problem)
    words = (
        f"{printable(name)} has all {bytes_words(offered.size_bytes)}, but not the SHA-256"
        " that the offer names."
    )
    return finding("XCH-041", words, Where(file=printable(name)))


def our_problem(package: str, problem: PreserveError | OSError) -> Finding:
    """Return that nothing can be said about a package now, for a reason on this side."""
    if isinstance(problem, PreserveError):
        if isinstance(problem, NoSpace) and problem.code in CATALOGUE:
            return finding(problem.code, problem.message)._replace(remedy=problem.remedy)
        reason = problem.message.rstrip(".")
    else:
        reason = problem.strerror or type(problem).__name__
    return finding("XCH-051", f"{package} cannot be judged now: {printable(reason)}.")

"""The only writer: every verb names its guarantee.

A file that `create` or `replace` returned from is on the medium, and so is its name, once
`sync_directory` ran on its directory (`replace` and `publish` run it themselves). POSIX promises
no more than that: a disk that lies about its cache can still lose it.
"""

import contextlib
import ctypes
import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping

from preserve.errors import NoSpace, NotWritable, PreserveError, Unreadable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
# File systems of cameras, sticks and some servers know no second name of a file.
NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""What the system says there, where a second name is asked for."""

_HERE, _NO_REPLACE = -100, 1
"""AT_FDCWD and RENAME_NOREPLACE of renameat2(2)."""

_DIRECTORY_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


def explained(problem: OSError, what: str) -> PreserveError:
    """Turn the system's error into ours, in words."""
    reason = problem.strerror or problem.__class__.__name__
    if problem.errno in _FULL:
        return NoSpace(f"No space left while writing {what} ({reason}).")
    if problem.errno in _CLOSED:
        return NotWritable(f"{what} cannot be written ({reason}).")
    return Unreadable(f"{what} could not be read or written ({reason}).")


@contextlib.contextmanager
def writing(what: str) -> Iterator[None]:
    """Translate system errors inside the block.

    Raises:
        PreserveError: instead of any OSError but FileExistsError.
    """
    try:
        yield
    except FileExistsError:
        raise
    except OSError as problem:
        raise explained(problem, what) from problem


def create(path: str, data: bytes, *, mode: int = 0o644) -> None:
    """Write a new file and sync its bytes.

    Raises:
        FileExistsError: something is there; it is not touched.
        OSError: as the system says; a half-written file may be left.
    """
    _create(path, (data,), mode)


def create_with(path: str, parts: Iterable[bytes], *, mode: int = 0o644) -> None:
    """Do as `create` does, with bytes that come in parts and are never in memory all at once.

    Raises:
        FileExistsError: something is there; it is not touched.
        OSError: as the system says; a half-written file may be left.
    """
    _create(path, parts, mode)


def replace(path: str, data: bytes, *, mode: int = 0o644) -> None:
    """Put a file in the place of another: a reader sees the old bytes or the new ones.

    Raises:
        OSError: as the system says; the old file stays as it was.
    """
    replace_with(path, (data,), mode=mode)


def replace_with(path: str, parts: Iterable[bytes], *, mode: int = 0o644) -> None:
    """Do as `replace` does, with bytes that come in parts and are never in memory all at once.

    Raises:
        OSError: as the system says; the old file stays as it was.
    """
    beside = f"{path}.new"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(beside)
    try:
        _create(beside, parts, mode)
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    sync_directory(os.path.dirname(path) or ".")


def take_place(staged: str, final: str) -> None:
    """Put a synced file in the place of another in the same directory: old or new, needs no room.

    Raises:
        OSError: as the system says; both stay as they were.
    """
    os.replace(staged, final)
    sync_directory(os.path.dirname(final))


def sync_directory(path: str) -> None:
    """Sync the names in a directory.

    Raises:
        OSError: as the system says.
    """
    descriptor = os.open(path, _DIRECTORY_FLAGS)
    try:
        sync_open_directory(descriptor)
    finally:
        os.close(descriptor)


def sync_open_directory(descriptor: int) -> None:
    """Do as `sync_directory` with a directory that is open.

    Raises:
        OSError: as the system says.
    """
    try:
        os.fsync(descriptor)
    except OSError as problem:
        # Some network file systems cannot sync a directory; there is nothing better to do there.
        if problem.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise


def publish(staged: str, final: str) -> None:
    """Move a synced file or directory to its final name and sync both parents.

    Raises:
        FileExistsError: something is at the final name (an empty directory, too).
        OSError: as the system says.
    """
    publish_all({staged: final})


def publish_all(names: Mapping[str, str]) -> None:
    """Move synced files or directories to their final names, then sync each parent once.

    A kill in between leaves some moved and some not, each of them whole.

    Args:
        names: the final name of each, by where it is.

    Raises:
        FileExistsError: something is at a final name; what was moved before is synced.
        OSError: as the system says.
    """
    parents: set[str] = set()
    try:
        for staged, final in names.items():
            if os.path.lexists(final):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), final)
            os.rename(staged, final)
            parents |= {os.path.dirname(final), os.path.dirname(staged)}
    finally:
        for parent in sorted(parents):
            sync_directory(parent)


def publish_file(staged: str, final: str, link: Callable[[str, str], None] = os.link) -> None:
    """Move a synced file to its final name and sync both parents; never over another file.

    A rename would replace a file that somebody put there a moment ago. So the name is added first,
    which fails where one is, and the staged one goes afterwards: a kill in between leaves the file
    whole, under both names. Where neither a second name nor a rename that spares is to be had, the
    place is looked at just before the rename.

    Args:
        staged: the file, synced.
        final: its final name, on the same file system.
        link: gives a file a second name; not every file system can.

    Raises:
        FileExistsError: something is at the final name.
        OSError: as the system says.
    """
    try:
        link(staged, final)
    except FileExistsError:
        raise
    except OSError as problem:
        if problem.errno not in NO_LINKS:
            raise
        _publish_without_links(staged, final)
        return
    sync_directory(os.path.dirname(final))
    os.unlink(staged)
    sync_directory(os.path.dirname(staged))


def _publish_without_links(staged: str, final: str) -> None:
    try:
        rename_new(staged, final)
    except OSError as problem:
        if problem.errno != errno.ENOSYS:
            raise
        publish(staged, final)
        return
    sync_directory(os.path.dirname(final))
    sync_directory(os.path.dirname(staged))


def rename_new(staged: str, final: str, staged_in: int = _HERE, final_in: int = _HERE) -> None:
    """Rename, and fail where the final name is taken: in one step, as renameat2(2) can.

    Args:
        staged: the name it has.
        final: the name it gets, on the same file system.
        staged_in: the open directory that `staged` is relative to.
        final_in: the open directory that `final` is relative to.

    Raises:
        FileExistsError: something is at the final name.
        OSError: as the system says; ENOSYS where the system or the file system cannot do it.
    """
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), final) from None
    names = os.fsencode(staged), os.fsencode(final)
    if rename(staged_in, names[0], final_in, names[1], _NO_REPLACE) != 0:
        number = ctypes.get_errno()
        # Many file systems in user space, and NFS, know the call and not the flag.
        number = errno.ENOSYS if number == errno.EINVAL else number
        raise OSError(number, os.strerror(number), final)


def add_all(directory: str, files: Mapping[str, bytes], staging: str) -> None:
    """Add new files to a directory: all of them or, when one cannot be written, none.

    They are written in a directory of their own first, and moved once all are on the medium; a
    kill between two moves leaves the first ones whole.

    Args:
        directory: where they belong.
        files: their bytes by name, in the order in which they appear.
        staging: the name of the directory of their own; what an earlier run left there goes.

    Raises:
        FileExistsError: a name is taken; what has it is not touched.
        OSError: as the system says.
    """
    place, moved = f"{directory}/{staging}", []
    is_whole = False
    discard(place)
    try:
        os.mkdir(place)
        for name, data in files.items():
            create(f"{place}/{name}", data)
        for name in files:
            if os.path.lexists(f"{directory}/{name}"):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
            os.rename(f"{place}/{name}", f"{directory}/{name}")
            moved.append(name)
        sync_directory(directory)
        is_whole = True
    finally:
        for name in () if is_whole else moved:
            discard(f"{directory}/{name}")
        discard(place)


def make_root(path: str) -> None:
    """Make a directory that the user named, with what is missing above it; links are followed.

    Raises:
        OSError: as the system says.
    """
    missing = []
    current = os.path.abspath(path)
    while not os.path.isdir(current):
        missing.append(current)
        current = os.path.dirname(current)
    for directory in reversed(missing):
        os.mkdir(directory)
        sync_directory(os.path.dirname(directory))


def make_directories(root: str, relative: str, *, mode: int = 0o755) -> None:
    """Make the directories of a relative path below a root, where they are not there yet.

    Raises:
        OSError: as the system says.
    """
    current = root
    for part in [part for part in relative.split("/") if part]:
        current = os.path.join(current, part)
        try:
            os.mkdir(current, mode)
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(current).st_mode):
                raise
        else:
            sync_directory(os.path.dirname(current))


def discard(path: str) -> None:
    """Remove a staged file or tree; what is already gone is no error, what resists is left."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        os.unlink(path)


def discard_empty(path: str) -> None:
    """Remove a directory if there is nothing in it but empty directories."""
    with contextlib.suppress(OSError):
        if any(names for _, _, names in os.walk(path)):
            return
        for directory, _, _ in os.walk(path, topdown=False):
            os.rmdir(directory)


def _create(path: str, parts: Iterable[bytes], mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        for part in parts:
            _write_all(descriptor, part)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    remaining = memoryview(data)
    while remaining:
        written = os.write(descriptor, remaining)
        remaining = remaining[written:]

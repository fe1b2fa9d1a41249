"""Make faults on purpose, in a store that was made for it; the only other writer is the demo.

Each function damages a scene and says nothing: what an audit must find of it stands in the table
(`drill_faults`). A fault that cannot be made here is a `CannotTry`, never a silence.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from preserve.model.digest import digests_of
from preserve.model.file import FileRecord
from preserve.model.package import PackageRecord
from preserve.storage import layout

ADDED = "data/drill/not-on-record.txt"
MOVED = "data/drill/moved"
RENAMED = "renamed-in-the-drill"
STRANGER = "strange-directory-of-the-drill"
ANOTHER_ARCHIVE = "00000000-0000-4000-8000-000000000000"

_SECTOR_BYTES = 512
_WORDS = b"Nobody packed these words.\n"


class CannotTry(Exception):
    """A fault cannot be made here; the message says why."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Packages that may be damaged.

    Attributes:
        bags: the store.
        outside: a directory of its own beside the store, on the same file system.
        packages: as they are on record; the first one is damaged, some faults need the second.
        jump: audits everything under a clock that is a year ahead.
    """

    bags: str
    outside: str
    packages: tuple[PackageRecord, ...]
    jump: Callable[[], object]

    @property
    def target(self) -> FileRecord:
        """The file that is damaged: the article as received."""
        return _chosen(self.packages[0].files, ())

    @property
    def second(self) -> FileRecord:
        """Another file of the same package, with other contents."""
        target = self.target
        others = [
            file for file in self.packages[0].files if dict(file.digests) != dict(target.digests)
        ]
        return _chosen(others, (layout.DESCRIPTION,))

    @property
    def manifests(self) -> tuple[str, ...]:
        """The manifests and tag manifests of the package."""
        return tuple(file.path for file in self.packages[0].files if layout.is_manifest(file.path))

    def package(self, number: int = 0) -> str:
        """Return the directory of a package.

        Raises:
            CannotTry: there are not so many.
        """
        if number >= len(self.packages):
            raise CannotTry("It takes a second package, and only one was copied.")
        return f"{self.bags}/{self.packages[number].id}"

    @property
    def place(self) -> str:
        """Where the file lies that is damaged."""
        return f"{self.package()}/{self.target.path}"


def _chosen(files: Sequence[FileRecord], preferred: tuple[str, ...]) -> FileRecord:
    """Return a file that is long enough to be damaged in every way."""
    fit = [file for file in files if file.size_bytes > 1 and not layout.is_manifest(file.path)]
    if not fit:
        raise CannotTry("The package holds no file that could be damaged like this.")

    def rank(file: FileRecord) -> tuple[bool, bool, bool, str]:
        is_original = file.path.startswith(layout.ORIGINAL)
        is_payload = file.path.startswith(layout.PAYLOAD)
        return file.path not in preferred, not is_original, not is_payload, file.path

    return min(fit, key=rank)


def _write_at(path: str, offset: int, data: bytes) -> None:
    with open(path, "r+b") as opened:
        opened.seek(offset)
        opened.write(data)


def _read_at(path: str, offset: int, count: int) -> bytes:
    with open(path, "rb") as opened:
        opened.seek(offset)
        return opened.read(count)


def _flip(path: str, offset: int, count: int = 1) -> None:
    data = _read_at(path, offset, count)
    _write_at(path, offset, bytes(byte ^ 1 for byte in data))


def flip_bit(scene: Scene) -> None:
    """Flip one bit in the middle."""
    _flip(scene.place, scene.target.size_bytes // 2)


def rewrite(scene: Scene) -> None:
    """Write other bytes of the same number, and put the time of change back."""
    status = os.stat(scene.place)
    _flip(scene.place, 0, scene.target.size_bytes)
    os.utime(scene.place, ns=(status.st_atime_ns, status.st_mtime_ns))


def zero_sector(scene: Scene) -> None:
    """Fill a sector with zeros, as a disk does that lost it."""
    size = scene.target.size_bytes
    middle = size // 2 // _SECTOR_BYTES * _SECTOR_BYTES
    for offset in (*range(middle, size, _SECTOR_BYTES), *range(0, middle, _SECTOR_BYTES)):
        held = _read_at(scene.place, offset, _SECTOR_BYTES)
        if any(held):
            _write_at(scene.place, offset, bytes(len(held)))
            return
    raise CannotTry("The file holds nothing but zeros as it is.")


def truncate_to_half(scene: Scene) -> None:
    """Cut off the second half."""
    os.truncate(scene.place, scene.target.size_bytes // 2)


def truncate_to_nothing(scene: Scene) -> None:
    """Cut off everything."""
    os.truncate(scene.place, 0)


def append(scene: Scene) -> None:
    """Write a line behind the end."""
    _write_at(scene.place, scene.target.size_bytes, _WORDS)


def remove(scene: Scene) -> None:
    """Delete the file."""
    os.unlink(scene.place)


def add(scene: Scene) -> None:
    """Put a file into the package that is not on record."""
    path = f"{scene.package()}/{ADDED}"
    os.makedirs(os.path.dirname(path))
    with open(path, "xb") as opened:
        opened.write(_WORDS)


def move_within(scene: Scene) -> None:
    """Move the file to another directory of its package."""
    _move(scene.place, f"{scene.package()}/{MOVED}")


def move_across(scene: Scene) -> None:
    """Move the file into another package."""
    _move(scene.place, f"{scene.package(1)}/{MOVED}")


def _move(path: str, target: str) -> None:
    os.makedirs(os.path.dirname(target))
    os.rename(path, target)


def swap(scene: Scene) -> None:
    """Have two files trade names."""
    other, aside = f"{scene.package()}/{scene.second.path}", f"{scene.outside}/swapped"
    os.rename(scene.place, aside)
    os.rename(other, scene.place)
    os.rename(aside, other)


def link_out(scene: Scene) -> None:
    """Put a symbolic link in the file's place, to the same bytes outside of the store."""
    os.rename(scene.place, f"{scene.outside}/linked")
    os.symlink(f"{scene.outside}/linked", scene.place)


def make_directory(scene: Scene) -> None:
    """Put a directory in the file's place."""
    os.unlink(scene.place)
    os.mkdir(scene.place)


def make_fifo(scene: Scene) -> None:
    """Put a FIFO in the file's place: whoever reads it without care waits for ever."""
    os.unlink(scene.place)
    os.mkfifo(scene.place)


def hard_link(scene: Scene) -> None:
    """Give the file a second name outside of the store."""
    os.link(scene.place, f"{scene.outside}/second-name")


def lock_away(scene: Scene) -> None:
    """Take away the right to read the file."""
    os.chmod(scene.place, 0)
    if os.access(scene.place, os.R_OK, effective_ids=True):
        raise CannotTry("This user may read everything, so nothing can be made unreadable for it.")


def remove_package(scene: Scene) -> None:
    """Delete a package."""
    shutil.rmtree(scene.package())


def rename_package(scene: Scene) -> None:
    """Give a package's directory another name."""
    os.rename(scene.package(), f"{scene.bags}/{RENAMED}")


def link_package_out(scene: Scene) -> None:
    """Put a symbolic link in a package's place, to the same package outside of the store."""
    os.rename(scene.package(), f"{scene.outside}/package")
    os.symlink(f"{scene.outside}/package", scene.package())


def add_stranger(scene: Scene) -> None:
    """Put a directory into the store that no entry knows."""
    os.mkdir(f"{scene.bags}/{STRANGER}")


def forge(scene: Scene) -> None:
    """Change the article, and every manifest so that the package agrees with itself again."""
    rewrite(scene)
    tags = sorted(scene.manifests, key=lambda path: path.startswith("tagmanifest-"))
    changed = [scene.target.path]
    for manifest in tags:
        algorithm = manifest.removesuffix(".txt").rpartition("-")[2]
        lines = _read(scene, manifest).decode("utf-8").splitlines(keepends=True)
        for place, line in enumerate(lines):
            name = line.rstrip("\r\n").split(maxsplit=1)[-1]
            if name in changed:
                digest = digests_of(_read(scene, name), [algorithm])[algorithm]
                lines[place] = digest + line[len(digest) :]
        _write_at(f"{scene.package()}/{manifest}", 0, "".join(lines).encode("utf-8"))
        changed.append(manifest)


def _read(scene: Scene, path: str) -> bytes:
    return _read_at(f"{scene.package()}/{path}", 0, -1)


def alter_description(scene: Scene) -> None:
    """Flip a bit in the description."""
    _alter(scene, layout.DESCRIPTION)


def alter_warc(scene: Scene) -> None:
    """Flip a bit in the WARC."""
    _alter(scene, layout.WARC)


def _alter(scene: Scene, path: str) -> None:
    size = next((file.size_bytes for file in scene.packages[0].files if file.path == path), 0)
    if not size:
        raise CannotTry(f"The package holds no {path}.")
    _flip(f"{scene.package()}/{path}", size // 2)


def unplug(scene: Scene) -> None:
    """Take away what tells that the store is there."""
    os.unlink(f"{scene.bags}/{layout.ARCHIVE_ID}")


def plug_in_another(scene: Scene) -> None:
    """Have the store say that it is another archive's."""
    unplug(scene)
    with open(f"{scene.bags}/{layout.ARCHIVE_ID}", "xb") as opened:
        opened.write(f"{ANOTHER_ARCHIVE}\n".encode())


def jump_ahead(scene: Scene) -> None:
    """Audit under a clock that is a year ahead; after that it is right again."""
    scene.jump()

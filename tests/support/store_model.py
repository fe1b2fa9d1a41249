"""What should be in a store, and what is: the simple model that an audit is held against.

Nothing of the program is used here: files are listed and read with the plainest calls there are.
"""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

Content = bytes | str
"""The bytes of a file; of anything else, what it is."""


def contents(root: Path) -> dict[str, Content]:
    """Everything below a directory that is no directory itself; no link is followed."""
    found: dict[str, Content] = {}
    waiting = [root]
    while waiting:
        for item in os.scandir(waiting.pop()):
            path = Path(item.path)
            if item.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif item.is_file(follow_symlinks=False):
                found[str(path.relative_to(root))] = path.read_bytes()
            else:
                found[str(path.relative_to(root))] = stat.filemode(os.lstat(path).st_mode)[0]
    return found


def is_directory(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


@dataclass
class Model:
    """The recorded bytes of each package, by path."""

    bags: Path
    recorded: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def take(self, package: str) -> None:
        """What lies there now is on record from now on."""
        found = contents(self.bags / package)
        assert all(isinstance(content, bytes) for content in found.values())
        self.recorded[package] = found

    def is_there(self, package: str) -> bool:
        return is_directory(self.bags / package)

    def damaged(self, package: str) -> set[str] | None:
        """The paths that are not as recorded; None when the package as a whole is not there."""
        if not self.is_there(package):
            return None
        recorded, found = self.recorded[package], contents(self.bags / package)
        above = {parent for path in recorded for parent in parents(path)}
        wrong = {path for path, data in recorded.items() if found.get(path) != data}
        return wrong | {path for path in found if path not in recorded and path not in above}

    def strangers(self) -> set[str]:
        """The names at the top of the store that are not packages on record."""
        return set(os.listdir(self.bags)) - set(self.recorded) - {"archive-id"}

    def holds(self, place: str, data: bytes) -> bool:
        """Whether the bytes lie at a place in the store."""
        path = self.bags / place
        return path.is_file() and not path.is_symlink() and path.read_bytes() == data


def parents(path: str) -> list[str]:
    return [str(parent) for parent in Path(path).parents if str(parent) != "."]

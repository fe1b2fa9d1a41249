"""What a program does to names and to the medium, in order, and what a power cut would take."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

SOURCE = Path(__file__).with_suffix(".c")

Event = tuple[str, ...]


def recorded(log: Path) -> list[Event]:
    """Return what `recorded_writes.c` noted, in order."""
    return [tuple(line.split("\t")) for line in log.read_text().splitlines()]


@dataclass
class Medium:
    """What was made since the beginning, and what of it a power cut would take now.

    Attributes:
        there: every file and directory that was made, under the name it has now.
        bytes_at_risk: files whose bytes were not synced.
        names_at_risk: those whose names were not synced, with the directory that they lie in.
    """

    there: set[str] = field(default_factory=set)
    bytes_at_risk: set[str] = field(default_factory=set)
    names_at_risk: set[str] = field(default_factory=set)

    def meet(self, event: Event) -> None:
        """Take the next thing that happened."""
        kind, path, *rest = event
        if kind == "synced":
            self.bytes_at_risk.discard(path)
            self.names_at_risk -= {
                name for name in self.names_at_risk if str(PurePosixPath(name).parent) == path
            }
        elif kind == "moved":
            for names in (self.there, self.bytes_at_risk, self.names_at_risk):
                moved = {name for name in names if f"{name}/".startswith(f"{path}/")}
                names.difference_update(moved)
                names.update(rest[0] + name.removeprefix(path) for name in moved)
            self.there.add(rest[0])
            self.names_at_risk.add(rest[0])
        else:
            self.there.add(path)
            self.names_at_risk.add(path)
            if kind == "file":
                self.bytes_at_risk.add(path)

    def at_risk(self, *places: str) -> set[str]:
        """Return what lies at or below places and would not be there after a power cut."""
        lost = self.bytes_at_risk | self.names_at_risk
        return {path for path in lost if any(f"{path}/".startswith(f"{at}/") for at in places)}


def when_made(events: Iterable[Event], start: Medium, *parts: str) -> Medium:
    """Return the medium as it is when a file is first made whose path has all these parts."""
    for event in events:
        if event[0] == "file" and all(part in event[1] for part in parts):
            return start
        start.meet(event)
    raise AssertionError(f"no file was made with {parts} in its path")

"""Run rivals in turn, each in a fresh process, and set their times side by side.

Times of a shared machine say little; the ratio of two programs that took turns says much. So
nothing here knows a limit: what is printed is the median of each and the ratio between them.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HELPER = Path(__file__).resolve().parent / "timed_child.py"
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Rival:
    """A command that takes part.

    Attributes:
        name: what the table calls it.
        command: program and arguments.
        exit_code: what it must end with; a rival that fails measures nothing.
    """

    name: str
    command: tuple[str, ...]
    exit_code: int = 0


@dataclass
class Result:
    """What was measured of one rival: seconds per round, and its peak memory in bytes."""

    name: str
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_bytes: int = 0
    together_bytes: int | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def ours(*arguments: str) -> tuple[str, ...]:
    """Return our command line, run from the checkout that this file lies in."""
    return (sys.executable, "-m", "preserve", *arguments)


def bagit(*arguments: str) -> tuple[str, ...]:
    """Return the command line of the bagit library."""
    return (sys.executable, "-m", "bagit", "--quiet", *arguments)


def race(rivals: Sequence[Rival], rounds: int = ROUNDS) -> list[Result]:
    """Run every rival once to warm up, then `rounds` times in turn: A B C A B C ...

    Memory is taken in one more round that is not timed, because looking costs time.
    """
    results = [Result(rival.name) for rival in rivals]
    for rival in rivals:
        run(rival)
    for number in range(rounds):
        _tell(f"round {number + 1} of {rounds}")
        for rival, result in zip(rivals, results, strict=True):
            seen = run(rival)
            result.seconds.append(seen["seconds"])
            result.cpu_seconds.append(seen["cpu_seconds"])
            result.peak_bytes = max(result.peak_bytes, int(seen["peak_bytes"]))
    for rival, result in zip(rivals, results, strict=True):
        together = run(rival, watch=True)["together_bytes"]
        result.together_bytes = None if together is None else int(together)
    _tell("")
    return results


def run(rival: Rival, *, watch: bool = False) -> dict[str, float]:
    """Run a rival once in a helper process of its own, and return what the helper saw.

    Raises:
        SystemExit: it did not end as it must.
    """
    command = [sys.executable, str(HELPER), "watch" if watch else "time", *rival.command]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment(), cwd=ROOT, check=False
    )
    lines = done.stdout.splitlines()
    seen: dict[str, float] = json.loads(lines[-1]) if lines else {}
    if seen.get("exit_code") != rival.exit_code:
        sys.exit(f"{rival.name} ended with {seen.get('exit_code')}: {done.stderr[-2000:]}")
    return seen


def environment() -> dict[str, str]:
    """Return the environment of every child: byte code is kept, as after an installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONPATH": str(ROOT)}


def table(title: str, results: Sequence[Result]) -> str:
    """Return a Markdown table; the first result is ours, and each ratio is `theirs / ours`."""
    first = results[0]
    lines = [
        f"### {title}",
        "",
        "| program | median s | lowest | highest | CPU s | ratio to ours (rounds) | largest process | all together |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_row(result, first) for result in results]
    return "\n".join([*lines, ""])


def _row(result: Result, first: Result) -> str:
    ratios = [theirs / our for theirs, our in zip(result.seconds, first.seconds, strict=True)]
    told = f"{result.median / first.median:.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    cells = (
        result.name,
        f"{result.median:.3f}",
        f"{min(result.seconds):.3f}",
        f"{max(result.seconds):.3f}",
        f"{statistics.median(result.cpu_seconds):.2f}",
        told if result is not first else "1",
        megabytes(result.peak_bytes),
        megabytes(result.together_bytes),
    )
    return f"| {' | '.join(cells)} |"


def megabytes(size: int | None) -> str:
    """Return a size in MB of 1,000,000 bytes; `-` where it could not be seen."""
    return "-" if size is None else f"{size / 1e6:.0f} MB"


def _tell(words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{words:40}\r")

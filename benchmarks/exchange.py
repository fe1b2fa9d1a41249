"""Measure what it takes to hand 1,000 packages over, with proofs and receipts on both sides.

    python benchmarks/exchange.py [--rounds N] [--divide N] [--place DIR]

Two archives on this machine, a directory between them: send, receive, confirm, receive, confirm,
each a process of its own as librarians would run them. Beside it, in turn: bags handed over as it
is done without preserve (tar, copy, unpack, bagit's validate before and after), with no proof, no
sync and no record. Each round works in a directory of its own, and nothing is deleted before the
end: a file system that has just deleted thousands of files is slow for a while.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import ROOT, Rival, environment, megabytes, ours, run

HERE = Path(__file__).resolve().parent
_PACKAGES = 1_000


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--divide", type=int, default=1)
    parser.add_argument("--place")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.place) as place:
        measure(Path(place), _PACKAGES // options.divide, options.rounds)


def measure(place: Path, packages: int, rounds: int) -> None:
    """Run both ways in turn, after one round that is not counted."""
    source = place / "source"
    made = [sys.executable, str(HERE / "made_archive.py"), "articles", str(source), str(packages)]
    subprocess.run(made, env=environment(), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    seconds: dict[str, list[float]] = {}
    peaks: dict[str, int] = {}
    for number in range(rounds + 1):
        here = place / f"round-{number}"
        here.mkdir()
        for name, seen in (*_exchanged(here, source), _handed_over(here, source)):
            if number:
                seconds.setdefault(name, []).append(seen["seconds"])
            peaks[name] = max(peaks.get(name, 0), int(seen["peak_bytes"]))
    print(_table(packages, seconds, peaks))


_STEPS = ("send", "receive", "confirm", "receive, to take over", "confirm, to file the receipt")


def _exchanged(place: Path, source: Path) -> list[tuple[str, dict[str, float]]]:
    """Hand everything over from a fresh copy of the source to a new archive."""
    sender, receiver, shared = place / "sender", place / "receiver", place / "shared"
    shutil.copytree(source, sender, symlinks=True)
    shared.mkdir()
    _quietly("init", str(receiver))
    for archive, other, name in ((sender, receiver, "receiver"), (receiver, sender, "sender")):
        key = str(other / "keys" / "archive.pub")
        _quietly(
            "--archive",
            str(archive),
            "partner",
            "add",
            name,
            "--key",
            key,
            "--inbox",
            str(shared),
            "--by",
            "measure",
        )
    held = sorted(entry.name for entry in os.scandir(sender / "bags") if entry.is_dir())
    commands = (
        (sender, ("send", *held, "--to", "receiver", "--despite-risks", "--why", "made up")),
        (receiver, ("receive",)),
        (sender, ("confirm",)),
        (receiver, ("receive",)),
        (sender, ("confirm",)),
    )
    seen = []
    for step, (archive, command) in zip(_STEPS, commands, strict=True):
        rival = Rival(step, ours("--archive", str(archive), *command))
        os.sync()  # nobody pays for what was copied to prepare the step
        seen.append((f"preserve {step}", run(rival)))
    taken_over = sum(entry.is_dir() for entry in os.scandir(receiver / "bags"))
    if taken_over != len(held):
        sys.exit(f"{taken_over} of {len(held)} packages were taken over")
    return seen


def _handed_over(place: Path, source: Path) -> tuple[str, dict[str, float]]:
    program = (sys.executable, str(HERE / "peer_exchange.py"))
    rival = Rival("tar, copy, bagit", (*program, str(source / "bags"), str(place / "peer")))
    os.sync()
    return "without preserve: tar, copy, unpack, bagit before and after", run(rival)


def _quietly(*arguments: str) -> None:
    subprocess.run(
        ours(*arguments), env=environment(), cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def _table(packages: int, seconds: dict[str, list[float]], peaks: dict[str, int]) -> str:
    lines = [
        f"### {packages:,} packages handed over",
        "",
        "| step | median s | lowest | highest | packages/s | largest process |",
        "|---|---|---|---|---|---|",
    ]
    steps = [times for name, times in seconds.items() if name.startswith("preserve ")]
    whole = [sum(times) for times in zip(*steps, strict=True)]
    rows = {**seconds, "preserve, all five together": whole}
    for name, times in rows.items():
        median = statistics.median(times)
        peak = megabytes(peaks.get(name, max(peaks.values())))
        lines.append(
            f"| {name} | {median:.2f} | {min(times):.2f} | {max(times):.2f}"
            f" | {packages / median:.0f} | {peak} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()

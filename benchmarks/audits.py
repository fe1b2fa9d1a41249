"""Measure audits beside a loop over bagit, and beside what reading and hashing alone would take.

    python benchmarks/audits.py articles|large|memory|growth|all [--rounds N] [--divide N]

`articles`: 10,000 packages of one small article, from the system's cache and from the medium.
`large`: 2 GiB, as one package of four files and as four packages. `memory`: a full audit of a
million files, all of its processes together. `growth`: what the ledger grows by in a year.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from audits_growth import growth
from measuring import ROOT, Result, Rival, environment, megabytes, ours, run

HERE = Path(__file__).resolve().parent
_MEBIBYTE = 1 << 20
_DROPPED, _CACHED = "from the medium", "from the system's cache"
_STATES = (_DROPPED, _CACHED)


def articles(place: Path, options: argparse.Namespace) -> None:
    """Measure full audits of many small packages."""
    count = 10_000 // options.divide
    archive, bags = _made(place, "articles", str(count))
    audit = Rival("preserve audit", ours("--archive", archive, "audit"))
    peer = Rival("loop over bagit's validate, one process", _program("peer_auditing", bags))
    rivals = [
        audit,
        peer,
        _limit("limit: read and hash, two processes", "warm", bags),
        _limit("limit: the same, each file dropped from the cache first", "fresh", bags),
        _limit("limit: the same, and fetched 64 at a time", "ahead", bags),
    ]
    for state in _STATES:
        title = f"full audit of {count:,} packages of one article, {state}"
        print(_table(title, _race(rivals, options.rounds, _before(state, bags))))


def large(place: Path, options: argparse.Namespace) -> None:
    """Measure 2 GiB in four files."""
    size = 512 * _MEBIBYTE // options.divide
    for packages, files in ((1, 4), (4, 1)):
        inner = place / f"large-{packages}"
        archive, bags = _made(inner, "files", str(packages), str(files), str(size))
        paths = tuple(str(path) for path in sorted(Path(bags).glob("*/data/original/*")))
        rivals = [
            Rival("preserve audit", ours("--archive", archive, "audit")),
            Rival("limit: hashlib in two processes", _program("limit_hashing", *paths)),
            Rival(
                "limit: the same, each file dropped from the cache first",
                _program("limit_hashing", "--fresh", *paths),
            ),
        ]
        for state in _STATES:
            held = f"{packages} package(s) of {files} file(s) of {size >> 20:,} MiB, {state}"
            title = f"full audit of {held}"
            print(_table(title, _race(rivals, options.rounds, _before(state, bags))))
        subprocess.run(["rm", "-r", str(inner)], check=True)


def memory(place: Path, options: argparse.Namespace) -> None:
    """Measure the memory of all processes of a full audit of a million files together."""
    packages = 100_000 // options.divide
    archive, _ = _made(place, "files", str(packages), "4", "40")
    seen = run(Rival("preserve audit", ours("--archive", archive, "audit")), watch=True)
    print(
        f"### full audit of {10 * packages:,} files in {packages:,} packages\n\n"
        "| largest process | all together | seconds |\n|---|---|---|\n"
        f"| {megabytes(int(seen['peak_bytes']))} | {megabytes(int(seen['together_bytes']))}"
        f" | {seen['seconds']:.0f} |\n"
    )


def _made(place: Path, *what: str) -> tuple[str, str]:
    """Make an archive in a process of its own; return it and its store."""
    place.mkdir(exist_ok=True)
    root = str(place / "archive")
    command = [sys.executable, str(HERE / "made_archive.py"), what[0], root, *what[1:]]
    subprocess.run(command, env=environment(), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return root, f"{root}/bags"


def _program(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, str(HERE / f"{name}.py"), *arguments)


def _limit(name: str, how: str, bags: str) -> Rival:
    return Rival(name, _program("limit_auditing", how, bags))


def _before(state: str, bags: str) -> tuple[str, ...]:
    """Return the program that brings the cache into a state: an audit leaves nothing in it."""
    if state == _DROPPED:
        return _program("drop_cache", bags)
    return _program("limit_auditing", "warm", bags)


def _race(rivals: Sequence[Rival], rounds: int, before: tuple[str, ...]) -> list[Result]:
    """Run every rival once to warm up, then in turn; before each, a program that is not timed."""
    results = [Result(rival.name) for rival in rivals]
    for number in range(rounds + 1):
        for rival, result in zip(rivals, results, strict=True):
            subprocess.run(before, check=True)
            seen = run(rival)
            if number:
                result.seconds.append(seen["seconds"])
                result.cpu_seconds.append(seen["cpu_seconds"])
                result.peak_bytes = max(result.peak_bytes, int(seen["peak_bytes"]))
    return results


def _table(title: str, results: Sequence[Result]) -> str:
    """Return a Markdown table; ratios are theirs to ours: above 1 we are faster."""
    first = results[0]
    lines = [
        f"### {title}",
        "",
        "| program | median s | lowest | highest | CPU s | ratio to ours (rounds) |",
        "|---|---|---|---|---|---|",
    ]
    for result in results:
        ratios = [theirs / our for theirs, our in zip(result.seconds, first.seconds, strict=True)]
        told = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        cells = (
            result.name,
            f"{result.median:.2f}",
            f"{min(result.seconds):.2f}",
            f"{max(result.seconds):.2f}",
            f"{statistics.median(result.cpu_seconds):.2f}",
            told if result is not first else "1",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


MEASURES: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "articles": articles,
    "large": large,
    "memory": memory,
    "growth": growth,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure audits.")
    parser.add_argument("measure", choices=[*MEASURES, "all"])
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds (default: 5)")
    parser.add_argument("--divide", type=int, default=1, help="do the Nth part only, to try it out")
    parser.add_argument("--place", help="where the temporary directory goes (needs 8 GB)")
    options = parser.parse_args()
    chosen = MEASURES if options.measure == "all" else [options.measure]
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    for name in chosen:
        print(f"Load average before `{name}`: {os.getloadavg()[0]:.1f}\n")
        with tempfile.TemporaryDirectory(prefix="preserve-measure-", dir=options.place) as place:
            MEASURES[name](Path(place).resolve(), options)
            sys.stdout.flush()


if __name__ == "__main__":
    main()

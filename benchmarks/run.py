"""Measure preserve beside its peers. See README.md beside this file.

python benchmarks/run.py start|small-files|million|large-files|one-file|package|all
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from made import articles_of, bag_of
from measuring import ROOT, ROUNDS, Rival, bagit, environment, ours, race, table

HERE = Path(__file__).resolve().parent
_GIBIBYTE = 1 << 30
_WHEN = "2016-12-15T08:55:00Z"


def start(_place: Path, options: argparse.Namespace) -> None:
    """Measure how long it takes until the program has answered `--version`."""
    rivals = [
        Rival("preserve --version", ours("--version")),
        Rival("preserve --help", ours("--help")),
        Rival("python -c pass", (sys.executable, "-c", "pass")),
        Rival("python -c 'import typer'", (sys.executable, "-c", "import typer")),
    ]
    print(table("preserve --version, whole process", race(rivals, max(options.rounds, 15))))


def small_files(place: Path, options: argparse.Namespace) -> None:
    """Measure the validation of a bag of many small files."""
    count = 20_000 // options.divide
    bag = str(bag_of(place / "bag", count, 4096))
    rivals = [
        Rival("preserve validate", ours("validate", bag)),
        Rival("preserve validate --workers 1", ours("validate", "--workers", "1", bag)),
        Rival("bagit --processes 1", bagit("--validate", "--processes", "1", bag)),
        Rival("bagit --processes 2", bagit("--validate", "--processes", "2", bag)),
    ]
    print(table(f"validate {count:,} files of 4 KiB", race(rivals, options.rounds)))


def million(place: Path, options: argparse.Namespace) -> None:
    """Measure the time and the memory of the validation of a bag of a million files."""
    count = 1_000_000 // options.divide
    bag = str(bag_of(place / "bag", count, 8))
    rivals = [
        Rival("preserve validate", ours("validate", bag)),
        Rival("bagit --processes 1", bagit("--validate", "--processes", "1", bag)),
    ]
    print(table(f"validate {count:,} files of 8 bytes", race(rivals, options.rounds)))


def large_files(place: Path, options: argparse.Namespace) -> None:
    """Measure the validation of a bag of four large files."""
    size = _GIBIBYTE // 2 // options.divide
    bag = str(bag_of(place / "bag", 4, size))
    files = tuple(str(path) for path in sorted(Path(bag, "data").rglob("*.txt")))
    rivals = [
        Rival("preserve validate", ours("validate", bag)),
        Rival("limit: hashlib in two processes", (sys.executable, _here("limit_hashing"), *files)),
        Rival("bagit --processes 2", bagit("--validate", "--processes", "2", bag)),
    ]
    print(table(f"validate 4 files of {size >> 20:,} MiB", race(rivals, options.rounds)))


def one_file(place: Path, options: argparse.Namespace) -> None:
    """Measure the validation of a bag of one large file."""
    size = 2 * _GIBIBYTE // options.divide
    bag = str(bag_of(place / "bag", 1, size))
    rivals = [
        Rival("preserve validate", ours("validate", bag)),
        Rival("bagit --processes 2", bagit("--validate", "--processes", "2", bag)),
        Rival("bagit --processes 1", bagit("--validate", "--processes", "1", bag)),
    ]
    print(table(f"validate one file of {size >> 20:,} MiB", race(rivals, options.rounds)))


def package(place: Path, options: argparse.Namespace) -> None:
    """Measure packaging: the whole command, each stage, and the disk alone."""
    count = 1000 // options.divide
    articles = str(articles_of(place / "few", ROOT / "seeds", max(1, count // 10)))
    whole, alone, disk, stages = [], [], [], []
    for number in range(options.rounds + 1):
        if number == 1:
            # The first round, with a tenth of the articles, only warms up.
            articles = str(articles_of(place / "articles", ROOT / "seeds", count))
        archive = _archive(place / f"whole-{number}")
        whole.append(_seconds(archive, articles))
        disk.append(_told("limit_writing", f"{archive}/bags", str(place / f"disk-{number}")))
        alone.append(_seconds(_archive(place / f"alone-{number}"), articles, "--no-second-opinion"))
        stages.append(_told("package_stages", _archive(place / f"stages-{number}"), articles))
    print(f"### package {count:,} articles with fsync\n")
    print("| what | articles/s | lowest | highest |\n|---|---|---|---|")
    disk_seconds = [told["seconds"] for told in disk]
    for name, seconds in (
        ("preserve package, whole process", whole[1:]),
        ("the same with --no-second-opinion", alone[1:]),
        ("limit: the same files and fsyncs, nothing else", disk_seconds[1:]),
    ):
        rates = [count / each for each in seconds]
        print(f"| {name} | {statistics.median(rates):.0f} | {min(rates):.0f} | {max(rates):.0f} |")
    _print_stages([told["seconds"] for told in stages[1:]], count)


def _print_stages(stages: list[dict[str, float]], count: int) -> None:
    print("\n| stage | ms an article | articles/s | share |\n|---|---|---|---|")
    medians = {name: statistics.median(each[name] for each in stages) for name in stages[0]}
    total = sum(medians.values())
    for name, seconds in (*medians.items(), ("all stages", total)):
        share = f"{100 * seconds / total:.0f} %"
        print(f"| {name} | {1000 * seconds / count:.2f} | {count / seconds:.0f} | {share} |")
    print()


def _archive(path: Path) -> str:
    rival = Rival("preserve init", ours("init", str(path)))
    quiet = subprocess.DEVNULL
    subprocess.run(rival.command, env=environment(), cwd=ROOT, check=True, stdout=quiet)
    return str(path)


def _seconds(archive: str, articles: str, *more: str) -> float:
    command = ours("--archive", archive, "package", articles, "--at", _WHEN, *more)
    helper = [sys.executable, _here("timed_child"), "time", *command]
    done = _run(helper)
    seen = json.loads(done.stdout.splitlines()[-1])
    if seen["exit_code"]:
        sys.exit(f"preserve package ended with {seen['exit_code']}: {done.stderr[-2000:]}")
    return float(seen["seconds"])


def _told(program: str, *arguments: str) -> dict[str, object]:
    command = [sys.executable, _here(program), *arguments]
    return json.loads(_run(command).stdout)


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    # From the checkout, because `python -m` looks into the working directory first.
    return subprocess.run(
        command, env=environment(), cwd=ROOT, check=True, capture_output=True, text=True
    )


def _here(program: str) -> str:
    return str(HERE / f"{program}.py")


MEASURES = {
    "start": start,
    "small-files": small_files,
    "million": million,
    "large-files": large_files,
    "one-file": one_file,
    "package": package,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure preserve beside its peers.")
    parser.add_argument("measure", choices=[*MEASURES, "all"])
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="timed rounds (default: 5)")
    parser.add_argument("--divide", type=int, default=1, help="do the Nth part only, to try it out")
    parser.add_argument("--place", help="where the temporary directory goes (needs 5 GB)")
    options = parser.parse_args()
    every = [name for name in MEASURES if name != "million"]  # that one takes an hour
    chosen = every if options.measure == "all" else [options.measure]
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    for name in chosen:
        print(f"Load average before `{name}`: {os.getloadavg()[0]:.1f}\n")
        with tempfile.TemporaryDirectory(prefix="preserve-measure-", dir=options.place) as place:
            MEASURES[name](Path(place).resolve(), options)
            sys.stdout.flush()


if __name__ == "__main__":
    main()

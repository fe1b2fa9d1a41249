"""The limit of packaging with fsync: write the same files, just as durably, and do nothing else.

    limit_writing.py BAGS DIRECTORY

Reads every bag below BAGS into memory, then writes each again: directories, files, an fsync of
every one, a rename, an fsync of both parents, and three more fsyncs for what a ledger commit
costs. Prints the seconds of the writing alone, as JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

_LEDGER_SYNCS = 3


def main() -> None:
    bags, target = Path(sys.argv[1]), sys.argv[2]
    packages = [_read(bag) for bag in sorted(bags.iterdir()) if bag.is_dir()]
    for name in ("staging", "final", "ledger"):
        os.makedirs(f"{target}/{name}")
    started = time.perf_counter()
    for number, package in enumerate(packages):
        _write(target, str(number), package)
    print(json.dumps({"articles": len(packages), "seconds": time.perf_counter() - started}))


def _read(bag: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(bag)): None if path.is_dir() else path.read_bytes()
        for path in sorted(bag.rglob("*"))
    }


def _write(target: str, name: str, package: dict[str, bytes | None]) -> None:
    staged = f"{target}/staging/{name}"
    os.mkdir(staged)
    folders = [staged, *(f"{staged}/{path}" for path, data in package.items() if data is None)]
    for folder in folders[1:]:
        os.mkdir(folder)
    for path, data in package.items():
        if data is not None:
            _create(f"{staged}/{path}", data)
    for folder in (*reversed(folders), f"{target}/staging"):
        _sync(folder)
    os.rename(staged, f"{target}/final/{name}")
    _sync(f"{target}/final")
    _sync(f"{target}/staging")
    for number in range(_LEDGER_SYNCS):
        _create(f"{target}/ledger/{name}-{number}", b"entry" * 500)


def _create(path: str, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    os.write(descriptor, data)
    os.fsync(descriptor)
    os.close(descriptor)


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


main()

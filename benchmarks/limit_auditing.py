"""The limit of an audit: find, read and hash the same files in two processes, and nothing else.

    limit_auditing.py warm|fresh|ahead DIRECTORY

Every process takes every second directory in DIRECTORY, walks it, and runs sha256 and sha512 over
every file. `fresh` asks the system to let go of each file before it is read, as an audit does;
`ahead` does so, and has 64 files fetched before it reads the first of them, as an audit does, too.
"""

import hashlib
import os
import sys
from itertools import islice
from multiprocessing import Process

_BUFFER_BYTES = 1 << 20
_PROCESSES = 2
_AHEAD = {"warm": 1, "fresh": 1, "ahead": 64}


def hash_all(directories: list[str], how: str) -> None:
    buffer = memoryview(bytearray(_BUFFER_BYTES))
    found = (path for directory in directories for path in _files(directory))
    while paths := list(islice(found, _AHEAD[how])):
        for descriptor in [_opened(path, how) for path in paths]:
            hashes = [hashlib.sha256(), hashlib.sha512()]
            while count := os.readv(descriptor, [buffer]):
                for made in hashes:
                    made.update(buffer[:count])
            os.close(descriptor)
            for made in hashes:
                made.hexdigest()


def _opened(path: str, how: str) -> int:
    descriptor = os.open(path, os.O_RDONLY)
    if how != "warm":
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    if how == "ahead":
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_WILLNEED)
    return descriptor


def _files(directory: str):
    with os.scandir(directory) as listing:
        for entry in listing:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield entry.path


def main() -> None:
    how, root = sys.argv[1:]
    found = [entry.path for entry in os.scandir(root) if entry.is_dir()]
    parts = [found[number::_PROCESSES] for number in range(_PROCESSES)]
    processes = [Process(target=hash_all, args=(part, how)) for part in parts]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode:
            sys.exit(1)


if __name__ == "__main__":
    main()

"""The limit of validating large files: hash them in two processes, and do nothing else.

    limit_hashing.py [--fresh] FILE...

Each process takes every second file and runs sha256 and sha512 over it, one after the other, on
buffers of 1 MiB. `--fresh` asks the system to let go of each file before it is read.
"""

import hashlib
import os
import sys
from multiprocessing import Process

_BUFFER_BYTES = 1 << 20
_PROCESSES = 2


def hash_all(paths: list[str], *, fresh: bool) -> None:
    for path in paths:
        hashes = [hashlib.sha256(), hashlib.sha512()]
        buffer = memoryview(bytearray(_BUFFER_BYTES))
        descriptor = os.open(path, os.O_RDONLY)
        if fresh:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        while count := os.readv(descriptor, [buffer]):
            for made in hashes:
                made.update(buffer[:count])
        os.close(descriptor)
        for made in hashes:
            made.hexdigest()


def main() -> None:
    fresh = sys.argv[1] == "--fresh"
    paths = sys.argv[1 + fresh :]
    parts = [paths[number::_PROCESSES] for number in range(_PROCESSES)]
    processes = [
        Process(target=hash_all, args=(part,), kwargs={"fresh": fresh}) for part in parts if part
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode:
            sys.exit(1)


if __name__ == "__main__":
    main()

"""Run one command; print its time and memory as JSON. A program of its own, kept small.

It is small because a child's peak memory starts with that of the process it was forked from.

    timed_child.py time|watch COMMAND...

`watch` looks at all processes of the command 50 times a second and adds up their proportional
memory (Linux only: /proc), so that pages that forked processes share count once.
"""

import os
import resource
import subprocess
import sys
import time

_BETWEEN_LOOKS_SECONDS = 0.02


def main() -> None:
    is_watched, command = sys.argv[1] == "watch", sys.argv[2:]
    started = time.perf_counter()
    # A session of its own tells the processes of the command apart from all others.
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=is_watched)
    together = _watch(child) if is_watched else None
    exit_code = child.wait()
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Linux counts in KiB, macOS in bytes.
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    cpu = used.ru_utime + used.ru_stime
    told = "null" if together is None else str(together)
    print(
        f'{{"exit_code": {exit_code}, "seconds": {seconds}, "cpu_seconds": {cpu},'
        f' "peak_bytes": {peak}, "together_bytes": {told}}}'
    )


def _watch(child: "subprocess.Popen[bytes]") -> int | None:
    if not os.path.exists("/proc/self/smaps_rollup"):
        return None
    highest = 0
    while True:
        highest = max(highest, _together(child.pid))
        try:
            child.wait(timeout=_BETWEEN_LOOKS_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return highest


def _together(session: int) -> int:
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as stat:
                after_name = stat.read().rpartition(")")[2].split()
            if int(after_name[3]) != session:
                continue
            with open(f"/proc/{name}/smaps_rollup") as rollup:
                total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        except OSError:
            continue
    return total * 1024


main()

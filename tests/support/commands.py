"""Running the program as a person or a cron job does: a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "LANG": "C.UTF-8", **changes}


def run(*arguments: object, cwd: Path | None = None, limit: float = 120, **env: str) -> Ran:
    """Run `preserve` with arguments; every warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "preserve", *map(str, arguments)],
        cwd=cwd or CHECKOUT,
        env=environment(**env),
        capture_output=True,
        timeout=limit,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


class Changes:
    """Whether the names in a directory have changed so many times since it was made."""

    def __init__(self, directory: Path, number: int) -> None:
        self._directory = directory
        self._left = number
        self._last = self._now()

    def __call__(self) -> bool:
        now = self._now()
        self._left -= now != self._last
        self._last = now
        return self._left <= 0

    def _now(self) -> int:
        try:
            return self._directory.stat().st_mtime_ns
        except FileNotFoundError:
            return 0


def is_killed_when(is_time: Callable[[], bool], process: subprocess.Popen) -> bool:
    """Kill a process at a moment that does not depend on how fast the machine is.

    Args:
        is_time: looked at as long as it runs.
        process: what is killed.

    Returns:
        Whether it was killed before it came to its end.
    """
    while process.poll() is None:
        if is_time():
            process.kill()
            return process.wait(timeout=60) == -signal.SIGKILL
    return False


def is_killed_after(seconds: float, process: subprocess.Popen) -> bool:
    """Kill a process after so long; return whether it was still there to be killed."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=60)
        return True
    return False

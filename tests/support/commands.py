"""Running the program as a person or a cron job does: a process of its own."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PATIENCE_SECONDS = 600.0
"""No program takes so long, whatever else the machine does: one that does hangs."""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "LANG": "C.UTF-8", **changes}


def run(
    *arguments: object, cwd: Path | None = None, limit: float = PATIENCE_SECONDS, **env: str
) -> Ran:
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


def striking(by: signal.Signals, left: int, top: Path | str, *arguments: object) -> list[str]:
    """Return the words that run `preserve`, and send it a signal before its n-th change on disk.

    Args:
        by: the signal.
        left: which change.
        top: the directory whose changes count.
        arguments: of `preserve`.
    """
    words = (int(by), left, top, *arguments)
    return [sys.executable, "-m", "tests.support.struck", *map(str, words)]


def struck(by: signal.Signals, left: int, top: Path | str, *arguments: object, **env: str) -> Ran:
    """Run `preserve` to the end that a signal gives it; what is given is as for `striking`."""
    done = subprocess.run(
        striking(by, left, top, *arguments),
        cwd=CHECKOUT,
        env=environment(**env),
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def is_killed(left: int, top: Path | str, *arguments: object) -> bool:
    """Whether a run that is killed before its n-th change of the disk came so far."""
    code = struck(signal.SIGKILL, left, top, *arguments).code
    return code == -signal.SIGKILL


def is_killed_after(seconds: float, process: subprocess.Popen) -> bool:
    """Kill a process after so long; return whether it was still there to be killed.

    Nothing may depend on what it returns: that is up to the machine.
    """
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=PATIENCE_SECONDS)
        return True
    return False

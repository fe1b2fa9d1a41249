"""Running the program as a person or a cron job does: a process of its own."""

import os
import subprocess
import sys
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


def is_killed_after(seconds: float, process: subprocess.Popen) -> bool:
    """Kill a process after so long; return whether it was still there to be killed."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=60)
        return True
    return False

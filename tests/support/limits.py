"""Limits on the size of files: what a quota or a full disk does, for any user.

The interpreter writes what it compiled beside the sources, cuts it short under such a limit, and
trips over it ever after: so it writes none then.
"""

import contextlib
import resource
import sys
from collections.abc import Callable, Iterator

from tests.support.commands import environment


@contextlib.contextmanager
def files_up_to(size_bytes: int) -> Iterator[None]:
    """Let this process, and those that it starts, write no larger files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        sys.dont_write_bytecode = before


def limiting(size_bytes: int) -> dict[str, dict[str, str] | Callable[[], None]]:
    """Return how to start a process that may write no larger files, for `subprocess`."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))

    return {"env": environment(PYTHONDONTWRITEBYTECODE="1"), "preexec_fn": limit}

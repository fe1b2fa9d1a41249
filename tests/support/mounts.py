"""Small disks and places that cannot be written, where this machine lets us mount them."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def small_disk(place: Path, size: str) -> Iterator[bool]:
    """Mount a small file system of its own; yield whether that could be done.

    It takes rights. Where they are wanting, limits on the size of files (`tests.support.limits`)
    ask the same question in other tests.
    """
    with _mounted(place, "-t", "tmpfs", "-o", f"size={size}", "tmpfs") as is_mounted:
        if not is_mounted:
            print("no right to mount a small file system here: the limit on file sizes stands in")
        yield is_mounted


def enlarge(place: Path, size: str) -> None:
    """Make a small disk larger."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)


@contextlib.contextmanager
def unwritable(place: Path) -> Iterator[None]:
    """Have a directory refuse to be written: as a read-only mount, or by its modes."""
    with _mounted(place, "--bind", str(place)) as is_mounted:
        if is_mounted:
            subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
            yield
            return
        places = [path for path, _, _ in os.walk(place)]
        for path in places:
            os.chmod(path, 0o555)
        try:
            yield
        finally:
            for path in places:
                os.chmod(path, 0o755)


@contextlib.contextmanager
def _mounted(place: Path, *how: str) -> Iterator[bool]:
    may = os.geteuid() == 0 and shutil.which("mount") is not None
    command = ["mount", *how, str(place)]
    is_there = may and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield is_there
    finally:
        if is_there:
            subprocess.run(["umount", "-l", str(place)], check=True)

"""Giving way: in a process of its own, as nobody gets the old priority back."""

import subprocess
import sys

import pytest

from preserve.storage.priority import ioprio_number
from tests.support.commands import CHECKOUT, environment

PROGRAM = """
import ctypes, os, platform, threading
from preserve.storage.priority import lower_io_priority
worked = lower_io_priority()
get = {"x86_64": 252, "aarch64": 31}.get(platform.machine())
ask = lambda: ctypes.CDLL(None).syscall(get, 1, 0) >> 13 if get else None
found = [ask()]
thread = threading.Thread(target=lambda: found.append(ask()))
thread.start()
thread.join()
child = os.fork()
if child == 0:
    os._exit(ask() or 0)
found.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(worked, *found, os.nice(0), lower_io_priority())
"""


def test_a_process_gives_way_with_all_that_it_starts():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        timeout=600,
        check=True,
    )
    worked, *classes, nice, again = done.stdout.decode().split()
    assert int(nice) >= 10
    assert worked == again
    if (
        ioprio_number(subprocess.check_output(["uname", "-m"]).decode().strip(), is_64_bit=True)
        in {
            251,
            30,
        }
        and worked == "True"
    ):
        assert classes == ["3", "3", "3"]


@pytest.mark.parametrize(
    ("machine", "is_64_bit", "number"),
    [
        ("x86_64", True, 251),
        ("aarch64", True, 30),
        ("s390x", True, 282),
        ("x86_64", False, None),
        ("aarch64", False, None),
        ("i686", False, 289),
        ("arm64", True, None),
        ("", True, None),
    ],
)
def test_no_other_call_is_ever_made_by_mistake(machine, is_64_bit, number):
    assert ioprio_number(machine, is_64_bit=is_64_bit) == number

"""Asked to stop while a helper is being started: a signal that comes just then is not lost."""

import subprocess
import sys

import pytest

from tests.support.commands import CHECKOUT, environment

PROGRAM = """
import os, signal, sys
from preserve.fixity.crew import Helper

class Stopped(BaseException):
    pass

def stop(number, frame):
    raise Stopped

number = getattr(signal, sys.argv[1])
signal.signal(number, stop)
# As the interpreter's own callbacks do, which run in the middle of a fork.
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), number))
try:
    with Helper(len) as helper:
        helper.give("words")
        print("went on", helper.take())
except Stopped:
    print("stopped")
"""


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_a_signal_in_the_middle_of_a_fork_stops_the_run(number):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, number],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert (done.stdout.decode(), done.stderr.decode()) == ("stopped\n", "")

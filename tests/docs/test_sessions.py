"""The pages' sessions are run, and print what the pages show; `…` stands for what varies."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.docs.documents import CHECKOUT, NAMES, session
from tests.support.commands import environment

SESSIONS = [name for name in NAMES if session(name)]
# Programs of other people, shown because they are found everywhere; a machine may still lack them.
OF_OTHERS = ("openssl", "sqlite3", "zcat", "par2")
MARK = "\x1e"

SHIM = """#!/bin/sh
exec {python} -W error -m preserve {prefix}"$@"
"""


def pattern(shown):
    """Return what a page shows as a pattern: `…` is any text, a line of it any lines."""
    lines = [
        "(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + "\n"
        for line in shown.splitlines()
    ]
    return re.compile("".join(lines))


def install(place):
    """Put a command `preserve`, the scripts and the seeds where a page expects them."""
    for path, prefix in ((place / "bin/preserve", ""), (place / "work/scripts/demo", "demo ")):
        path.parent.mkdir(parents=True)
        path.write_text(SHIM.format(python=sys.executable, prefix=prefix))
        path.chmod(0o755)
    articles = place / "work" / "seeds"
    shutil.copytree(CHECKOUT / "seeds", articles)
    return place / "work"


def printed(steps, place):
    """Run the commands of a session in one shell; return what each of them printed."""
    script = "exec 2>&1\n" + "".join(f"printf '{MARK}'\n{step.command}\n" for step in steps)
    env = environment()
    env |= {"PATH": f"{place.parent / 'bin'}:{env['PATH']}", "TMPDIR": str(place.parent)}
    done = subprocess.run(
        ["bash", "-c", script], cwd=place, env=env, capture_output=True, timeout=600, check=False
    )
    # The lines of a WARC end with CR and LF; a terminal shows no difference.
    return done.stdout.decode().replace("\r\n", "\n").split(MARK)[1:]


@pytest.mark.parametrize("name", SESSIONS)
def test_sessions_print_what_the_pages_show(name, tmp_path):
    steps = session(name)
    commands = "\n".join(step.command for step in steps)
    missing = [tool for tool in OF_OTHERS if tool in commands and not shutil.which(tool)]
    # scripts/test installs them where it may; a page that cannot be tried is not a page that holds.
    assert not missing, f"{name} uses what is not installed here: {', '.join(missing)}"
    outputs = printed(steps, install(tmp_path))
    assert len(outputs) == len(steps)
    for step, output in zip(steps, outputs, strict=True):
        shown = step.shown.replace("/tmp/", f"{tmp_path}/")
        assert pattern(shown).fullmatch(output), f"$ {step.command}\n{output}"


def test_there_are_sessions():
    assert {"README.md", "docs/start.md", "docs/guides/read-without-preserve.md"} <= set(SESSIONS)


@pytest.mark.parametrize(
    ("shown", "output", "fits"),
    [
        ("a\n…\nd", "a\nb\nc\nd\n", True),
        ("a\n…\nd", "a\nb\n", False),
        ("root …", "root x=\n", True),
        ("root …", "root x=\nmore\n", False),
        ("5 intact", "4 intact\n", False),
        ("", "something\n", False),
    ],
)
def test_the_comparison_can_fail(shown, output, fits):
    assert bool(pattern(shown).fullmatch(output)) is fits

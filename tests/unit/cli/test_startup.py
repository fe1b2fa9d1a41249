"""`--version` answers before anything heavy is imported, and so does the list of commands."""

import subprocess
import sys

from tests.support.commands import CHECKOUT, environment, run

HEAVY = (
    "jsonschema",
    "bagit",
    "warcio",
    "cryptography",
    "rich",
    "sqlite3",
    "pydantic",
    "jsonschema_rs",
)


def loaded(*arguments: str) -> set[str]:
    code = (
        "import sys; sys.argv[1:] = " + repr(list(arguments)) + "\n"
        "from preserve.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('MODULES', *sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rsplit("MODULES", 1)[1].split())


def test_version_loads_nothing_heavy():
    modules = loaded("--version")
    assert not modules & {*HEAVY, "typer"}
    assert not [name for name in modules if name.startswith("preserve.")] or modules & {
        "preserve.__main__"
    }


def test_help_loads_no_library_of_the_work():
    assert not loaded("--help") & set(HEAVY)


def test_version_is_one_line():
    for words in (["--version"], ["--archive", "x", "--version"]):
        done = run(*words)
        assert (done.code, done.out.startswith("preserve 0."), done.err) == (0, True, "")

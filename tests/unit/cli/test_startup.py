"""`--version` answers before anything heavy is imported, and so does the list of commands."""

import subprocess
import sys

from bagit import make_bag

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
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "preserve", *arguments],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


def test_version_loads_nothing_heavy():
    modules = loaded("--version")
    assert not modules & {*HEAVY, "typer"}
    assert not [name for name in modules if name.startswith("preserve.")]


def test_help_loads_no_library_of_the_work():
    assert not loaded("--help") & set(HEAVY)


def test_a_bag_of_others_is_judged_without_what_judges_our_contents(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    make_bag(tmp_path)
    modules = loaded("validate", str(tmp_path))
    assert "preserve.containers.bag.check" in modules
    assert not modules & {*HEAVY, "preserve.containers.warc.check", "preserve.schema.validate"}


def test_version_is_one_line():
    for words in (["--version"], ["--archive", "x", "--version"]):
        done = run(*words)
        assert (done.code, done.out.startswith("preserve 0."), done.err) == (0, True, "")

"""No fault is ever intact, no healthy file is ever reported: a package against a simple model."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.workflows.archive import open_archive
from tests.support.archives import Clock, archive_with, audited, files_of

TEXTS = {
    f"{letter}.txt": f"Headline {letter} of some words\n\nJane Roe said: “We are {letter}.”\n".encode()
    for letter in "ab"
}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    archive, packages = archive_with(tmp_path_factory.mktemp("pristine"), TEXTS, Clock())
    return Path(archive.root), packages


FAULTS = (
    "flip",
    "insert",
    "delete byte",
    "truncate",
    "append",
    "remove",
    "link",
    "directory",
    "add",
)
faults = st.tuples(
    st.sampled_from(FAULTS), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 255)
)


def apply(bags: Path, path: Path, fault) -> tuple[str, set[str]]:
    """Do one kind of damage to one file; return its path and the states it may be given."""
    kind, _, where, value = fault
    data = path.read_bytes()
    place = where % len(data)
    if kind == "add":
        path = path.parent / f"added-{value}"
        path.write_bytes(b"")
        return str(path.relative_to(bags)), {"unexpected"}
    if kind == "remove":
        path.unlink()
        return str(path.relative_to(bags)), {"missing"}
    if kind in {"link", "directory"}:
        aside = bags.parent / "aside"
        aside.write_bytes(data)
        path.unlink()
        os.symlink(aside, path) if kind == "link" else path.mkdir()
        return str(path.relative_to(bags)), {"type-changed"}
    changed = {
        "flip": data[:place] + bytes([data[place] ^ value]) + data[place + 1 :],
        "insert": data[:place] + bytes([value]) + data[place:],
        "delete byte": data[:place] + data[place + 1 :],
        "truncate": data[:place],
        "append": data + bytes([value]),
    }[kind]
    status = path.stat()
    path.write_bytes(changed)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # the time decides nothing
    return str(path.relative_to(bags)), {"altered"}


@settings(max_examples=60, deadline=None)
@given(st.lists(faults, max_size=4))
def test_exactly_the_damaged_files_are_reported(pristine, wanted):
    source, packages = pristine
    with tempfile.TemporaryDirectory() as place:
        root = Path(place, "archive")
        shutil.copytree(source, root)
        archive = open_archive(str(root))
        bags = Path(archive.store.bags)
        expected: dict[str, set[str]] = {}
        paths = sorted(path for path in files_of(bags) if path.name != "archive-id")
        for fault in wanted:
            chosen = paths[fault[1] % len(paths)]
            if str(chosen.relative_to(bags)) in expected:
                continue  # the same file twice: the model would have to know what comes of it
            path, states = apply(bags, chosen, fault)
            expected[path] = states
        report = audited(archive, Clock())
        reported = {
            f"{found.package}/{found.finding.where.file}": found.state
            for found in report.findings
            if found.finding.where.file is not None
        }
        assert set(reported) == set(expected)
        for path, states in expected.items():
            assert reported[path] in states
        assert report.exit_code == (1 if expected else 0)
        intact = {
            package for package in packages if not any(p.startswith(package) for p in expected)
        }
        assert report.packages.get("intact", 0) == len(intact)

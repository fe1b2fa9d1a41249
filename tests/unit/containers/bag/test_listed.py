"""What a manifest lists, held in little memory, says the same as a plain dictionary."""

import hashlib
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.containers.bag.listed import Listed
from preserve.model.file import Entry, EntryKind

PATHS = st.lists(st.sampled_from([f"data/{c}" for c in "abcdefgh"]), unique=True, max_size=8)
PARTS = st.lists(st.integers(1, 4), max_size=8)


def digest(path: str, salt: str) -> str:
    return hashlib.md5(f"{salt}{path}".encode(), usedforsecurity=False).hexdigest()


def filled(paths, parts, salt, guide=None, width=16):
    """List paths: stretches of some lengths at once, the rest one by one."""
    listed, rest = Listed(width, guide), list(paths)
    for part in parts if width else ():
        some, rest = rest[:part], rest[part:]
        assert listed.take(some, "".join(digest(path, salt) for path in some))
    for path in rest:
        listed.add(path, digest(path, salt))
    return listed


@given(PATHS, PATHS, PATHS, PARTS, st.sampled_from([16, None]))
def test_three_manifests_that_share_what_they_can_are_three_dictionaries(a, b, c, parts, width):
    first = filled(a, parts, "1", width=width)
    second = filled(b, parts, "2", first, width)
    third = filled(c, parts[::-1], "3", second, width)
    for listed, paths, salt in ((first, a, "1"), (second, b, "2"), (third, c, "3")):
        expected = {path: digest(path, salt) for path in paths}
        assert dict(listed) == expected
        assert list(listed) == list(expected)
        assert len(listed) == len(expected)
        assert listed.keys() == expected.keys()
        for path in [*"abcdefgh", "data/a", "data/h"]:
            assert (path in listed) is (path in expected)
            assert listed.get(path) == expected.get(path)
            assert listed.differs(path, digest(path, salt)) is False
            assert listed.differs(path, "00" * 16) is (path in expected)


@given(PATHS, PATHS)
def test_a_stretch_with_a_path_that_is_listed_is_not_taken(a, b):
    listed = filled(a, [], "1")
    is_taken = listed.take(b, "".join(digest(path, "2") for path in b))
    assert is_taken is set(a).isdisjoint(b)
    assert list(listed) == (a + b if is_taken else a)


def test_a_path_twice_in_one_stretch_is_not_taken():
    listed = Listed(16)
    assert not listed.take(["data/a", "data/a"], digest("data/a", "1") * 2)
    assert len(listed) == 0


@pytest.mark.parametrize("width", [32, 64])
def test_a_second_manifest_of_the_same_files_costs_its_digests_and_no_paths(width):
    paths = [f"data/a-rather-long-name-{number:09}.txt" for number in range(50_000)]
    files = {path: Entry(path, EntryKind.FILE) for path in paths}
    first = Listed(width, None, files)
    assert first.take([*paths], "ab" * width * len(paths))
    again = [str(path.encode(), "ascii") for path in paths]
    tracemalloc.start()
    second = Listed(width, first, files)
    for start in range(0, len(again), 500):
        assert second.take(again[start : start + 500], "cd" * width * 500)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept < len(paths) * width * 1.2
    assert next(iter(first)) is next(iter(second)) is paths[0]

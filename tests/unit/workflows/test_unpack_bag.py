"""Bags unpacked together: each appears whole, with a proof of what the medium has, or not at all."""

import os
import threading
from pathlib import Path

import pytest

from preserve.exchange.possession import proof_of, read_under
from preserve.storage.memory import MemoryTree
from preserve.storage.tree import LocalTree
from preserve.workflows.unpack_bag import Unpacking

SALT = bytes(32)


def bag(number: int) -> MemoryTree:
    return MemoryTree({"bagit.txt": b"x", f"data/{number}/a": b"y" * number, "data/b": b""})


def begun(place: Path, unpacking: Unpacking, count: int) -> list[str]:
    finals = [f"{place}/{number}" for number in range(count)]
    for number, final in enumerate(finals):
        unpacking.write(bag(number), final, SALT)
    return finals


def test_all_appear_with_the_proof_over_what_lies_there(tmp_path):
    threads, files = threading.active_count(), os.listdir("/proc/self/fd")
    with Unpacking() as unpacking:
        finals = begun(tmp_path, unpacking, 40)
        assert not any(map(os.path.exists, finals))
        proofs = unpacking.proofs()
    assert list(proofs) == finals
    for final, proof in proofs.items():
        assert proof == proof_of(read_under(LocalTree(final), SALT))
    assert sorted(os.listdir(tmp_path)) == sorted(map(os.path.basename, finals))
    assert threading.active_count() == threads
    assert os.listdir("/proc/self/fd") == files


def test_what_does_not_read_back_as_written_does_not_appear_and_holds_up_no_other(tmp_path):
    with Unpacking() as unpacking:
        finals = begun(tmp_path, unpacking, 3)
        (tmp_path / ".1.unpacking/bagit.txt").write_bytes(b"z")
        proofs = unpacking.proofs()
    assert isinstance(proofs[finals[1]], OSError)
    assert [final for final in finals if isinstance(proofs[final], str)] == [finals[0], finals[2]]
    assert sorted(os.listdir(tmp_path)) == ["0", "2"]


def test_what_gets_in_the_way_at_the_end_is_not_written_over(tmp_path):
    with Unpacking() as unpacking:
        finals = begun(tmp_path, unpacking, 2)
        Path(finals[1]).write_bytes(b"mine")
        proofs = unpacking.proofs()
    assert isinstance(proofs[finals[1]], FileExistsError)
    assert Path(finals[1]).read_bytes() == b"mine"


def test_a_run_that_breaks_off_leaves_nothing(tmp_path):
    def broken_off() -> None:
        with Unpacking() as unpacking:
            begun(tmp_path, unpacking, 3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert os.listdir(tmp_path) == []


def test_a_bag_that_breaks_off_leaves_the_others(tmp_path):
    broken = MemoryTree({"bagit.txt": b"x", "data/b": b"y"}, faults={"data/b": 5})
    with Unpacking() as unpacking:
        (final,) = begun(tmp_path, unpacking, 1)
        with pytest.raises(OSError, match="Input/output"):
            unpacking.write(broken, f"{tmp_path}/broken", SALT)
        assert list(unpacking.proofs()) == [final]
    assert os.listdir(tmp_path) == ["0"]

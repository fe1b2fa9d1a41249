"""One writer at a time; who only reads is waited for, and nobody for ever."""

import pytest

from preserve.errors import ArchiveLocked
from preserve.storage.lock import lock_exclusively, lock_shared


@pytest.fixture
def path(tmp_path):
    (tmp_path / "archive-id").write_text("x\n")
    return str(tmp_path / "archive-id")


def test_who_writes_is_not_waited_for(path):
    pauses = []
    with lock_exclusively(path):
        with pytest.raises(ArchiveLocked) as refused:
            lock_exclusively(path, lambda: pauses.append(1))
        assert refused.value.exit_code == 5
        assert lock_shared(path) is None
    assert pauses == []
    with lock_exclusively(path):
        pass
    with open(path) as untouched:
        assert untouched.read() == "x\n"


def test_who_only_reads_is_waited_for(path):
    readers = [lock_shared(path), lock_shared(path)]
    with lock_exclusively(path, lambda: readers.pop().__exit__()):
        assert readers == []
        assert lock_shared(path) is None


def test_a_reader_that_never_ends_is_given_up_on(path):
    pauses = []
    with lock_shared(path), pytest.raises(ArchiveLocked):
        lock_exclusively(path, lambda: pauses.append(1))
    assert len(pauses) == 250


def test_a_writer_that_comes_first_after_the_readers_wins(path):
    readers, writers = [lock_shared(path)], []

    def pause():
        readers.pop().__exit__()
        writers.append(lock_exclusively(path))

    with pytest.raises(ArchiveLocked):
        lock_exclusively(path, pause)
    writers.pop().__exit__()


def test_a_directory_can_be_locked(tmp_path):
    with lock_exclusively(str(tmp_path)), pytest.raises(ArchiveLocked):
        lock_exclusively(str(tmp_path))

import pytest

from preserve.errors import ArchiveLocked
from preserve.storage.lock import lock_exclusively, lock_shared


def test_a_second_run_that_writes_is_refused(tmp_path):
    path = tmp_path / "archive-id"
    path.write_text("x")
    with lock_exclusively(str(path)):
        with pytest.raises(ArchiveLocked) as refused:
            lock_exclusively(str(path))
        assert refused.value.exit_code == 5
        assert lock_shared(str(path)) is None
    with lock_exclusively(str(path)):
        pass
    assert path.read_text() == "x"


def test_runs_that_read_do_not_hinder_each_other(tmp_path):
    path = tmp_path / "archive-id"
    path.write_text("x")
    first, second = lock_shared(str(path)), lock_shared(str(path))
    assert first is not None
    assert second is not None
    with pytest.raises(ArchiveLocked):
        lock_exclusively(str(path))
    first.__exit__()
    second.__exit__()


def test_a_directory_can_be_locked(tmp_path):
    with lock_exclusively(str(tmp_path)), pytest.raises(ArchiveLocked):
        lock_exclusively(str(tmp_path))

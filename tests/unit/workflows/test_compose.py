"""Where the pieces are kept: in the ledger's inventory, and not a byte of them in the bag."""

from pathlib import Path

from preserve.fixity.diagnose import diagnose
from preserve.model.pieces import pieces_of
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import read_history
from tests.support.archives import Clock, archive_with

LINES = "".join(f"Line {number}: the bridge was open.\n" for number in range(5000)).encode()


def test_pieces_are_on_record_and_not_in_the_bag(tmp_path):
    archive, (package, small) = archive_with(
        tmp_path, {"long.txt": LINES, "short.txt": b"The bridge was open.\n"}, Clock()
    )
    history = read_history(archive, is_locked=False)
    files = {file.path: file for file in history.record_of(package).files}
    assert files["data/original/long.txt"].pieces == pieces_of(LINES)
    assert all(file.pieces is None for file in history.record_of(small).files)
    bag = Path(archive.root) / "bags" / package
    for path, file in files.items():
        data = (bag / path).read_bytes()
        assert file.pieces == pieces_of(data)
        assert b"pieces" not in data
    assert sorted(files) == sorted(
        one.relative_to(bag).as_posix() for one in bag.rglob("*") if one.is_file()
    )


def test_a_package_of_the_program_is_diagnosed_from_its_own_record(tmp_path):
    archive, (package,) = archive_with(tmp_path, {"long.txt": LINES}, Clock())
    history = read_history(archive, is_locked=False)
    holding, record = history.holdings[package], history.record_of(package)
    bag = Path(archive.root) / "bags" / package
    path = bag / "data/original/long.txt"
    path.chmod(0o644)
    path.write_bytes(LINES[:100_000] + b"\1" + LINES[100_001:])
    wanted = next(one for one in record.files if one.path == "data/original/long.txt")
    tree = LocalTree(str(bag))
    found = diagnose(tree, wanted, record.files, holding.packaged_at)
    assert found.ranges == ((100_000, 100_001),)
    assert found.records == ("the WARC of this package still holds the bytes as received",)
    (bag / "data/article.warc.gz").unlink()
    found = diagnose(tree, wanted, record.files, holding.packaged_at)
    assert (found.ranges, found.records) == (((65_536, 131_072),), ())

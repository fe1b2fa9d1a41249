import json
import os
import socket
from pathlib import Path

import pytest

from preserve.errors import ArchiveLocked, EvidenceFailure, NotWritable, Refused, StoreOffline
from preserve.model.finding import exit_code_of
from preserve.workflows.archive import read_history
from preserve.workflows.checkers import ALL
from preserve.workflows.intake import gather
from preserve.workflows.package_run import package_into
from preserve.workflows.validate import validate
from tests.support.archives import (
    SEEDS,
    Clock,
    archive_with,
    audited,
    files_of,
    new_archive,
    options,
    package_all,
    tree_digest,
)
from tests.support.bags import old_bag, write_bag

TEXT = "A headline of some words\n\nJane Roe said: “We are here.”\n".encode()


@pytest.fixture
def clock():
    return Clock()


def statuses(outcomes):
    return [outcome.status for outcome in outcomes]


def codes(outcome):
    return [found.code for found in outcome.findings]


def test_the_original_comes_back_identical_and_the_source_is_untouched(tmp_path, clock):
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "a.txt"
    source.write_bytes(TEXT)
    before = tree_digest(tmp_path / "in")
    archive = new_archive(tmp_path / "archive", clock)
    (outcome,) = package_all(archive, [source], clock)
    assert outcome.status == "packaged"
    assert (Path(outcome.bag) / "data" / "original" / "a.txt").read_bytes() == TEXT
    assert tree_digest(tmp_path / "in") == before
    assert audited(archive, clock).exit_code == 0


def test_the_same_bytes_are_recognised_under_any_name(tmp_path, clock):
    archive, (first,) = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    (tmp_path / "other name.txt").write_bytes(TEXT)
    size = read_history(archive, is_locked=False).verdict.frontier.size
    outcomes = package_all(
        archive, [tmp_path / "sources" / "a.txt", tmp_path / "other name.txt"], clock
    )
    assert statuses(outcomes) == ["already-preserved"] * 2
    assert {outcome.id for outcome in outcomes} == {first}
    assert read_history(archive, is_locked=False).verdict.frontier.size == size


def test_a_package_that_is_gone_or_damaged_is_not_called_preserved_in_silence(tmp_path, clock):
    archive, (package,) = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    source = tmp_path / "sources" / "a.txt"
    original = Path(archive.store.bags, package, "data", "original", "a.txt")
    original.write_bytes(b"damaged")
    assert audited(archive, clock).exit_code == 1
    (damaged,) = package_all(archive, [source], clock)
    assert (damaged.status, codes(damaged)) == ("already-preserved", ["FIX-014"])
    os.rename(Path(archive.store.bags, package), tmp_path / "gone")
    (gone,) = package_all(archive, [source], clock)
    assert (gone.status, codes(gone)) == ("already-preserved", ["FIX-010"])
    assert exit_code_of(gone.findings) == 1


def test_what_cannot_be_taken_is_refused_and_the_rest_goes_on(tmp_path, clock):
    archive = new_archive(tmp_path / "archive", clock)
    sources = {
        "empty.txt": b"",
        "page.html": b"<html><body>x</body></html>",
        "binary.txt": b"\x00\x01" * 50,
        "record.warc": b"WARC/1.1\r\n",
        "good.txt": TEXT,
        "wrong.txt": b"caf\xe9 \x81\x8d\n",
    }
    paths = []
    for name, data in sources.items():
        (tmp_path / name).write_bytes(data)
        paths.append(tmp_path / name)
    paths.insert(2, tmp_path / "nothing.txt")
    outcomes = package_all(archive, paths, clock)
    by_status = {}
    for outcome in outcomes:
        by_status.setdefault(outcome.status, []).append(outcome.source)
    assert by_status["packaged"] == ["good.txt"]
    assert len(by_status["refused"]) == 6
    assert all(outcome.findings for outcome in outcomes if outcome.status == "refused")
    assert audited(archive, clock).exit_code == 0


def test_exit_codes_tell_refused_from_unreadable(tmp_path, clock):
    archive = new_archive(tmp_path / "archive", clock)
    (tmp_path / "empty.txt").write_bytes(b"")
    (refused,) = package_all(archive, [tmp_path / "empty.txt"], clock)
    (unreadable,) = package_all(archive, [tmp_path / "nothing.txt"], clock)
    assert (exit_code_of(refused.findings), exit_code_of(unreadable.findings)) == (1, 3)


def test_a_directory_means_every_article_and_the_rest_is_named(tmp_path):
    (tmp_path / "d" / "deep").mkdir(parents=True)
    for name in ("a.txt", "deep/b.TXT", "c.html", "notes.md", "deep/d.warc.gz"):
        (tmp_path / "d" / name).write_bytes(b"x")
    os.symlink("a.txt", tmp_path / "d" / "link.txt")
    intake = gather([str(tmp_path / "d")])
    assert [source.name for source in intake.sources] == ["a.txt", "c.html", "b.TXT", "d.warc.gz"]
    assert sorted(str(note.where.file) for note in intake.noted) == ["link.txt", "notes.md"]
    assert intake.refused == ()


def test_a_directory_without_articles_is_not_a_success(tmp_path):
    (tmp_path / "d").mkdir()
    (refused,) = gather([str(tmp_path / "d")]).refused
    assert exit_code_of(refused.findings) == 3


@pytest.mark.parametrize("named", ["", "archive", "archive/bags", "archive/bags/{}"])
def test_what_is_packed_already_is_no_heap_of_articles(tmp_path, clock, named):
    archive, (held,) = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    named = Path(archive.root).parent / named.replace("archive", Path(archive.root).name)
    before = tree_digest(archive.root)
    intake = gather([str(named).format(held)])
    assert not [source for source in intake.sources if source.path.startswith(archive.root)]
    assert "FIX-049" in [note.code for note in intake.noted]
    assert [item.findings[0].code for item in intake.refused] == ["FIX-050"] * bool(
        str(named).startswith(archive.root)
    )
    assert tree_digest(archive.root) == before


def test_a_holding_among_sources_is_named_once_and_the_articles_beside_it_are_taken(tmp_path):
    for path in ("a.txt", "b/bagit.txt", "b/data/c.txt", "b/data/bagit.txt", "b/data/data/d.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(TEXT)
    for path in ("bx/e.txt", "data/f.txt"):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_bytes(TEXT)
    intake = gather([str(tmp_path)])
    assert [source.name for source in intake.sources] == ["a.txt", "e.txt", "f.txt"]
    assert [note.code for note in intake.noted] == ["FIX-049"]
    (loose,) = gather([str(tmp_path / "b" / "bagit.txt")]).sources
    assert loose.name == "bagit.txt"


def test_all_problems_of_a_directory_are_told_at_once_and_nothing_is_written(tmp_path, clock):
    place = tmp_path / "d"
    place.mkdir()
    (place / "good.txt").write_bytes(TEXT)
    (place / "caf\u00e9.txt").write_bytes(TEXT)
    (place / "cafe\u0301.txt").write_bytes(TEXT)
    (place / "A.txt").write_bytes(TEXT)
    (place / "a.txt").write_bytes(TEXT)
    (place / os.fsdecode(b"\xff.txt")).write_bytes(TEXT)
    os.mkfifo(place / "pipe.txt")
    os.symlink("/etc/passwd", place / "out.txt")
    os.symlink("../../up", place / "up.txt")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(place / "s.txt"))
    archive = new_archive(tmp_path / "archive", clock)
    before = tree_digest(archive.store.bags)
    (outcome,) = package_all(archive, [place], clock)
    assert outcome.status == "refused"
    assert len(outcome.findings) >= 7
    assert exit_code_of(outcome.findings) == 1
    assert tree_digest(archive.store.bags) == before


def test_a_bag_is_the_same_bytes_for_the_same_instant(tmp_path, clock):
    (tmp_path / "a.txt").write_bytes(TEXT)
    at = clock()
    for name in ("one", "two"):
        wanted = options(None, clock, directory=str(tmp_path / name), at=at)
        with package_into([str(tmp_path / "a.txt")], wanted, clock) as run:
            assert statuses(run.outcomes()) == ["packaged"]
    one, two = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in files_of(tmp_path / name)}
        for name in ("one", "two")
    )
    assert one == two
    assert len(one) == 10


def test_bags_without_an_archive_are_whole_and_recognised(tmp_path, clock):
    (tmp_path / "a.txt").write_bytes(TEXT)
    wanted = options(None, clock, directory=str(tmp_path / "out"))
    for expected in ("packaged", "already-preserved"):
        with package_into([str(tmp_path / "a.txt")], wanted, clock) as run:
            assert statuses(run.outcomes()) == [expected]
            assert run.exit_code() == 0
    assert len(os.listdir(tmp_path / "out")) == 1
    (validation,) = validate([str(tmp_path / "out")], ALL)
    assert (validation.verdict.value, validation.findings) == ("valid", ())


def test_a_damaged_bag_in_the_way_is_not_called_preserved_and_not_overwritten(tmp_path, clock):
    (tmp_path / "a.txt").write_bytes(TEXT)
    wanted = options(None, clock, directory=str(tmp_path / "out"))
    with package_into([str(tmp_path / "a.txt")], wanted, clock) as run:
        (outcome,) = run.outcomes()
    original = Path(outcome.bag) / "data" / "original" / "a.txt"
    original.write_bytes(b"other")
    before = tree_digest(tmp_path / "out")
    with package_into([str(tmp_path / "a.txt")], wanted, clock) as run:
        (outcome,) = run.outcomes()
    assert (outcome.status, codes(outcome)) == ("refused", ["FIX-041"])
    assert original.read_bytes() == b"other"
    assert tree_digest(outcome.bag or tmp_path / "out" / os.listdir(tmp_path / "out")[0])
    assert before


def test_supplied_values_outrank_and_name_their_source(tmp_path, clock):
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "known.csv").write_text(
        "filename,dc.title,dc.publisher,dc.date,dc.colour\na.txt,Given title,The Paper,2016-12-15,red\nz.txt,x,y,2016,blue\n"
    )
    archive = new_archive(tmp_path / "archive", clock)
    wanted = options(archive.root, clock, metadata=str(tmp_path / "known.csv"))
    with package_into([str(tmp_path / "a.txt")], wanted, clock) as run:
        (outcome,) = run.outcomes()
        assert any("z.txt" in note.message for note in run.notes)
        assert any("dc.colour" in note.message for note in run.notes)
    document = json.loads((Path(outcome.bag) / "data/metadata/description.json").read_text())
    outlet = document["outlet"]
    assert (outlet["value"], outlet["status"]) == ("The Paper", "supplied")
    assert "known.csv" in outlet["asserted_by"]
    headline = document["headline"]
    assert headline["value"] == "Given title"
    assert any("A headline of some words" in c["value"] for c in headline["candidates"])


def test_a_word_on_what_is_preserved_already_is_not_passed_over_in_silence(tmp_path, clock):
    archive, _ = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    (tmp_path / "m.csv").write_text("filename,dc.title\na.txt,Another\n")
    source = Path(archive.root).parent / "other" / "a.txt"
    source.parent.mkdir()
    source.write_bytes(TEXT)
    (outcome,) = package_all(archive, [source], clock, metadata=str(tmp_path / "m.csv"))
    assert (outcome.status, codes(outcome)) == ("already-preserved", ["META-046"])
    assert "metadata file m.csv" in outcome.findings[0].message


def test_an_interrupted_run_is_finished_by_the_next(tmp_path, clock):
    """A bag was moved into the store, and the run was killed before the ledger knew it."""
    archive, (package,) = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    (tmp_path / "b.txt").write_bytes(TEXT + b"more\n")
    plain = options(None, clock, directory=str(tmp_path / "out"))
    with package_into([str(tmp_path / "b.txt")], plain, clock) as run:
        (made,) = run.outcomes()
    os.rename(made.bag, f"{archive.store.bags}/{made.id}")
    assert audited(archive, clock).exit_code == 1
    (outcome,) = package_all(archive, [tmp_path / "b.txt"], clock)
    assert (outcome.status, codes(outcome)) == ("packaged", ["FIX-047"])
    report = audited(archive, clock)
    assert (report.exit_code, dict(report.packages)) == (0, {"intact": 2})
    assert package != made.id


def test_what_a_killed_run_left_half_made_is_cleared_away(tmp_path, clock):
    archive, _ = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    half = Path(archive.store.staging, "half-000000000000", "data")
    half.mkdir(parents=True)
    (half / "x").write_bytes(b"half")
    Path(archive.store.staging, "a file").write_bytes(b"half")
    package_all(archive, [tmp_path / "sources" / "a.txt"], clock)
    assert os.listdir(archive.store.staging) == []


def test_nothing_is_staged_outside_the_archive(tmp_path, clock):
    archive, _ = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    (tmp_path / "b.txt").write_bytes(TEXT + b"more\n")
    (tmp_path / "outside").mkdir()
    os.rmdir(archive.store.staging)
    os.symlink(tmp_path / "outside", archive.store.staging)
    with pytest.raises(NotWritable):
        package_all(archive, [tmp_path / "b.txt"], clock)
    assert os.listdir(tmp_path / "outside") == []
    os.unlink(archive.store.staging)
    assert statuses(package_all(archive, [tmp_path / "b.txt"], clock)) == ["packaged"]


def test_nothing_is_added_to_a_history_that_does_not_verify(tmp_path, clock):
    archive, _ = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    (tmp_path / "b.txt").write_bytes(TEXT + b"more\n")
    Path(archive.root, "ledger", "checkpoint").write_text("something else\n")
    before = tree_digest(archive.root)
    with pytest.raises(EvidenceFailure):
        package_all(archive, [tmp_path / "b.txt"], clock)
    assert tree_digest(archive.root) == before


def test_nothing_is_written_into_a_store_of_another_archive(tmp_path, clock):
    archive, _ = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    (tmp_path / "b.txt").write_bytes(TEXT + b"more\n")
    sentinel = Path(archive.store.bags, "archive-id")
    for wrong in ("another\n", None):
        sentinel.unlink()
        if wrong:
            sentinel.write_text(wrong)
        with pytest.raises(StoreOffline):
            package_all(archive, [tmp_path / "b.txt"], clock)
        sentinel.write_text("x")


def test_a_second_run_at_once_is_refused(tmp_path, clock):
    archive, _ = archive_with(tmp_path, {"a.txt": TEXT}, clock)
    with archive.lock(), pytest.raises(ArchiveLocked):
        package_all(archive, [tmp_path / "sources" / "a.txt"], clock)


def test_the_five_seeds(tmp_path, clock):
    archive = new_archive(tmp_path / "archive", clock)
    outcomes = package_all(archive, [SEEDS], clock)
    assert statuses(outcomes) == ["packaged"] * 5
    assert all(outcome.findings == () for outcome in outcomes)
    for validation in validate([archive.root], ALL):
        assert (validation.verdict.value, validation.findings) == ("valid", ())


def test_a_directory_of_somebody_else_is_not_cleared_away(tmp_path, clock):
    (tmp_path / "a.txt").write_bytes(TEXT)
    own = tmp_path / "out" / ".preserve-staging" / "mine.txt"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"mine\n")
    wanted = options(None, clock, directory=str(tmp_path / "out"))
    with (
        pytest.raises(Refused, match="in the way"),
        package_into([str(tmp_path / "a.txt")], wanted, clock),
    ):
        pass
    assert own.read_bytes() == b"mine\n"


@pytest.mark.parametrize("to", ["bag", "bag/data", "bag/data/new", "bag/new/deep", "link"])
def test_a_bag_is_no_place_for_other_bags(to, tmp_path, clock):
    (tmp_path / "a.txt").write_bytes(TEXT)
    place = write_bag(old_bag(), tmp_path / "bag")
    (tmp_path / "link").symlink_to("bag/data")
    before = tree_digest(place)
    wanted = options(None, clock, directory=str(tmp_path / to))
    with (
        pytest.raises(Refused, match="is a bag, or lies in one"),
        package_into([str(tmp_path / "a.txt")], wanted, clock),
    ):
        pass
    assert tree_digest(place) == before

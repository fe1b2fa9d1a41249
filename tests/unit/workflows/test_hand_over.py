"""Bags for others: packed into one file, made to fit a profile, or refused with nothing written."""

import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from preserve.containers.bag.fit_tags import Tag
from preserve.containers.bag.serialized.write import Form, member_of, serialized
from preserve.containers.bag.write import PROFILE_IDENTIFIER
from preserve.errors import UsageProblem
from preserve.model.article import SourceBytes
from preserve.model.digest import digests_of
from preserve.model.file import NewFile
from preserve.reading.article import read_article
from preserve.storage.local import LocalStore
from preserve.workflows.assure import Demands, ToAssure, assure
from preserve.workflows.check_profiles import ProfileChecks
from preserve.workflows.checkers import ALL
from preserve.workflows.compose import Settings, Word, compose
from preserve.workflows.destinations import PackedDestination
from preserve.workflows.fitting import fitting_for, nobody
from preserve.workflows.package_run import package_into
from preserve.workflows.profiles import load_profile
from preserve.workflows.validate import validate
from preserve.workflows.validate_bag import Effort
from tests.support.archives import SEEDS, Clock, archive_with, new_archive, options, tree_digest
from tests.support.commands import CHECKOUT, environment

TEXT = "A headline of some words\n\nJane Roe said: “We are here.”\n".encode()
AT = datetime(2016, 12, 15, 8, 55, tzinfo=UTC)
SEED = SEEDS / "001_26c3e08733cee09c.txt"
APTRUST = (
    "Source-Organization=Test Library",
    "aptrust-info.txt/Title=Farewell messages",
    "aptrust-info.txt/Access=Institution",
    "aptrust-info.txt/Storage-Option=Standard",
)
SHIPPED = {
    "preserve-1": (),
    "aptrust-2.2": APTRUST,
    "aptrust-2.3": APTRUST,
    "btr-1.0": ("Source-Organization=Test Library",),
    "bdbag-0.2": (),
}


@pytest.fixture
def source(tmp_path):
    (tmp_path / "a.txt").write_bytes(TEXT)
    return tmp_path / "a.txt"


def made(sources, directory, **changes):
    """Package into a plain directory; return the outcomes, the notes and the exit code."""
    wanted = options(None, Clock(), directory=str(directory), **{"at": AT, **changes})
    sources = [sources] if isinstance(sources, Path) else sources
    with package_into([str(each) for each in sources], wanted, Clock()) as run:
        return list(run.outcomes()), run.notes, run.exit_code()


def codes(findings):
    return [found.code for found in findings]


def files_in(path):
    """The files of a packed bag, by path, the top directory included."""
    if path.suffix == ".tar":
        with tarfile.open(path) as opened:
            members = [each for each in opened if each.isfile()]
            return {each.name: opened.extractfile(each).read() for each in members}
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}


@pytest.mark.parametrize("form", Form)
def test_a_packed_bag_holds_what_the_directory_would(source, tmp_path, form):
    ((plain,), _, _) = made(source, tmp_path / "plain")
    ((packed,), _, code) = made(source, tmp_path / "packed", form=form)
    assert (packed.status, packed.bag, code) == (
        "packaged", str(tmp_path / "packed" / f"{packed.id}.{form}"), 0,
    )  # fmt: skip
    assert os.listdir(tmp_path / "packed") == [f"{packed.id}.{form}"]
    root = Path(plain.bag)
    expected = {
        f"{packed.id}/{path.relative_to(root).as_posix()}": path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }
    assert files_in(Path(packed.bag)) == expected


@pytest.mark.parametrize("form", Form)
def test_neither_machine_nor_moment_gets_in(source, tmp_path, form):
    found = set()
    for number, (zone, language, mask) in enumerate(
        [("UTC", "C.UTF-8", 0o022), ("Asia/Kathmandu", "C", 0o077)]
    ):
        place = tmp_path / str(number)
        tags = [part for tag in APTRUST for part in ("--tag", tag)]
        profile = ["--profile", "aptrust", *tags] if form is Form.TAR else []
        subprocess.run(
            [sys.executable, "-m", "preserve", "package", source, "--to", place,
             "--serialize", form, "--at", AT.isoformat(), *profile],
            env=environment(TZ=zone, LC_ALL=language, PYTHONHASHSEED=str(number)),
            cwd=CHECKOUT, umask=mask, check=True, capture_output=True,
        )  # fmt: skip
        (path,) = place.iterdir()
        found.add((path.name, path.read_bytes()))
    assert len(found) == 1


@pytest.mark.parametrize("form", Form)
def test_a_rerun_recognises_what_is_there_whenever_it_comes(source, tmp_path, form):
    ((first,), _, _) = made(source, tmp_path / "out", form=form)
    before = tree_digest(tmp_path / "out")
    later = datetime(2020, 1, 1, tzinfo=UTC)
    ((again,), _, code) = made(source, tmp_path / "out", form=form, at=later)
    assert (again.status, again.bag, code) == ("already-preserved", first.bag, 0)
    assert tree_digest(tmp_path / "out") == before


def test_the_same_bytes_twice_in_one_run_make_one_file(source, tmp_path):
    (tmp_path / "b.txt").write_bytes(TEXT)
    (outcomes, _, code) = made([source, tmp_path / "b.txt"], tmp_path / "out", form=Form.TAR)
    assert [outcome.status for outcome in outcomes] == ["packaged", "already-preserved"]
    assert outcomes[0].bag == outcomes[1].bag
    assert code == 0


def test_directories_and_both_kinds_of_file_lie_side_by_side(source, tmp_path):
    for form in (None, Form.TAR, Form.ZIP):
        ((outcome,), _, _) = made(source, tmp_path / "out", form=form)
        assert outcome.status == "packaged"
    assert len(os.listdir(tmp_path / "out")) == 3


def spoilt(data, form):
    """What may lie in the place of a packed bag and is none, or another one."""
    yield b""
    yield b"something else"
    yield data[:-1]
    yield data[: len(data) // 2]
    yield data + b"\0"
    yield data.replace(b"We are here", b"We are gone")
    if form is Form.ZIP:
        yield b"#!/bin/sh\n" + data


@pytest.mark.parametrize("form", Form)
def test_another_file_in_its_place_stays_and_is_told(source, tmp_path, form):
    ((first,), _, _) = made(source, tmp_path / "first", form=form)
    data = Path(first.bag).read_bytes()
    for number, other in enumerate(spoilt(data, form)):
        place = tmp_path / str(number)
        place.mkdir()
        (place / Path(first.bag).name).write_bytes(other)
        ((outcome,), _, code) = made(source, place, form=form)
        assert (outcome.status, codes(outcome.findings), code) == ("refused", ["FIX-041"], 1)
        assert sorted(os.listdir(place)) == [Path(first.bag).name]
        assert (place / Path(first.bag).name).read_bytes() == other


@pytest.mark.parametrize("kind", ["directory", "link", "fifo"])
def test_what_is_no_file_in_its_place_is_told_too(source, tmp_path, kind):
    ((first,), _, _) = made(source, tmp_path / "first", form=Form.TAR)
    (tmp_path / "out").mkdir()
    place = tmp_path / "out" / Path(first.bag).name
    if kind == "directory":
        place.mkdir()
    elif kind == "link":
        place.symlink_to(first.bag)
    else:
        os.mkfifo(place)
    ((outcome,), _, code) = made(source, tmp_path / "out", form=Form.TAR)
    assert (outcome.status, codes(outcome.findings), code) == ("refused", ["FIX-041"], 1)


def test_a_packed_bag_of_another_that_calls_itself_the_same_is_no_copy(source, tmp_path):
    """A valid packed bag whose article differs, under the name of ours."""
    ((first,), _, _) = made(source, tmp_path / "first", form=Form.TAR)
    (tmp_path / "b.txt").write_bytes(TEXT + b"More.\n")
    ((second,), _, _) = made(tmp_path / "b.txt", tmp_path / "second", form=Form.TAR)
    (tmp_path / "out").mkdir()
    files = files_in(Path(second.bag))
    forged = io.BytesIO()
    with tarfile.open(fileobj=forged, mode="w", format=tarfile.USTAR_FORMAT) as opened:
        for name, data in files.items():
            member = tarfile.TarInfo(name.replace(second.id, first.id))
            member.size = len(data)
            opened.addfile(member, io.BytesIO(data))
    (tmp_path / "out" / Path(first.bag).name).write_bytes(forged.getvalue())
    ((outcome,), _, _) = made(source, tmp_path / "out", form=Form.TAR)
    assert codes(outcome.findings) == ["FIX-041"]


@pytest.mark.parametrize(
    "changes", [{"form": Form.TAR}, {"profile": "btr"}, {"profile": "btr", "form": Form.ZIP}]
)
def test_an_archive_keeps_its_bags_as_they_are(source, tmp_path, changes):
    clock = Clock()
    archive = new_archive(tmp_path / "archive", clock)
    before = tree_digest(archive.root)
    with (
        pytest.raises(UsageProblem, match="An archive keeps its bags as directories") as raised,
        package_into([str(source)], options(archive.root, clock, **changes), clock),
    ):
        pass
    assert "--to DIR" in raised.value.remedy
    assert tree_digest(archive.root) == before


def test_our_own_profile_may_be_named_anywhere_and_changes_nothing(source, tmp_path):
    clock = Clock()
    archive, _ = archive_with(tmp_path / "x", {"b.txt": TEXT}, clock)
    wanted = options(archive.root, clock, profile="preserve")
    with package_into([str(source)], wanted, clock) as run:
        assert [outcome.status for outcome in run.outcomes()] == ["already-preserved"]
    made(source, tmp_path / "one")
    made(source, tmp_path / "two", profile="preserve-1")
    one, two = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()}
        for n in ("one", "two")
    )  # fmt: skip
    assert one == two
    with pytest.raises(UsageProblem, match="--tag goes with"):
        made(source, tmp_path / "three", profile="preserve", tags=("A=b",))
    with pytest.raises(UsageProblem, match="--tag goes with"):
        made(source, tmp_path / "three", tags=("A=b",))
    with pytest.raises(UsageProblem, match="is no tag"):
        made(source, tmp_path / "three", profile="btr", tags=("A",))
    assert not (tmp_path / "three").exists()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_profile_can_be_met(tmp_path, name):
    ((outcome,), notes, code) = made(SEED, tmp_path / "out", profile=name, tags=SHIPPED[name])
    assert (outcome.status, code) == ("packaged", 0)
    assert {note.code for note in notes} <= {"BAG-183", "BAG-184"}
    place = tmp_path / "unpacked"
    if outcome.bag.endswith(".tar"):
        with tarfile.open(outcome.bag) as opened:
            opened.extractall(place, filter="data")
        place /= outcome.id
    else:
        place = Path(outcome.bag)
    checks = ProfileChecks([load_profile(name)])
    (validation,) = validate([str(place)], ALL, Effort(extras=(checks.check,)))
    faults = {found.code for found in validation.findings if found.weight}
    # The one thing that the directory is not is a file.
    assert faults <= ({"BAG-123"} if outcome.bag.endswith(".tar") else set())
    assert f": {load_profile(name).identifier}\n" in (place / "bag-info.txt").read_text()
    ((again,), _, code) = made(SEED, tmp_path / "out", profile=name, tags=SHIPPED[name])
    assert (again.status, code) == ("already-preserved", 0)


def test_a_bag_names_our_profile_only_as_long_as_it_follows_it(tmp_path):
    for name, follows in (("btr", True), ("aptrust", False), ("bdbag", False)):
        tags = APTRUST if name == "aptrust" else ("Source-Organization=X",)
        ((outcome,), _, _) = made(SEED, tmp_path / name, profile=name, tags=tags, form=Form.TAR)
        data = files_in(Path(outcome.bag))[f"{outcome.id}/bag-info.txt"].decode()
        assert (PROFILE_IDENTIFIER in data) is follows
        ((validation),) = validate([unpacked(outcome, tmp_path / f"{name}-dir")], ALL)
        assert validation.verdict.value == "valid"


def unpacked(outcome, place):
    with tarfile.open(outcome.bag) as opened:
        opened.extractall(place, filter="data")
    return str(place / outcome.id)


def test_the_page_for_readers_names_manifests_that_are_there(tmp_path):
    ((outcome,), _, _) = made(SEED, tmp_path / "out", profile="aptrust-2.2", tags=APTRUST)
    place = unpacked(outcome, tmp_path / "x")
    page = Path(place, "HOW-TO-READ-THIS.txt").read_text()
    commands = [line.strip() for line in page.splitlines() if "sum -c" in line]
    assert commands == ["sha256sum -c manifest-sha256.txt", "sha256sum -c tagmanifest-sha256.txt"]
    for command in commands:
        subprocess.run(command.split(), cwd=place, check=True, capture_output=True)


def test_what_lacks_is_told_for_every_source_and_nothing_is_written(source, tmp_path):
    (outcomes, notes, code) = made([source, SEED], tmp_path / "out", profile="aptrust-2.2")
    assert code == 1
    assert [outcome.status for outcome in outcomes] == ["refused", "refused"]
    assert {codes(outcome.findings)[0] for outcome in outcomes} == {"BAG-181"}
    assert codes(notes) == ["BAG-181"]
    for label in ("Source-Organization", "Title", "Access", "Storage-Option"):
        assert f"{label}=..." in notes[0].message
    assert not (tmp_path / "out").exists()


def test_what_lacks_is_asked_once_for_the_whole_run(source, tmp_path):
    asked = []

    def ask(question):
        asked.append((question.file, question.label))
        return {"Access": "Restricted", "Storage-Option": "Standard"}.get(
            question.label, "  A word "
        )

    (outcomes, _, code) = made(
        [source, SEED],
        tmp_path / "out",
        profile="aptrust",
        tags=("aptrust-info.txt/Title=T",),
        ask=ask,
    )
    assert code == 0
    assert asked == [("aptrust-info.txt", "Access"), ("aptrust-info.txt", "Storage-Option")]
    for outcome in outcomes:
        data = files_in(Path(outcome.bag))[f"{outcome.id}/aptrust-info.txt"]
        assert data == b"Title: T\nAccess: Restricted\nStorage-Option: Standard\n"


def test_an_answer_may_be_missing_or_wrong(source, tmp_path):
    wrong = {"profile": "aptrust", "tags": APTRUST[1:2], "ask": lambda _question: "Everybody"}
    (_, notes, code) = made(source, tmp_path / "out", **wrong)
    assert (codes(notes), code) == (["BAG-182", "BAG-182"], 1)
    (_, notes, code) = made(source, tmp_path / "out", **{**wrong, "ask": lambda _question: None})
    assert (codes(notes), code) == (["BAG-181"], 1)
    assert not (tmp_path / "out").exists()


def test_nothing_is_asked_when_no_answer_could_help(source, tmp_path):
    def ask(question):
        raise AssertionError(question)

    (_, notes, code) = made(source, tmp_path / "out", profile="aptrust", form=Form.ZIP, ask=ask)
    assert ("BAG-180" in codes(notes), code) == (True, 1)


def profile_file(place, **changes):
    document = {
        "BagIt-Profile-Info": {
            "BagIt-Profile-Identifier": "https://example.org/p.json",
            "Source-Organization": "Example", "External-Description": "P", "Version": "1",
        },
        "Accept-BagIt-Version": ["1.0"],
        **changes,
    }  # fmt: skip
    path = place / "profile.json"
    path.write_text(json.dumps(document))
    return str(path)


@pytest.mark.parametrize("form", [None, *Form])
def test_a_tag_file_in_a_directory_is_made_and_listed(source, tmp_path, form):
    path = "dpn-tags/dpn-info.txt"
    tags = {path: {"Rights": {"required": True}}}
    profile = profile_file(tmp_path, **{"Tag-Files-Required": [path], "Preserve-Tag-Files": tags})
    wanted = {"profile": profile, "tags": (f"{path}/Rights=Free",), "form": form}
    for status in ("packaged", "already-preserved"):
        ((outcome,), _, code) = made(source, tmp_path / "out", **wanted)
        assert (outcome.status, code) == (status, 0)
    if form is None:
        assert Path(outcome.bag, path).read_bytes() == b"Rights: Free\n"
        (validation,) = validate([outcome.bag], ALL)
        assert validation.verdict.value == "valid"
    else:
        assert files_in(Path(outcome.bag))[f"{outcome.id}/{path}"] == b"Rights: Free\n"


def test_one_bag_may_be_refused_and_the_next_one_fit(source, tmp_path):
    profile = profile_file(tmp_path, **{"Payload-Files-Required": ["data/original/a.txt"]})
    (outcomes, _, code) = made([SEED, source], tmp_path / "out", profile=profile)
    assert [outcome.status for outcome in outcomes] == ["refused", "packaged"]
    assert codes(outcomes[0].findings) == ["BAG-180"]
    assert (code, len(os.listdir(tmp_path / "out"))) == (1, 1)


def test_other_tags_than_those_of_the_bag_that_is_there_are_not_lost_in_silence(source, tmp_path):
    made(source, tmp_path / "out", profile="aptrust", tags=APTRUST)
    for changed in (
        (*APTRUST[:1], "aptrust-info.txt/Title=Another", *APTRUST[2:]),
        ("Source-Organization=Another", *APTRUST[1:]),
        (*APTRUST, "Note=One more"),
    ):
        ((outcome,), _, code) = made(source, tmp_path / "out", profile="aptrust", tags=changed)
        assert (codes(outcome.findings), code) == (["FIX-041"], 1)
    ((outcome,), _, code) = made(source, tmp_path / "out", profile="aptrust", tags=APTRUST)
    assert (outcome.status, code) == ("already-preserved", 0)


def test_a_bag_for_another_profile_is_not_taken_for_one_that_fits(source, tmp_path):
    made(source, tmp_path / "out", form=Form.TAR)
    ((outcome,), _, code) = made(source, tmp_path / "out", profile="aptrust", tags=APTRUST)
    assert (codes(outcome.findings), code) == (["FIX-041"], 1)


def test_hostile_tags_stay_on_their_line(source, tmp_path):
    tags = (
        "Source-Organization=X\nPayload-Oxum: 1.1",
        "Note=\x1b[31m[/tag] \u2028 é " + "w" * 5000,
    )
    ((outcome,), _, code) = made(source, tmp_path / "out", profile="btr", tags=tags)
    assert code == 0
    info = Path(outcome.bag, "bag-info.txt").read_text()
    assert "Source-Organization: X Payload-Oxum: 1.1\n" in info
    assert info.count("\nPayload-Oxum:") == 1
    (validation,) = validate([outcome.bag], ALL)
    assert validation.verdict.value == "valid"


def test_more_digests_are_of_the_bytes(source, tmp_path):
    wanted = ["md5", "sha1", "sha384", "blake2b", "sha3-256"]
    profile = profile_file(tmp_path, **{"Manifests-Required": wanted})
    ((outcome,), _, _) = made(source, tmp_path / "out", profile=profile)
    for name in ("md5", "sha1", "sha384", "blake2b", "sha3256", "sha256", "sha512"):
        text = Path(outcome.bag, f"manifest-{name}.txt").read_text()
        assert f"{digests_of(TEXT, [name])[name]}  data/original/a.txt\n" in text


@pytest.mark.parametrize("form", Form)
def test_a_file_that_does_not_read_back_as_composed_gets_no_name(tmp_path, form):
    """The disk gives back something else than was written: a bit, a half, nothing."""
    settings = Settings(AT)
    article, _ = read_article(SourceBytes("a.txt", TEXT, digests_of(TEXT)), None)
    composed = compose(article, settings, Word())
    for name in ("bags", "staging"):
        (tmp_path / name).mkdir()
    store = LocalStore("s", f"{tmp_path}/bags", f"{tmp_path}/staging", f"{tmp_path}/quarantine")
    destination = PackedDestination(store, str(tmp_path / "bags"), Demands(form), form)
    staged = destination.stage(composed)
    work = ToAssure(staged, composed.record, needs_second_opinion=False)
    assert assure(work, Demands(form)).findings == ()
    whole = Path(staged.file).read_bytes()
    extra = {**{file.path: file.data for file in composed.files}, "more.txt": b"x"}
    less = {path: data for path, data in extra.items() if path != "bag-info.txt"}
    for other in (
        whole.replace(b"We are here", b"We are gone"), whole[: len(whole) // 2], b"",
        packed(form, composed.record.id, extra), packed(form, composed.record.id, less),
        packed(form, "another", less),
    ):  # fmt: skip
        Path(staged.file).write_bytes(other)
        (found,) = assure(work, Demands(form)).findings
        assert found.code == "FIX-044"
    os.unlink(staged.file)
    (found,) = assure(work, Demands(form)).findings
    assert found.code == "FIX-044"


def packed(form, top, files):
    members = [member_of(NewFile(path, data)) for path, data in files.items()]
    return b"".join(serialized(form, top, members, AT.date()))


def test_a_bag_that_turns_out_not_to_fit_is_taken_back(tmp_path):
    """What was decided was wrong, the check at the end says so, and nothing is published."""
    document = load_profile("btr").document
    fitting = fitting_for(document, None, SHIPPED["btr-1.0"], nobody)
    article, _ = read_article(SourceBytes("a.txt", TEXT, digests_of(TEXT)), None)
    composed = compose(article, Settings(AT, fitting=fitting), Word())
    (tmp_path / "staging").mkdir()
    store = LocalStore("s", f"{tmp_path}/bags", f"{tmp_path}/staging", f"{tmp_path}/quarantine")
    work = ToAssure(store.stage("p", composed.files), composed.record, needs_second_opinion=False)
    assert assure(work, Demands(None, fitting)).findings == ()
    stricter = {**document, "Manifests-Required": ["md5"]}
    for wrong in (
        fitting._replace(profile=stricter),
        fitting._replace(form=Form.TAR, profile={**document, "Serialization": "forbidden"}),
        fitting._replace(tags=(*fitting.tags, Tag("bag-info.txt", "Note", "x"))),
        fitting._replace(files=("x.txt",)),
    ):
        (found,) = assure(work, Demands(None, wrong)).findings
        assert found.code == "BAG-185"


def test_the_source_stays_as_it_was(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a%25 é.txt").write_bytes(TEXT)
    before = tree_digest(tmp_path / "in")
    ((outcome,), _, code) = made(tmp_path / "in", tmp_path / "out", form=Form.ZIP)
    assert code == 0
    assert tree_digest(tmp_path / "in") == before
    assert files_in(Path(outcome.bag))[f"{outcome.id}/data/original/a%25 é.txt"] == TEXT


def test_many_articles_are_packed_by_several_processes(tmp_path):
    (tmp_path / "in").mkdir()
    for number in range(45):
        (tmp_path / "in" / f"{number}.txt").write_bytes(TEXT + f"{number}\n".encode())
    (outcomes, _, code) = made(
        tmp_path / "in", tmp_path / "out", profile="btr", form=Form.TAR,
        tags=SHIPPED["btr-1.0"], needs_second_opinion=False,
    )  # fmt: skip
    assert code == 0
    assert {outcome.status for outcome in outcomes} == {"packaged"}
    assert len(os.listdir(tmp_path / "out")) == 45

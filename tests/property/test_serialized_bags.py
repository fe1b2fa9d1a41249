"""Serialized bags at random: what the directory gets, the archive gets; no damage passes."""

import gzip
import hashlib
import io
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preserve.model.catalogue.bag_serialized import BAG_SERIALIZED
from preserve.model.verdict import Verdict
from preserve.workflows.checkers import ALL
from preserve.workflows.validate import validate
from tests.support.archives_hostile import CASES, bag_files, gz, tar_of, zip_of, zipped
from tests.support.archives_packed import PACKS
from tests.support.bag_cases import CASES as BAG_CASES
from tests.support.bags import new_bag, write_bag

ARCHIVE_CODES = {kind.code for kind in BAG_SERIALIZED}
SEVERAL = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SMALL = new_bag({"data/a.txt": b"one\n", "data/d/b.txt": b"two, and some more\n" * 20})


def judged(path):
    (validation,) = validate([str(path)], ALL)
    return validation


def small(form):
    files = bag_files(bag=SMALL)
    if form == "zip":
        return zip_of(zipped(files))
    return tar_of(files) if form == "tar" else gz(tar_of(files))


def contents(form, data):
    """Return what an independent reader gets out of an archive: names and bytes."""
    if form == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    inner = gzip.decompress(data) if form == "tgz" else data
    with tarfile.open(fileobj=io.BytesIO(inner)) as archive:
        return {each.name: archive.extractfile(each).read() for each in archive if each.isfile()}


def told(findings):
    return sorted((each.code, each.message) for each in findings if each.code not in ARCHIVE_CODES)


SERIALIZABLE = [
    case
    for case in BAG_CASES
    if not (case.bag.extra or case.bag.outcomes or case.code in {"BAG-020", "BAG-105"})
    and case.name not in {"BAG-081_twenty-mebibytes", "BAG-025_data-in-capitals"}
]
"""Without those that no disk holds as they are, one that packs so well that it is a bomb, and one
whose empty directory `data` not every program packs."""


@pytest.mark.parametrize("form", PACKS)
@pytest.mark.parametrize("case", SERIALIZABLE, ids=lambda case: case.name)
def test_an_archive_gets_what_its_directory_gets(case, form, tmp_path):
    directory = write_bag(case.bag, tmp_path / "bag")
    try:
        data = PACKS[form](directory, "bag")
    except (UnicodeEncodeError, ValueError):
        return  # a name that this form cannot hold
    path = tmp_path / f"bag.{form.partition('.')[2]}"
    path.write_bytes(data)
    there, here = judged(directory), judged(path)
    if "\\" in "".join(case.bag.files) and form.endswith("zip"):
        assert (here.verdict, "BAG-150") == (Verdict.INVALID, here.findings[0].code)
        return
    assert told(here.findings) == told(there.findings)
    assert here.verdict is there.verdict


@pytest.mark.parametrize("form", ["zip", "tar", "tgz"])
def test_no_cut_archive_is_valid(form, tmp_path):
    data = small(form)
    path = tmp_path / f"bag.{form}"
    path.write_bytes(data)
    assert judged(path).verdict is Verdict.VALID
    step = max(1, len(data) // 200)
    for size in {*range(0, len(data), step), *range(len(data) - 60, len(data))}:
        path.write_bytes(data[:size])
        assert judged(path).verdict is not Verdict.VALID, size


@pytest.mark.parametrize("form", ["zip", "tar", "tgz"])
def test_no_flipped_byte_passes_for_other_content(form, tmp_path):
    data = small(form)
    path = tmp_path / f"bag.{form}"
    known = contents(form, data)
    passed = 0
    step = max(1, len(data) // 300)
    for place in range(0, len(data), step):
        for mask in (0x01, 0x80, 0xFF):
            changed = bytearray(data)
            changed[place] ^= mask
            path.write_bytes(changed)
            if judged(path).verdict is Verdict.VALID:
                passed += 1
                assert contents(form, bytes(changed)) == known, (place, mask)
    assert passed > 0  # dates and padding may differ: the content does not


@SEVERAL
@given(data=st.binary(max_size=3000), name=st.sampled_from(["a.zip", "a.tar", "a.tgz", "a.7z"]))
def test_noise_is_never_valid(data, name, tmp_path):
    path = tmp_path / name
    path.write_bytes(data)
    assert judged(path).verdict in {Verdict.INVALID, Verdict.UNDECIDED}


MUTATIONS = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["flip", "cut", "copy", "insert", "number"])),
    min_size=1,
    max_size=5,
)
BASES = [case.data for case in CASES if len(case.data) < 30000 and not case.file.endswith("7z")]


@SEVERAL
@given(
    base=st.sampled_from(BASES),
    changes=MUTATIONS,
    noise=st.binary(min_size=1, max_size=12),
    as_gzip=st.booleans(),
)
def test_mutated_archives_get_a_verdict(base, changes, noise, as_gzip, tmp_path):
    data = bytearray(base)
    for where, how in changes:
        place = int(where * len(data))
        if how == "flip" and place < len(data):
            data[place] ^= noise[0] or 1
        elif how == "cut":
            del data[place : place + len(noise) * 40]
        elif how == "copy":
            data[place:place] = data[place // 2 : place // 2 + 700]
        elif how == "insert":
            data[place:place] = noise
        else:
            data[place : place + len(noise)] = b"\xff" * len(noise)
    path = tmp_path / "bag.tgz"
    path.write_bytes(gz(bytes(data)) if as_gzip else data)
    found = judged(path)
    assert found.verdict in set(Verdict)
    assert found.findings or found.verdict is Verdict.VALID


@SEVERAL
@given(
    files=st.dictionaries(
        st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=60),
        st.binary(max_size=2000),
        max_size=6,
    ),
    form=st.sampled_from(sorted(PACKS)),
)
def test_any_names_go_through_any_form(files, form, tmp_path_factory):
    named = {f"data/{name}": data for name, data in files.items() if name not in {".", ".."}}
    if not named or any(len(name.encode()) > 200 for name in named):
        return
    base = tmp_path_factory.mktemp("bag")
    directory = write_bag(new_bag(named), base / "bag")
    try:
        data = PACKS[form](directory, "bag")
    except (UnicodeEncodeError, ValueError):
        return
    path = base / f"bag.{form.partition('.')[2]}"
    path.write_bytes(data)
    if "\\" in "".join(named) and form.endswith("zip"):
        assert judged(path).verdict is Verdict.INVALID
        return
    here, there = judged(path), judged(directory)
    assert (here.verdict, told(here.findings)) == (there.verdict, told(there.findings))
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(data).digest()

"""A digest that came with a file: held against it once, and evidence of the transfer alone."""

import hashlib

import pytest

from preserve.reading.metadata import read_metadata
from preserve.workflows.archive import read_history
from tests.support.archives import Clock, audited, new_archive, package_all

TEXT = b"A headline that is long enough\n\nSome words of it.\n"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "a.txt").write_bytes(TEXT)
    return tmp_path, new_archive(tmp_path / "archive", Clock())


def packaged(place, **digests):
    root, archive = place
    (root / "m.csv").write_text(
        f"filename,{','.join(digests)}\na.txt,{','.join(digests.values())}\n"
    )
    (outcome,) = package_all(archive, [root / "a.txt"], Clock(), metadata=str(root / "m.csv"))
    return outcome


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_a_digest_that_fits_goes_on_record_and_no_audit_relies_on_it(place, algorithm):
    digest = hashlib.new(algorithm, TEXT).hexdigest()
    outcome = packaged(place, **{algorithm: digest.upper()})
    assert (outcome.status, outcome.findings) == ("packaged", ())
    history = read_history(place[1], is_locked=False)
    assert history.facts_of(outcome.id)["transport"] == {
        algorithm: digest,
        "asserted_by": "metadata file m.csv",
    }
    assert all(set(f.digests) == {"sha256", "sha512"} for f in history.record_of(outcome.id).files)
    assert audited(place[1], Clock()).exit_code == 0


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_a_digest_that_does_not_fit_refuses_the_source(place, algorithm):
    outcome = packaged(place, **{algorithm: hashlib.new(algorithm, b"other").hexdigest()})
    assert (outcome.status, [f.code for f in outcome.findings]) == ("refused", ["FIX-058"])
    assert read_history(place[1], is_locked=False).holdings == {}


@pytest.mark.parametrize(
    "value", ["xyz", "d41d8cd98f00b204e9800998ecf8427", "0" * 33, "0x" + "0" * 30]
)
def test_what_is_no_digest_is_said_and_not_held_against_anything(value):
    rows, findings = read_metadata("m.csv", f"filename,md5\na.txt,{value}\n".encode())
    assert [finding.code for finding in findings] == ["META-044"]
    assert rows == {"a.txt": {}}

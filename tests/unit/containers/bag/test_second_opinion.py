"""The bagit library as a second opinion, on bags on disk."""

import logging
import os
from pathlib import Path

import pytest

from preserve.containers.bag.known_differences import opinion_findings
from preserve.containers.bag.second_opinion import SOFTWARE, ask_bagit, bagit_opinion
from preserve.model.opinion import SecondOpinion
from preserve.model.verdict import Verdict
from tests.support.bags import Bag, check_directory, codes, fingerprint, new_bag, write_bag

DAMAGED = {
    "altered": new_bag().having("data/a.txt", b"onE\n"),
    "missing": new_bag().without("data/a.txt"),
    "extra": new_bag().having("data/c.txt", b""),
    "no-bagit-txt": new_bag().without("bagit.txt"),
    "bad-version": new_bag().having("bagit.txt", b"BagIt-Version: x\nTag-File-Character-Encoding: UTF-8\n"),
    "bad-oxum": new_bag(info=(("Payload-Oxum", "eight"),)),
    "not-utf-8": new_bag().having("manifest-sha256.txt", b"\xff\xfe\xff\n"),
    "no-colon": new_bag().having("bag-info.txt", b"nothing\n"),
    "dots": new_bag().having("manifest-sha256.txt", b"00  ../../a\n"),
}  # fmt: skip


def test_a_bag_of_ours_is_accepted(tmp_path: Path):
    opinion = bagit_opinion(str(write_bag(new_bag(), tmp_path)))
    assert opinion == SecondOpinion(SOFTWARE, agrees_valid=True, detail="")
    assert opinion.detail == ""


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_bag_is_refused_in_words_without_an_exception(name: str, tmp_path: Path):
    opinion = bagit_opinion(str(write_bag(DAMAGED[name], tmp_path)))
    assert opinion.agrees_valid is False
    assert opinion.detail


def test_it_writes_nothing_says_nothing_and_stays_where_it_is(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    directory = write_bag(DAMAGED["altered"], tmp_path)
    before, place = fingerprint(directory), os.getcwd()
    bagit_opinion(str(directory))
    assert fingerprint(directory) == before
    assert os.getcwd() == place
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
    assert logging.getLogger("bagit").disabled is False


@pytest.mark.parametrize("name", ["data/100%.txt", "data/a ", "data/a\vb", "data/a\u2028b"])
def test_a_known_disagreement_is_reported_as_such(name: str, tmp_path: Path):
    bag = new_bag({name: b"one\n"})
    assert bag.check().verdict is Verdict.VALID
    opinion = bagit_opinion(str(write_bag(bag, tmp_path)))
    assert opinion.agrees_valid is None
    assert opinion.detail.startswith("known to misread")
    assert ask_bagit(str(tmp_path)).says.agrees_valid is False
    assert codes(opinion_findings(bag.check(), ask_bagit(str(tmp_path)))) == {"BAG-141"}


def test_a_bag_with_a_link_or_a_pipe_is_not_given_to_it(tmp_path: Path):
    linked = write_bag(new_bag(), tmp_path / "linked")
    (linked / "data" / "l").symlink_to("/etc/hostname")
    piped = write_bag(new_bag(), tmp_path / "piped")
    os.mkfifo(piped / "data" / "a.fifo")
    for directory in (linked, piped):
        opinion = bagit_opinion(str(directory))
        assert opinion.agrees_valid is None
        assert opinion.detail.startswith("not asked")
        told = opinion_findings(check_directory(directory), ask_bagit(str(directory)))
        assert codes(told) == {"BAG-142"}
        assert "was not asked" in told[0].message


def test_a_bag_with_a_very_long_line_is_not_given_to_it(tmp_path: Path):
    bag: Bag = new_bag(info=(("Title", "x" * 100_000),))
    assert bagit_opinion(str(write_bag(bag, tmp_path))).agrees_valid is None


@pytest.mark.parametrize("encoding", ["zip", "hex", "punycode", "", "no-such"])
def test_a_bag_that_chooses_a_codec_that_unpacks_is_not_given_to_it(encoding: str, tmp_path: Path):
    declared = f"BagIt-Version: 1.0\nTag-File-Character-Encoding: {encoding}\n"
    bag = new_bag().having("bagit.txt", declared.encode())
    assert bagit_opinion(str(write_bag(bag, tmp_path))).agrees_valid is None


def test_a_place_that_is_not_there_is_no_exception(tmp_path: Path):
    opinion = bagit_opinion(str(tmp_path / "gone"))
    assert opinion.agrees_valid is None
    assert opinion.detail == "not asked: No such file or directory"


def test_what_bagit_says_is_cut_to_a_length(tmp_path: Path):
    bag = new_bag({f"data/{number}": b"" for number in range(1000)})
    gone = bag.without(*[path for path in bag.files if path.startswith("data/")])
    opinion = bagit_opinion(str(write_bag(gone, tmp_path)))
    assert opinion.agrees_valid is False
    assert len(opinion.detail) < 1000

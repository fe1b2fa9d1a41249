"""warcio as the second opinion: it never raises, and never calls a cut file whole."""

import io

import pytest

from preserve.containers.warc.second_opinion import opinion_findings, warcio_opinion
from preserve.model.opinion import SecondOpinion
from tests.support.warcs import HTTP, HTTP_BODY, packed, record, sha256, warcinfo

RECORDS = (
    warcinfo(),
    record("response", 2, HTTP, {"WARC-Payload-Digest": sha256(HTTP_BODY)}),
    record("resource", 3, b"The bridge holds.\n"),
)
FILES = {"plain": b"".join(RECORDS), "gzip": packed(RECORDS)}


@pytest.mark.parametrize("kind", FILES)
def test_a_whole_file(kind):
    for given in (FILES[kind], io.BytesIO(FILES[kind])):
        opinion = warcio_opinion(given)
        assert opinion.agrees_valid is True
        assert opinion.software.startswith("warcio 1.")
        assert opinion.detail == "3 records read"


@pytest.mark.parametrize("kind", FILES)
def test_a_file_cut_anywhere_but_between_records_is_not_called_whole(kind):
    parts = RECORDS if kind == "plain" else [packed([each]) for each in RECORDS]
    ends = {len(b"".join(parts[:count])) for count in (1, 2, 3)}
    data = FILES[kind]
    for size in range(len(data)):
        assert warcio_opinion(data[:size]).agrees_valid is (size in ends), size


def test_a_changed_block_is_named():
    opinion = warcio_opinion(FILES["plain"].replace(b"bridge</p>", b"brigde</p>"))
    assert opinion.agrees_valid is False
    assert "digest" in opinion.detail


def test_a_stream_that_fails_is_no_opinion():
    class Broken(io.BytesIO):
        def read(self, _size=-1):
            raise OSError(5, "Input/output error")

    assert warcio_opinion(Broken()).agrees_valid is None


def test_what_is_reported_of_an_opinion():
    for agrees, expected in ((True, []), (False, ["WARC-080"]), (None, ["WARC-081"])):
        opinion = SecondOpinion("warcio 1.8.1", agrees, "a reason")
        found = opinion_findings(opinion, "a.warc.gz")
        assert [each.code for each in found] == expected
        assert all("a reason" in each.message for each in found)


def test_nothing_is_printed(capsys):
    warcio_opinion(FILES["gzip"][:-3] + b"abc")
    warcio_opinion(b"hello")
    assert capsys.readouterr() == ("", "")


def test_letters_beyond_ascii_in_a_header_are_counted_as_bytes():
    strange = record("resource", 4, b"x", {"X-Note": "Zoë — حلب"})
    assert warcio_opinion(FILES["plain"] + strange).agrees_valid is True

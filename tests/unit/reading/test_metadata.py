"""Metadata files as archives exchange them."""

import json

import pytest

from preserve.reading.metadata import MAX_METADATA_BYTES, read_metadata, unmatched

HEADER = "filename,dc.title,dc.publisher,dc.creator,dc.date,dc.identifier,dc.language\r\n"


def codes(findings):
    return [f.code for f in findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_of_an_archive(encoding):
    row = 'objects/story.txt,"A ""title""\r\nof two lines",Gazette,Ines Marlow,2015-05-04,https://x.org/1,en\r\n'
    rows, findings = read_metadata("metadata.csv", (HEADER + row).encode(encoding))
    assert findings == ()
    assert rows == {
        "story.txt": {
            "title": 'A "title"\r\nof two lines',
            "outlet": "Gazette",
            "author": "Ines Marlow",
            "date": "2015-05-04",
            "url": "https://x.org/1",
            "language": "en",
        }
    }


@pytest.mark.parametrize("prefix", ["", "dc."])
def test_json_keyed_by_file_name(prefix):
    document = {
        "b/a.txt": {f"{prefix}title": "T", f"{prefix}date": "2015", f"{prefix}creator": None}
    }
    rows, findings = read_metadata("m.json", json.dumps(document).encode())
    assert (rows, findings) == ({"a.txt": {"title": "T", "date": "2015"}}, ())


def test_unknown_columns_are_named_and_the_rest_is_taken():
    rows, findings = read_metadata("m.csv", b"filename,dc.title,dc.color\na.txt,T,red\n")
    assert rows == {"a.txt": {"title": "T"}}
    assert codes(findings) == ["META-041"]
    assert "dc.color" in findings[0].message
    assert findings[0].weight == 0
    rows, findings = read_metadata("m.json", b'{"a.txt": {"title": "T", "color": "red"}}')
    assert (rows, codes(findings)) == ({"a.txt": {"title": "T"}}, ["META-041"])


def test_a_shifted_row_is_not_taken():
    data = b"filename,dc.title\na.txt,One, two\nb.txt,Three\n"
    rows, findings = read_metadata("m.csv", data)
    assert rows == {"b.txt": {"title": "Three"}}
    assert codes(findings) == ["META-042"]
    assert findings[0].where.line == 2


def test_a_row_without_a_file_is_a_finding_and_blank_rows_are_not():
    rows, findings = read_metadata("m.csv", b"filename,dc.title\n,One\n\n,\nobjects/,Two\n")
    assert (rows, codes(findings)) == ({}, ["META-042", "META-042"])
    rows, findings = read_metadata("m.json", b'{"a.txt": "title"}')
    assert (rows, codes(findings)) == ({}, ["META-042"])


@pytest.mark.parametrize(
    "data",
    [b"filename,dc.title\na.txt,1\nx/a.txt,2\n", b'{"a.txt":{"title":"1"},"a.txt":{"title":"2"}}'],
)
def test_the_first_of_two_rows_is_taken(data):
    rows, findings = read_metadata("m", data)
    assert (rows, codes(findings)) == ({"a.txt": {"title": "1"}}, ["META-043"])


@pytest.mark.parametrize(
    "date",
    [
        "2016",
        "2016-12",
        "2016-12-15",
        "2016-12-15T03:55:00-05:00",
        "2016-02-29",
        "2016-12-15T03:55:00Z",
    ],
)
def test_dates_that_are_taken(date):
    rows, findings = read_metadata("m.csv", f"filename,dc.date\na.txt,{date}\n".encode())
    assert (rows["a.txt"], findings) == ({"date": date}, ())


@pytest.mark.parametrize(
    "date",
    ["15/12/2016", "Dec 15 2016", "2016-13", "2015-02-29", "2016-12-15T03:55", "2016-12-15T24:00:00Z",
     "2016-12-15T03:55:00+15:00", "0000", "٢٠١٦", "2016-12-15T03:60:00Z"],
)  # fmt: skip
def test_dates_that_are_not(date):
    rows, findings = read_metadata("m.csv", f"filename,dc.date,dc.title\na.txt,{date},T\n".encode())
    assert rows == {"a.txt": {"title": "T"}}
    assert codes(findings) == ["META-044"]


def test_repeated_columns():
    data = b"filename,dc.creator,dc.creator,dc.title,title\na.txt,A B,C D,One,Two\n"
    rows, findings = read_metadata("m.csv", data)
    assert rows == {"a.txt": {"author": "A B; C D", "title": "One"}}
    assert codes(findings) == ["META-044"]


def test_json_values_that_are_not_text():
    rows, findings = read_metadata("m.json", b'{"a.txt": {"date": 2016, "title": ["x"]}}')
    assert (rows, codes(findings)) == ({"a.txt": {}}, ["META-044", "META-044"])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("m.csv", b""),
        ("m.csv", b" \n"),
        ("m.csv", b"title,date\nx,2016\n"),
        ("m.csv", b'filename,dc.title\na.txt,"open\n'),
        ("m.csv", b"filename,dc.title\na.txt," + b"x" * 200_000),
        ("m.csv", "filename,dc.title\na.txt,é".encode("latin-1")),
        ("m.csv", "filename".encode("utf-16")),
        ("m.csv", b"file\x00name"),
        ("m.json", b"[]"),
        ("m.json", b"{"),
        ("m.json", b'{"a":' * 5000),
        ("m.csv", b"x" * (MAX_METADATA_BYTES + 1)),
    ],
)
def test_files_that_cannot_be_used(name, data):
    rows, findings = read_metadata(name, data)
    assert rows == {}
    assert codes(findings) == ["META-040"]
    assert findings[0].weight == 1


def test_rows_for_no_file():
    rows = {"a.txt": {"title": "x"}, "b.txt": {}}
    found = unmatched(rows, ["dir/a.txt", "c.txt"])
    assert codes(found) == ["META-045"]
    assert "b.txt" in found[0].message
    assert found[0].weight == 0
    assert unmatched(rows, ["a.txt", "b.txt"]) == ()

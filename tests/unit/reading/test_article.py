"""What is read as an article, in which encoding, and what is refused with which finding."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from preserve.errors import Refused
from preserve.model.article import SourceBytes
from preserve.model.catalogue import CATALOGUE
from preserve.model.digest import digests_of
from preserve.reading.article import MAX_SOURCE_BYTES, read_article

SEEDS = sorted((Path(__file__).parents[3] / "seeds").glob("*.txt"))
LETTER = "Dear reader,\r\n\r\nthe bridge is open again.\u00a0It held.\n"


def read(name, data, declared=None):
    return read_article(SourceBytes(name, data, digests_of(data)), declared)


def refusal(name, data, declared=None):
    article, findings = read(name, data, declared)
    assert article is None
    assert [f.weight for f in findings] == [1]
    assert findings[0].where.file == name
    assert name in findings[0].message
    return findings[0]


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_the_seeds_are_read_as_they_are(path):
    data = path.read_bytes()
    article, findings = read(path.name, data)
    assert findings == ()
    assert (article.encoding, article.encoding_from) == ("utf-8", "valid")
    assert article.text.encode() == data


def test_there_are_five_seeds():
    assert len(SEEDS) == 5


@pytest.mark.parametrize(
    ("data", "encoding", "source", "codes"),
    [
        (LETTER.encode(), "utf-8", "valid", []),
        (LETTER.encode("utf-8-sig"), "utf-8-sig", "byte-order-mark", []),
        (LETTER.encode("utf-16"), "utf-16", "byte-order-mark", []),
        (b"\xfe\xff" + LETTER.encode("utf-16-be"), "utf-16", "byte-order-mark", []),
        (LETTER.encode("utf-32"), "utf-32", "byte-order-mark", []),
        (LETTER.encode("utf-16-le"), "utf-16-le", "detected", ["META-009"]),
        (LETTER.encode("utf-16-be"), "utf-16-be", "detected", ["META-009"]),
        ("صوت من المدينة القديمة".encode("utf-16-le"), "utf-16-le", "detected", ["META-009"]),
        (("Ābols un " * 20).encode("utf-16-le"), "utf-16-le", "detected", ["META-009"]),
        ("They said “no”.".encode("cp1252"), "windows-1252", "detected", ["META-008"]),
        (
            "Le café a fermé cet été, à midi.".encode("cp1252"),
            "windows-1252",
            "detected",
            ["META-008"],
        ),
    ],
)
def test_encodings_that_the_bytes_prove(data, encoding, source, codes):
    article, findings = read("a.txt", data)
    assert (article.encoding, article.encoding_from) == (encoding, source)
    assert data.decode(article.encoding) == article.text
    assert [f.code for f in findings] == codes
    assert not article.text.startswith("\ufeff")


@pytest.mark.parametrize(
    "data",
    [
        "привет, город".encode("cp1251"),
        "příliš žluťoučký kůň".encode("cp1250"),
        "Don’t say “naïve”".encode("mac_roman"),
        "Zażółć gęślą jaźń".encode("iso-8859-2"),
        "The bridge’s end — “over”".encode()[:-2],
        "Don’t go".encode("mac_roman"),
        "NO BREAK\u00a0HERE".encode() + b"\xc2",
        "مرحبا".encode("cp1256"),
        "今日は".encode("shift_jis"),
    ],
    ids=[
        "cp1251",
        "cp1250",
        "mac",
        "latin2",
        "cut utf-8",
        "mac apostrophe",
        "cut no-break space",
        "cp1256",
        "sjis",
    ],
)
def test_an_encoding_that_cannot_be_proven_is_not_guessed(data):
    found = refusal("a.txt", data)
    assert found.code == "META-005"
    assert "--encoding" in found.remedy


def test_a_declared_encoding_is_recorded_and_checked():
    data = "привет, город".encode("cp1251")
    article, findings = read("a.txt", data, "Windows-1251")
    assert (article.encoding, article.encoding_from, findings) == ("windows-1251", "declared", ())
    assert article.text == "привет, город"
    assert refusal("a.txt", "caf\xe9".encode("latin-1"), "utf-8").code == "META-007"
    assert refusal("a.txt", b"abc", "utf-16-le").code == "META-007"
    assert refusal("a.txt", b"abcd", "utf-16").code == "META-007"


def test_a_declared_family_finds_its_byte_order_mark():
    assert read("a.txt", LETTER.encode("utf-8-sig"), "utf-8")[0].text == LETTER
    assert read("a.txt", LETTER.encode("utf-16"), "UTF-16LE")[0].text == LETTER
    assert read("a.txt", LETTER.encode("utf-16-be"), "utf-16")[0].encoding == "utf-16-be"


def test_a_declaration_that_hides_utf8_is_remarked():
    article, findings = read("a.txt", "café".encode(), "windows-1252")
    assert article.encoding == "windows-1252"
    assert [f.code for f in findings] == ["META-010"]


@pytest.mark.parametrize(
    "name",
    ["rot13", "base64", "hex", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "zlib",
     "undefined", "no-such-code", "", "a\0b", "../x", "x" * 100],
)  # fmt: skip
def test_names_that_are_no_encoding_of_text(name):
    assert refusal("a.txt", b"abc", name).code == "META-006"


def _zip(member):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "META-002"),
        ("a.txt", " \r\n\u00a0\t".encode(), "META-002"),
        ("a.txt", b"text\x00text", "META-004"),
        ("a.txt", b"\x01\x02\x03\x04 a few words", "META-004"),
        ("a.txt", bytes(range(256)) * 4, "META-004"),
        ("a.txt", b"a\x00\x00b" * 10, "META-004"),
        ("a.html", b"Plain words.", "META-020"),
        ("a.HTM", b"Plain words.", "META-020"),
        ("a.txt", b"\n <!DOCTYPE html>\n<p>x", "META-020"),
        ("a.txt", b"<html><body>x", "META-020"),
        ("a.txt", "<html>x".encode("utf-16"), "META-020"),
        ("a.txt", b"<!-- saved page --><div>x</div>", "META-020"),
        ("a.txt", b"<p>One paragraph.</p>", "META-020"),
        ("a.txt", b"Words first\n<body class='x'>\nmore", "META-020"),
        ("a.txt", b"Words <div>a</div> and <p>b</p>", "META-020"),
        ("a.txt", b"a</b> b</i> c</b> d</i> e</b>", "META-020"),
        ("a.txt", b"<?xml version='1.0'?><html xmlns='x'></html>", "META-020"),
        ("a.warc", b"anything", "META-021"),
        ("a.txt", b"WARC/1.1\r\nWARC-Type: warcinfo\r\n\r\n", "META-021"),
        ("a.txt", b"%!PS-Adobe-3.0\n(Hello) show\n", "META-030"),
        ("a.txt", b"\\documentclass{article}\n\\begin{document}", "META-030"),
        ("a.txt", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "META-030"),
        ("a.txt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", "META-030"),
        ("a.txt", b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n", "META-030"),
        ("a.txt", b"From a@b Thu Dec 15 10:00 2016\nFrom: a\nTo: b\nDate: c\n\nx\n", "META-027"),
        ("a.bin", gzip.compress(b"WARC/1.0\r\n" + b"x" * 99999, mtime=0), "META-021"),
        ("a.zip", _zip("x"), "META-022"),
        ("a.txt", _zip("datapackage.json"), "META-022"),
        ("a.docx", _zip("word/document.xml"), "META-022"),
        ("a.txt", b"%PDF-1.7\n", "META-023"),
        ("a.txt", b"{\\rtf1\\ansi x}", "META-024"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "META-024"),
        ("a.txt", b"<?xml version='1.0'?><rss></rss>", "META-025"),
        ("a.txt", b"<feed><entry/></feed>", "META-025"),
        ("a.txt", b' {"title": "x"} ', "META-026"),
        ("a.txt", b'{"a": 1}\n{"a": 2}\n', "META-026"),
        ("a.txt", b"[1, 2]", "META-026"),
        ("a.json", b"not json", "META-026"),
        ("a.eml", b"Hello", "META-027"),
        ("a.txt", b"Received: by x\r\nFrom: a@b\r\nSubject: x\r\n\r\nHi", "META-027"),
        ("a.gz", gzip.compress(b"plain words", mtime=0), "META-028"),
        ("a.txt", b"\x1f\x8b broken", "META-028"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "META-029"),
        ("a.txt", b"\xff\xd8\xff\xe0", "META-029"),
        ("a.txt", b"\x00\x00\x00\x18ftypmp42", "META-029"),
    ],
)
def test_what_is_no_plain_text_is_refused_and_named(name, data, code):
    found = refusal(name, data)
    assert found.code == code
    assert ("its reader is not there yet" in found.message) == ("META-020" <= code <= "META-027")


@pytest.mark.parametrize(
    "text",
    [
        "The <b> tag is old, and 3 < 4 > 2.",
        "He wrote </b> once and <br> twice.",
        "<3 from the city",
        "<Inaudible> they said, and then silence.",
        "[video id=“1”]\nWords.",
        "{not json} but a note",
        "[1] A footnote that opens the text.",
        "From: the mayor\nTo: the people\nSubject: the bridge\n\nWe will build.",
        "A page break\x0cand an old end mark\x1a",
    ],
)
def test_plain_text_that_only_looks_like_something_else_is_read(text):
    article, findings = read("a.txt", text.encode())
    assert article.text == text
    assert findings == ()


def test_deep_brackets_are_text_and_do_not_overflow():
    text = "[" * 100_000 + "]"
    assert read("a.txt", text.encode())[0].text == text


def test_size_limit():
    data = b"a" * (MAX_SOURCE_BYTES + 1)
    assert read_article(SourceBytes("a.txt", data, {}))[1][0].code == "META-003"
    assert read_article(SourceBytes("a.txt", data[:-1], {}))[0] is not None


def test_large_json_is_known_without_parsing_it():
    assert refusal("a.txt", json.dumps([{"a": "x" * 2_000_000}]).encode()).code == "META-026"


def test_the_default_code_of_a_refusal_is_catalogued():
    assert Refused("x").code == "META-001"
    assert CATALOGUE["META-001"].weight == Refused.exit_code

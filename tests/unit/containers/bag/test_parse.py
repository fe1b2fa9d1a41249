"""Parsers on their own: folding, repeated labels, text and its line ends."""

import pytest

from preserve.containers.bag.charsets import REGISTERED
from preserve.containers.bag.fetch import parse_fetch
from preserve.containers.bag.manifest import manifest_name, parse_manifest
from preserve.containers.bag.parse import parse_declaration, parse_info
from preserve.containers.bag.text import plain_encoding, tag_text

SHA = "ab" * 32


def info(text: str, *, is_strict: bool = True) -> list[tuple[str, str]]:
    parsed = parse_info(tag_text("bag-info.txt", text.encode(), "UTF-8"), is_strict=is_strict)
    return [(element.label, element.value) for element in parsed.elements]


def entries(text: str) -> dict[str, bytes]:
    name = manifest_name("manifest-sha256.txt")
    assert name is not None
    manifest = parse_manifest(name, tag_text(name.file, text.encode(), "UTF-8"), is_strict=True)
    return dict(manifest.entries)


def test_folded_lines_are_joined_with_one_space():
    assert info("A: one\n  two\n\tthree\nB: four\n") == [("A", "one two three"), ("B", "four")]


def test_repeated_labels_are_kept_in_order():
    assert info("A: 1\nB: 2\nA: 3\n") == [("A", "1"), ("B", "2"), ("A", "3")]


def test_colons_in_a_value_belong_to_it():
    assert info("A: b: c\n") == [("A", "b: c")]


def test_older_versions_take_any_white_space_round_the_colon():
    text = "A: 1\nB:   2\nC : 3\nD    :\t4\nE:5\n"
    parsed = parse_info(tag_text("bag-info.txt", text.encode(), "UTF-8"), is_strict=False)
    assert parsed.findings == ()
    assert [element.value for element in parsed.elements] == list("12345")


@pytest.mark.parametrize("mark", ["\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_only_lf_and_cr_end_a_line(mark: str):
    assert list(entries(f"{SHA}  data/a{mark}b\n")) == [f"data/a{mark}b"]
    assert info(f"A: x{mark}y\n") == [("A", f"x{mark}y")]


def test_spaces_inside_and_after_a_name_belong_to_it():
    assert list(entries(f"{SHA}  data/ a  b \n")) == ["data/ a  b "]


def test_tidy_and_odd_stretches_give_the_same_entries_and_lines():
    lines = [f"{SHA}  data/{i:05}.txt" for i in range(3000)]
    odd = [f"{SHA}  ./data/{i:05}.txt" for i in range(3000)]
    tidy = entries("\n".join(lines) + "\n")
    assert tidy == entries("\n".join(odd) + "\n")
    assert list(tidy) == [f"data/{i:05}.txt" for i in range(3000)]
    mixed = "\n".join([*lines[:2999], "", "", odd[2999]]) + "\n"
    name = manifest_name("manifest-sha256.txt")
    assert name is not None
    manifest = parse_manifest(name, tag_text(name.file, mixed.encode(), "UTF-8"), is_strict=True)
    assert manifest.lines(["data/00000.txt", "data/02998.txt", "data/02999.txt", "no"]) == {
        "data/00000.txt": 1, "data/02998.txt": 2999, "data/02999.txt": 3002,
    }  # fmt: skip


def test_blocks_are_whole_lines_and_lose_nothing():
    text = "".join(f"{'x' * (i % 997)}\n" for i in range(2000)) + "end"
    parts = list(tag_text("manifest-md5.txt", text.encode(), "UTF-8").blocks())
    assert "".join(parts) == text
    assert len(parts) > 5
    assert all(part.endswith("\n") for part in parts[:-1])


@pytest.mark.parametrize(
    ("file", "expected"),
    [("manifest-sha256.txt", ("sha256", False, True)), ("tagmanifest-md5.txt", ("md5", True, True)),
     ("manifest-SHA-512.txt", ("sha512", False, False)), ("manifest-.txt", None), ("manifest-md5", None),
     ("xmanifest-md5.txt", None), ("a/manifest-md5.txt", None), ("manifest-md5.txt.bak", None)],
)  # fmt: skip
def test_names_of_manifests(file: str, expected: tuple[str, bool, bool] | None):
    name = manifest_name(file)
    found = (name.algorithm, name.is_tag, name.is_plain) if name else None
    assert found == expected


@pytest.mark.parametrize(
    "name", ["UTF-8", "utf8", "ISO-8859-1", "windows-1252", "UTF-16LE", "Shift_JIS"]
)
def test_encodings_that_are_read(name: str):
    assert plain_encoding(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "zlib",
        "hex",
        "rot13",
        "punycode",
        "idna",
        "unicode_escape",
        "utf-7",
        "cp99999",
        "x" * 999,
    ],
)
def test_encodings_that_are_not_read(name: str):
    assert plain_encoding(name) is None


def test_bagit_txt_keeps_what_it_can():
    declaration = parse_declaration(
        [b"Tag-File-Character-Encoding: UTF-16\nBagIt-Version: 0.97\nmore\n"]
    )
    assert (declaration.version, declaration.encoding) == ("0.97", "UTF-16")
    assert not declaration.is_strict


@pytest.mark.parametrize("odd", ["\u00a0", "\v", "\u2003"])
def test_only_spaces_and_tabs_are_no_part_of_a_value(odd):
    text = f"A: {odd}b{odd} \t\n  c{odd}\n".encode()
    info = parse_info(tag_text("bag-info.txt", text, "UTF-8"), is_strict=True)
    assert [element.value for element in info.elements] == [f"{odd}b{odd} c{odd}"]


def test_fetch_lines_are_read():
    text = "https://a.example/a%20b 12 data/a b\nhttps://a.example/c\t-\tdata/c%0Ad\n"
    fetch = parse_fetch(tag_text("fetch.txt", text.encode(), "UTF-8"), is_strict=True)
    assert fetch.findings == ()
    assert [(i.url, i.length_bytes, i.path, i.line) for i in fetch.items.values()] == [
        ("https://a.example/a%20b", 12, "data/a b", 1),
        ("https://a.example/c", None, "data/c\nd", 2),
    ]


@pytest.mark.parametrize(
    ("path", "is_strict", "expected"),
    [
        ("/data/a.txt", False, ["data/a.txt"]),
        ("/data/a.txt", True, ["BAG-034"]),
        ("/etc/passwd", False, ["BAG-112"]),
        ("//data/../../a", False, ["BAG-034"]),
        ("/", False, ["BAG-034"]),
    ],
)
def test_before_1_0_a_leading_slash_in_fetch_txt_means_the_bag(path, is_strict, expected):
    line = f"https://a.example/a 4 {path}\n".encode()
    fetch = parse_fetch(tag_text("fetch.txt", line, "UTF-8"), is_strict=is_strict)
    assert [*fetch.items, *(found.code for found in fetch.findings)] == expected


def codes_of_encoding(name: str) -> list[str]:
    lines = [f"BagIt-Version: 1.0\nTag-File-Character-Encoding: {name}\n".encode()]
    return [found.code for found in parse_declaration(lines).findings]


@pytest.mark.parametrize(
    "name",
    [
        "EBCDIC-US",
        "csUTF7",
        "NF_Z_62-010_(1973)",
        "ISO_646.basic:1983",
        "851",
        "ebcdic-es-284+euro",
    ],
)
def test_an_encoding_that_is_registered_and_not_read_leaves_it_open(name):
    assert codes_of_encoding(name) == ["BAG-017"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("csUTF8", []), ("Windows-31J", ["BAG-016"]), ("csUTF16", ["BAG-016"]), ("mac", ["BAG-016"])],
)
def test_a_second_name_of_an_encoding_that_is_read_is_read_too(name, expected):
    assert codes_of_encoding(name) == expected


def test_every_second_name_stands_for_an_encoding_that_is_read():
    # IANA: csUTF8 is UTF-8, windows-31j is what others call cp932.
    assert plain_encoding("csUTF8") == "utf8"
    assert plain_encoding("Windows-31J") == plain_encoding("cp932")


def test_no_registered_name_is_listed_as_not_read_that_is_read():
    assert [name for name in REGISTERED if plain_encoding(name) is not None] == []
    assert all(name == name.lower() for name in REGISTERED)


@pytest.mark.parametrize(
    "name", ["KLINGON", "UTF8-8", "NeXTSTEP", "zlib", "punycode", "ISO-8859-99"]
)
def test_an_encoding_that_nobody_registered_is_a_fault(name):
    assert codes_of_encoding(name) == ["BAG-015"]

"""The fine print of RFC 8493: rules that a checker passes over easily."""

import pytest

from preserve.containers.bag.fetch import parse_fetch
from preserve.containers.bag.manifest import manifest_name, parse_manifest
from preserve.containers.bag.text import tag_text
from preserve.model.verdict import Verdict
from tests.support.bag_cases import NFC, NFD, ONE, bagit_txt, fetching
from tests.support.bags import codes, declaration, new_bag, sealed

A_FEW_THOUSAND = 5_000


@pytest.mark.parametrize("line", [b"\n", b"# comment\n", b"../a\n", b"00  data/a\n", b"\xff\n"])
def test_a_flood_of_bad_lines_is_counted_and_not_kept(line):
    # 2 MiB of line ends make two million findings, 700 MB and 8 s (RFC 8493 2.1.3).
    text = tag_text("manifest-md5.txt", line * 50_000, "UTF-8")
    manifest = parse_manifest(manifest_name("manifest-md5.txt"), text, is_strict=True)
    assert 1 < len(manifest.findings) < A_FEW_THOUSAND
    assert any("more of this kind" in item.message for item in manifest.findings)


@pytest.mark.parametrize("path", [b"data/a", b"../a", b"/etc/passwd", b"notes.txt", b"data/d/"])
def test_a_flood_of_refused_paths_is_counted_and_not_kept(path):
    lines = (b"e" * 32 + b"  " + path + b"\n") * 50_000
    text = tag_text("manifest-md5.txt", lines, "UTF-8")
    manifest = parse_manifest(manifest_name("manifest-md5.txt"), text, is_strict=True)
    assert 1 < len(manifest.findings) < A_FEW_THOUSAND


@pytest.mark.parametrize("line", [b"\n", b"x\n", b"a 1 ../a\n", b"https://a.example/ 1 data/a\n"])
def test_a_flood_of_bad_lines_in_fetch_is_counted_and_not_kept(line):
    text = tag_text("fetch.txt", line * 50_000, "UTF-8")
    fetch = parse_fetch(text, is_strict=True)
    assert 1 < len(fetch.findings) < A_FEW_THOUSAND


def test_a_tag_file_in_another_normal_form_is_found():
    # RFC 8493 6.1.1.3 speaks of manifests, and tag manifests are such.
    bag = sealed(new_bag().having("notes/\u00e9.txt", ONE))
    bag = bag.without("notes/\u00e9.txt").having("notes/e\u0301.txt", ONE)
    result = bag.check()
    assert codes(result) == {"BAG-044"}
    assert result.verdict is Verdict.VALID
    altered = bag.having("notes/e\u0301.txt", b"altered").check()
    assert "BAG-051" in codes(altered)


def test_a_tag_file_under_the_other_reading_of_percent_is_found():
    bag = sealed(new_bag().having("a%25b.txt", ONE))  # as no BagIt 1.0 writer would list it
    result = bag.check()
    assert codes(result) == {"BAG-039"}
    assert result.verdict is Verdict.VALID


def test_fetch_may_name_a_file_in_another_normal_form():
    bag = fetching(f"https://a.example/a 4 {NFD}\n", new_bag({NFC: ONE}))
    assert bag.check().verdict is Verdict.VALID


def test_fetch_has_the_rule_about_percent_too():
    # RFC 8493 2.2.3: those characters, and only those, are encoded.
    bag = fetching("https://a.example/a 4 data/100%.txt\n", new_bag({"data/100%.txt": ONE}))
    assert "BAG-039" in codes(bag.check())


@pytest.mark.parametrize(
    "url", ["https://a.example/#a", "https://a.example/\u00e9", "https://a.example/%zz"]
)
def test_fetch_wants_an_absolute_uri_to_the_letter(url):
    # RFC 3986 4.3: no fragment; 2.1: two hex digits; 2: ASCII only.
    assert "BAG-111" in codes(fetching(f"{url} 4 data/a.txt\n").check())


def test_fetch_sets_no_limit_to_the_length():
    # RFC 8493 2.2.3: there is no limitation on the length of any of the fields.
    bag = fetching(f"https://a.example/a {'0' * 30}4 data/a.txt\n")
    assert bag.check().verdict is Verdict.VALID


@pytest.mark.parametrize(
    "name", ["ISO-2022-JP", "IBM850", "macintosh", "TIS-620", "ISO_8859-1:1987"]
)
def test_an_encoding_that_is_registered_is_not_called_a_fault(name):
    # RFC 8493 2.1.1: any other encoding registered with IANA.
    assert bagit_txt(declaration("1.0", name)).check().verdict is not Verdict.INVALID


@pytest.mark.parametrize("name", ["UTF 8", "UTF -8", "UTF-----8", "ISO 8859 1"])
def test_an_encoding_is_named_as_it_is_registered(name):
    # RFC 8493 2.1.1: registered names hold no spaces, nor runs of hyphens.
    assert "BAG-015" in codes(bagit_txt(declaration("0.97", name)).check())

"""Tag files as text, however their bytes come in pieces."""

import itertools
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.containers.bag.collected import MOST_OF_A_KIND
from preserve.containers.bag.manifest import manifest_name, parse_manifest
from preserve.containers.bag.parse import LONGEST_INFO, parse_declaration, parse_info
from preserve.containers.bag.text import LONGEST_LINE, TagText, tag_text

ENDS = st.sampled_from(["\n", "\r", "\r\n"])
WORDS = st.text(st.sampled_from("ab é\u0301\u2028\x85\x0b\U0001f600"), max_size=12)
LINES = st.lists(st.tuples(WORDS, ENDS), max_size=12)


def plainly(text: str) -> list[str]:
    """Split at the three line ends and nowhere else, in the plainest way."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(places)] + [b""]


@given(
    LINES,
    st.sampled_from(["UTF-8", "UTF-16", "UTF-16LE", "UTF-32BE"]),
    st.lists(st.integers(0, 400), max_size=8),
)
def test_lines_are_the_same_however_the_bytes_are_cut(lines, encoding, cuts):
    text = "".join(word + end for word, end in lines)
    data = text.encode(encoding)
    read = TagText("f.txt", pieces_of(data, cuts), encoding)
    assert [line for _, line in read.lines()] == plainly(text)
    assert all(found.code == "BAG-083" for found in read.findings)


@given(st.binary(max_size=300), st.lists(st.integers(0, 400), max_size=6))
def test_bytes_that_are_no_text_are_told_once_and_where(data, cuts):
    whole = tag_text("f.txt", data, "UTF-8")
    lines = list(whole.lines())
    cut = TagText("f.txt", pieces_of(data, cuts), "UTF-8")
    assert list(cut.lines()) == lines
    assert cut.findings == whole.findings
    bad = [found.where.offset for found in whole.findings if found.code == "BAG-080"]
    assert bad == first_undecodable(data)


def first_undecodable(data: bytes) -> list[int]:
    mark = 3 * data.startswith(b"\xef\xbb\xbf")
    try:
        data[mark:].decode()
    except UnicodeDecodeError as problem:
        return [problem.start + mark]
    return []


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 200_000])
def test_a_line_end_that_is_cut_in_two_is_one(size):
    data = b"x" * size + b"\r\n" + b"y\r"
    assert [line for _, line in tag_text("f", data, "UTF-8").lines()] == ["x" * size, "y"]


def test_a_fault_behind_the_first_stretch_is_on_its_line():
    data = b"line\n" * 100_000 + b"bad \xff here\n"
    read = tag_text("f.txt", data, "UTF-8")
    assert list(read.lines())[-1] == (100_001, "bad \udcff here")
    (found,) = read.findings
    assert (found.where.line, found.where.offset) == (100_001, 500_004)


def test_of_a_line_that_is_far_too_long_no_more_is_kept_than_says_so():
    lines = dict(tag_text("f", b"a\n" + b"x" * (20 << 20) + b"\nb\n", "UTF-8").lines())
    assert {number: len(line) for number, line in lines.items()} == {
        1: 1,
        2: LONGEST_LINE + 1,
        3: 1,
    }


def endless(chunk: bytes, times: int):
    for _ in range(times):
        yield chunk


def test_a_million_empty_lines_are_a_thousand_faults_and_little_memory():
    name = manifest_name("manifest-md5.txt")
    assert name is not None
    tracemalloc.start()
    text = TagText(name.file, endless(b"\n" * (1 << 16), 16), "UTF-8")
    manifest = parse_manifest(name, text, is_strict=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(manifest.findings) == MOST_OF_A_KIND + 1
    assert f"{16 * 65_536 - MOST_OF_A_KIND:,} more of this kind" in manifest.findings[-1].message
    assert peak < 20 << 20


def test_a_bagit_txt_without_end_is_not_read_to_its_end():
    taken = []

    def chunks():
        for number in range(1 << 20):
            taken.append(number)
            yield b"BagIt-Version: 1.0\n" * 4000

    declaration = parse_declaration(chunks())
    assert {found.code for found in declaration.findings} == {"BAG-011"}
    assert any("8 or more lines" in found.message for found in declaration.findings)
    assert len(taken) < 5


def test_a_bag_info_without_end_is_not_read_to_its_end():
    chunk = b"Contact-Name: somebody with a name that is long enough to be sure of it\n" * 1000
    info = parse_info(TagText("bag-info.txt", endless(chunk, 10_000), "UTF-8"), is_strict=True)
    assert {found.code for found in info.findings} == {"BAG-085"}
    assert sum(len(element.value) for element in info.elements) <= LONGEST_INFO

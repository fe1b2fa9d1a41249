"""The parsers of bags take any bytes: no exception, and a time that grows with the input alone."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.containers.bag.names import decode_path, encode_path, shown
from tests.support.commands import CHECKOUT, environment
from tests.support.fuzz_bags import ENCODINGS, PARSERS, SEPARATOR, one_name, parse, seeds
from tests.support.fuzz_bags import one as one_input

PIECES = st.sampled_from(
    [b"\n", b"\r", b"\r\n", b" ", b"\t", b":", b": ", b"%25", b"%", b"*", b"\\", b"data/", b"data/a.txt",
     b"../", b"./", b"//", b"~", b"C:", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\0\0", b"\0", b"\x85", b"\xe2\x80\xa8",
     b"\x0b", b"BagIt-Version: 1.0\n", b"Tag-File-Character-Encoding: ", b"UTF-8\n", b"Payload-Oxum: 8.2\n",
     b"Bag-Count: 1 of ?\n", b"https://a.example/ 1 ", b"00", b"e" * 64, b"E" * 128, SEPARATOR]
)  # fmt: skip
ANY = st.lists(PIECES | st.binary(max_size=6), max_size=14).map(b"".join)
LINE = (1 << 20) - 100
DIGEST = b"e" * 64 + b"  "


@settings(max_examples=400)
@given(st.sampled_from(PARSERS), st.sampled_from(ENCODINGS), ANY, st.booleans())
def test_any_bytes_give_findings_and_no_exception(which, encoding, data, is_strict):
    parse(which, encoding, data, is_strict=is_strict)


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_the_fuzzer_s_own_entry_takes_any_bytes(data):
    one_input(data)
    one_name(data)


@given(st.text(st.characters(codec=None, exclude_categories=[]), max_size=20))
def test_a_path_survives_its_encoding_and_can_be_shown(path):
    assert decode_path(encode_path(path)) == path
    assert shown(path).isprintable()
    shown(path).encode()


SHAPES = {
    "spaces": b" ", "tabs": b"\t", "percent": b"%", "percent-encoded": b"%25", "climbing": b"../",
    "staying": b"./", "slashes": b"/", "backslashes": b"\\", "digits": b"0", "colons": b":",
    "asterisks": b"*", "accents": "e\u0301".encode(), "marks": "\u0300".encode(), "unordered-marks": "\u0300\u0316".encode(), "nul": b"\0",
    "vertical-tabs": b"\x0b", "dots": b".", "not-utf-8": b"\xff", "tildes": b"~", "dashes": b"-",
}  # fmt: skip
STARTS = (
    b"",
    DIGEST,
    DIGEST + b"data/",
    b"A: ",
    b"https://a.example/ ",
    b"https://a.example/ 1 data/",
)


def seconds(which: str, data: bytes) -> float:
    began = time.process_time()
    parse(which, "UTF-8", data, is_strict=True)
    return time.process_time() - began


@pytest.mark.parametrize("which", ["declaration", "info", "manifest", "tagmanifest", "fetch"])
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_size_and_no_faster(which, shape):
    # Lines of just under a mebibyte: longer ones are never looked into.
    piece = SHAPES[shape]
    for start in STARTS:
        line = start + piece * ((LINE - len(start)) // len(piece))
        lines = b"".join(line + b"%d\n" % number for number in range(4))
        one = max(seconds(which, line + b"\n"), 0.01)
        # Several times before it is believed: the machine may have been busy.
        assert any(seconds(which, lines) < 12 * one for _ in range(10)), start


def test_a_fuzzer_that_is_missing_is_said_loudly(tmp_path):
    (tmp_path / "atheris.py").write_text("raise ImportError('not here')\n")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.fuzz_bags", "1"],
        cwd=CHECKOUT,
        env=environment(PYTHONPATH=f"{tmp_path}:{CHECKOUT}"),
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 1
    assert b"NOTHING WAS FUZZED" in done.stderr


def test_the_fuzzer_starts_from_files_that_are_in_order(tmp_path):
    seeds(tmp_path)
    for path in tmp_path.iterdir():
        one_input(path.read_bytes())

"""Amounts as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.model.amounts import bytes_of, bytes_words, rate_of, seconds_of, seconds_words


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4h", 14400),
        ("90", 90),
        ("2d", 172800),
        ("1h 30m", 5400),
        ("1h30m", 5400),
        ("1.5 h", 5400),
        (" 30s ", 30),
        ("2m", 120),
        ("0.1d", 8640),
    ],
)
def test_times(text, seconds):
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "h",
        "4x",
        "4 hours",
        "-4h",
        "0",
        "0h",
        "1e3",
        "30m 30m",
        "5s 4h",
        "0.3s",
        "4H",
        "٤h",
        "1.h",
        ".5h",
        "4h,",
        "4\nh",
        "9" * 100,
        "9" * 40 + "d",
        "nan",
        "inf",
        "0x10",
        "1_000",
    ],
)
def test_no_times(text):
    with pytest.raises(ValueError, match=r"^[^\n]+\.$"):
        seconds_of(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("200 GB", 200 * 10**9),
        ("1.5TB", 15 * 10**11),
        ("512 MiB", 512 * 2**20),
        ("4096", 4096),
        ("1 kB", 1000),
        ("1 KB", 1000),
        ("1KiB", 1024),
        ("0.5 kB", 500),
        ("7 B", 7),
        ("2 TiB", 2**41),
    ],
)
def test_sizes(text, size):
    assert bytes_of(text) == size
    assert rate_of(f"{text}/s") == rate_of(text) == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GB",
        "-1 GB",
        "0",
        "0 GB",
        "0.1 B",
        "20 Mb",
        "20 mb",
        "20 Mbit",
        "99999 PB",
        "1,5 TB",
        "20 MB/s",
        "1 000",
        "1e9",
        "٤ GB",
        "1" * 5000,
        "1 GB\x1b[0m",
    ],
)
def test_no_sizes(text):
    with pytest.raises(ValueError, match=r"^[^\n\x1b]+[.?]$"):
        bytes_of(text)


def test_the_unit_that_was_meant_is_named():
    with pytest.raises(ValueError, match="did you mean MB"):
        bytes_of("20 mb")


@given(st.integers(1, 10**17))
def test_words_of_a_size_are_close_and_never_too_little_where_it_matters(size):
    up = bytes_of(bytes_words(size, is_rounded_up=True).replace("bytes", "B").replace("byte", "B"))
    near = bytes_of(bytes_words(size).replace("bytes", "B").replace("byte", "B"))
    assert size <= up <= size * 1.11
    assert abs(near - size) * 20 <= size


@given(st.integers(0, 10**9))
def test_words_of_a_time_are_close(seconds):
    def back(words):
        parts = words.split()
        size = {"day": 86400, "hour": 3600, "minute": 60, "second": 1}
        return sum(
            int(number) * size[unit.rstrip("s")]
            for number, unit in zip(parts[::2], parts[1::2], strict=True)
        )

    assert (
        back(seconds_words(seconds)) <= seconds <= back(seconds_words(seconds, is_rounded_up=True))
    )
    assert seconds - back(seconds_words(seconds)) <= seconds / 24


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (999999, "1 MB"),
        (1550000, "1.6 MB"),
        (288 * 10**9, "288 GB"),
        (10**19, "10000 PB"),
    ],
)
def test_words_of_sizes(size, words):
    assert bytes_words(size) == words

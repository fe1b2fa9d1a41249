"""Faulty lines by the million: passed over by the stretch, and nothing else is said of them."""

import random

import pytest

from preserve.containers.bag.collected import MOST_OF_A_KIND
from preserve.containers.bag.faulty_lines import FaultyLines
from preserve.containers.bag.fetch import parse_fetch
from preserve.containers.bag.manifest import manifest_name, parse_manifest
from preserve.containers.bag.text import numbered_lines, tag_text

DIGEST = "a" * 64
LINES = [
    *("", " ", "\t", "\x0b", "\u2028", "x", "ab  ", "ab  data/a", "\\", " - 5 a", "h - "),
    *(f"{DIGEST}  data/%d", f"{DIGEST}  ", f"\\{DIGEST} *data/%d\\\\", f"{DIGEST}\tdata/%%d"),
    *(f"{DIGEST}  ../%d", "http://h - data/%d", "h\x0b 5 data/a", "h - \x0b", "z" * 70_000),
    "z" * ((1 << 20) + 1),
]


def one_by_one(_self, block, first):
    return numbered_lines(block, first)


def said(data):
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt", "manifest-foo.txt"):
        text = tag_text(name, data, "UTF-8")
        read = parse_manifest(manifest_name(name), text, is_strict=True)
        yield dict(read.entries), read.numbering, read.findings
    fetch = parse_fetch(tag_text("fetch.txt", data, "UTF-8"), is_strict=True)
    yield fetch.items, fetch.findings


@pytest.mark.parametrize("seed", range(12))
def test_the_same_is_said_as_line_by_line(seed, monkeypatch):
    pick = random.Random(seed)
    short = pick.sample(LINES[:-2], pick.randint(1, 8))
    lines = [pick.choice(short).replace("%d", str(pick.randrange(900))) for _ in range(6000)]
    lines[4000:4000] = pick.sample(LINES, 3)
    data = "\n".join(lines).encode() + b"\n" * pick.randrange(2)
    found = list(said(data))
    monkeypatch.setattr(FaultyLines, "others", one_by_one)
    assert found == list(said(data))


def test_what_is_passed_over_is_counted():
    text = tag_text("manifest-sha256.txt", b"x\n" * 300_000 + b"\n" * 200_000, "UTF-8")
    read = parse_manifest(manifest_name(text.file), text, is_strict=True)
    assert [found.message.partition(" ")[0] for found in read.findings[-2:]] == [
        f"{300_000 - MOST_OF_A_KIND:,}",
        f"{200_000 - MOST_OF_A_KIND:,}",
    ]

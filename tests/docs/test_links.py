"""Every link between the pages leads somewhere, and every page is reached."""

import re

import pytest

from tests.docs.documents import CHECKOUT, NAMES, text_of

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def links(name):
    return LINK.findall(FENCE.sub("", text_of(name)))


def anchors(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles)
    return set(plain)


@pytest.mark.parametrize("name", NAMES)
def test_relative_links_resolve(name):
    for target in links(name):
        assert not target.startswith(("http:", "/")), target
        path, _, anchor = target.partition("#")
        file = (CHECKOUT / name).parent / path if path else CHECKOUT / name
        assert file.resolve().is_file(), target
        assert file.resolve().is_relative_to(CHECKOUT), target
        if anchor:
            assert anchor in anchors(file), target


def test_every_page_is_reached_from_the_readme():
    reached, waiting = set(), ["README.md"]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in NAMES:
            continue
        reached.add(name)
        for target in links(name):
            path = ((CHECKOUT / name).parent / target.partition("#")[0]).resolve()
            if path.is_relative_to(CHECKOUT):
                waiting.append(path.relative_to(CHECKOUT).as_posix())
    assert sorted(set(NAMES) - reached) == []

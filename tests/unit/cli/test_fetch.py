"""`preserve fetch` as a person runs it: a process of its own, against a server on this machine."""

import json

import pytest

from tests.support.commands import run
from tests.support.fetching import Authority, file_server, holey_bag, tree_state

pytestmark = pytest.mark.usefixtures("socket_enabled")

FILES = {"data/a.txt": b"one\n", "data/b/c.txt": b"two\n" * 1000}
OPEN = ("--allow-http", "--allow-private")


@pytest.fixture
def served():
    with file_server({f"/{path}": data for path, data in FILES.items()}) as server:
        yield server


@pytest.fixture
def bag(served, tmp_path):
    return holey_bag(tmp_path / "bag", FILES, lambda path: served.url(f"/{path}"))


def test_a_bag_is_completed_and_the_verdict_is_last(bag):
    done = run("fetch", bag, *OPEN)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "fetched            data/a.txt (4 bytes)",
        "fetched            data/b/c.txt (4 kB)",
        "Files of fetch.txt: 2 fetched.",
        "The bag is complete and valid.",
    ]
    again = run("fetch", bag)
    assert again.code == 0
    assert again.out.splitlines() == [
        "Nothing is missing: all 2 files are there.",
        "The bag is complete and valid.",
    ]
    assert run("validate", bag).code == 0


def test_json_is_one_document(bag, served):
    done = run("fetch", bag, *OPEN, "--json")
    document = json.loads(done.out)
    assert done.out.count("\n") == 1
    assert document == {
        "bag": str(bag),
        "files": [
            {
                "path": path,
                "url": served.url(f"/{path}"),
                "status": "fetched",
                "bytes": len(data),
            }
            for path, data in FILES.items()
        ],
        "verdict": "valid",
        "findings": [],
        "exit_code": 0,
    }


def test_what_was_not_fetched_is_told_with_what_to_do(bag, served):
    served.faults["/data/a.txt"] = lambda handler, _number: handler.answer(404)
    served.faults["/data/b/c.txt"] = lambda handler, _number: handler.serve(data=b"x" * 4000)
    before = tree_state(bag)
    done = run("fetch", bag, *OPEN)
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0] == "not to be had now  data/a.txt"
    assert lines[1] == "wrong, and removed data/b/c.txt"
    assert any(
        line.startswith("BAG-172 error: data/a.txt was not fetched: http://") for line in lines
    )
    assert any(line.startswith("BAG-117") and "manifest-sha256.txt" in line for line in lines)
    assert lines[-2:] == [
        "Files of fetch.txt: 1 not to be had now, 1 wrong, and removed.",
        "The bag is still incomplete: files that fetch.txt names are not there.",
    ]
    assert tree_state(bag) == before


def test_nothing_is_sent_without_leave(bag, served):
    for options in ([], ["--allow-http"], ["--allow-private"]):
        done = run("fetch", bag, *options)
        assert done.code == 1
        assert "BAG-116" in done.out
    assert served.asked == []


def test_a_proxy_of_the_environment_is_not_asked(bag):
    with file_server({}) as proxy:
        url = proxy.url("")
        names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        assert run("fetch", bag, *OPEN, **dict.fromkeys(names, url)).code == 0
        assert proxy.asked == []


def test_an_authority_of_ones_own(tmp_path):
    authority = Authority(tmp_path)
    data = {"data/a.txt": b"one\n"}
    with file_server({"/a": b"one\n"}, authority.server()) as served:
        bag = holey_bag(tmp_path / "bag", data, lambda _path: served.url("/a", "https"))
        refused = run("fetch", bag, "--allow-private")
        assert (refused.code, "BAG-174" in refused.out) == (1, True)
        done = run("fetch", bag, "--allow-private", "--ca-file", authority.file)
        assert done.code == 0, done.out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["BAG", "--max-bytes", "much"],
        ["BAG", "--max-bytes", "0"],
        ["BAG", "--ca-file", "/not/there.pem"],
        ["BAG", "--ca-file", "BAG/bagit.txt"],
        ["BAG", "--ca-file", "BAG"],
        ["BAG", "--frobnicate"],
        ["BAG", "BAG"],
    ],
    ids=range(8),
)
def test_what_cannot_be_meant_is_usage(bag, served, words):
    before = tree_state(bag)
    done = run("fetch", *(str(word).replace("BAG", str(bag)) for word in words))
    assert done.code == 2, done.err
    assert (done.out, "Traceback" in done.err) == ("", False)
    assert served.asked == []
    assert tree_state(bag) == before


def test_a_limit_in_words(bag):
    done = run("fetch", bag, *OPEN, "--max-bytes", "1 kB")
    assert done.code == 3
    assert "BAG-177" in done.out


def test_what_is_no_bag_is_refused_in_words(tmp_path):
    (tmp_path / "bag.zip").write_bytes(b"PK\x03\x04")
    for name, code, words in (
        ("bag.zip", 1, "unpacked first"),
        ("", 1, "this is no bag"),
        ("nothing", 3, "there is nothing at this path"),
    ):
        done = run("fetch", tmp_path / name)
        assert (done.code, done.out) == (code, "")
        assert words in done.err
        told = json.loads(run("fetch", tmp_path / name, "--json").out)
        assert told["exit_code"] == code


def test_names_are_shown_and_never_obeyed(tmp_path):
    name = "data/\x1b[31m[bold]\u202ex"
    with file_server({"/a": b"x"}) as served:
        bag = holey_bag(tmp_path / "bag", {name: b"x"}, lambda _path: served.url("/a"))
        done = run("fetch", bag, *OPEN)
    assert done.code == 0, done.out
    assert r"\x1b[31m[bold]\u202ex" in done.out

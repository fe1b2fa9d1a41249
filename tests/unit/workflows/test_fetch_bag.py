"""Completing a bag against a real server on this machine, good and bad ones."""

import gzip
import json
import os
import socket
import threading
import time
import tracemalloc

import pytest

from preserve.containers.bag.fetch_address import Rules
from preserve.errors import ArchiveLocked, Refused, Unreadable
from preserve.storage.lock import lock_exclusively
from preserve.storage.side_file import side_path
from preserve.workflows.fetch_bag import Progress
from preserve.workflows.fetch_web import Patience, trusting
from tests.support.bags import new_bag, sealed, write_bag
from tests.support.fetching import (
    OPEN,
    PATIENT,
    QUICK,
    Authority,
    Waits,
    codes,
    fetched,
    file_server,
    holey_bag,
    tree_state,
)
from tests.support.servers import hanging, refusing

pytestmark = pytest.mark.usefixtures("socket_enabled")

LARGE = bytes(range(256)) * 2000  # half a megabyte: many reads
ONE = {"data/a.bin": LARGE}


@pytest.fixture
def one(tmp_path):
    """A server with one file, and a bag that wants it: `/a.bin` is to be `data/a.bin`."""
    with file_server({"/a.bin": LARGE}) as served:
        bag = holey_bag(tmp_path / "bag", ONE, lambda _path: served.url("/a.bin"))
        yield served, bag


def only(report):
    (result,) = report.files
    return result


def assert_nothing_entered(bag, before):
    assert tree_state(bag) == before


def test_a_holey_bag_is_completed_and_nothing_else_is_touched(tmp_path):
    files = {"data/a.txt": b"one\n", "data/deep/er/b c.bin": LARGE, "data/empty": b""}
    with file_server({f"/{name.replace(' ', '%20')}": data for name, data in files.items()}) as it:
        bag = holey_bag(tmp_path / "bag", files, lambda p: it.url("/" + p.replace(" ", "%20")))
        before = tree_state(bag)
        report = fetched(bag)
    assert (report.exit_code, report.validation.verdict.value) == (0, "valid"), report
    assert [(each.path, each.status.value, each.size_bytes) for each in report.files] == [
        (path, "fetched", len(data)) for path, data in files.items()
    ]
    after = tree_state(bag)
    assert {path: after[path] for path in before} == before
    assert {path for path in after if path not in before} == {*files, "data/deep", "data/deep/er"}
    assert os.listdir(tmp_path) == ["bag"]
    assert {os.lstat(bag / path).st_nlink for path in files} == {1}
    for asked in it.asked:
        assert asked.headers["Accept-Encoding"] == "identity"
        assert not {"Cookie", "Authorization", "Referer", "Range"} & asked.headers.keys()


def test_a_second_run_says_that_nothing_is_missing_and_asks_nobody(one):
    served, bag = one
    assert fetched(bag).exit_code == 0
    before, asked = tree_state(bag), len(served.asked)
    report = fetched(bag)
    assert (report.exit_code, only(report).status.value) == (0, "already-there")
    assert len(served.asked) == asked
    assert tree_state(bag) == before


def test_a_file_that_is_there_is_not_touched_even_if_it_is_wrong(one):
    served, bag = one
    (bag / "data/a.bin").write_bytes(b"mine")
    before = tree_state(bag)
    report = fetched(bag)
    assert only(report).status.value == "already-there"
    assert report.exit_code == 1  # the validation sees what it is
    assert served.asked == []
    assert_nothing_entered(bag, before)


def test_the_rights_are_those_of_bagit_txt(one):
    _, bag = one
    (bag / "bagit.txt").chmod(0o640)
    assert fetched(bag).exit_code == 0
    assert (bag / "data/a.bin").stat().st_mode & 0o777 == 0o640


# --- what a server may do wrong: (fault, statuses, codes) ---


def wrong_bytes(handler, _number):
    handler.serve(data=bytes(len(LARGE)))


def longer(handler, _number):
    handler.serve(data=LARGE + b"x")


def shorter(handler, _number):
    handler.serve(data=LARGE[:-1])


def _chunks(handler, *parts, end=b"0\r\n\r\n"):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for part in parts:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
    handler.wfile.write(end)
    handler.close_connection = True


def longer_in_chunks(handler, _number):
    _chunks(handler, LARGE, b"more")


def shorter_in_chunks(handler, _number):
    _chunks(handler, LARGE[:-1])


def endless(handler, _number):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while not handler.served.over.is_set():
        handler.wfile.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")


def endless_trailer(handler, _number):
    _chunks(handler, LARGE, end=b"0\r\n")
    while not handler.served.over.is_set():
        handler.wfile.write(b"X-More: x\r\n" * 100)


def packed(handler, _number):
    handler.answer(200, gzip.compress(LARGE), Content_Encoding="gzip")


def strangely_sent(handler, _number):
    handler.answer(200, LARGE, length=False, Transfer_Encoding="gzip, chunked")


def two_lengths(handler, _number):
    handler.answer(200, LARGE, Content_length="7")


def unasked_part(handler, _number):
    handler.answer(206, LARGE[5:], Content_Range=f"bytes 5-{len(LARGE) - 1}/{len(LARGE)}")


def in_many_parts(handler, _number):
    handler.answer(200, LARGE, Content_Type="multipart/byteranges; boundary=x")


def gone(handler, _number):
    handler.answer(404)


def secret(handler, _number):
    handler.answer(401, WWW_Authenticate="Basic")


def nothing(handler, _number):
    handler.answer(204, length=False)


def garbage(handler, _number):
    handler.wfile.write(b"\x00\xff SSH-2.0 what is this\r\n\r\n")
    handler.close_connection = True


def huge_headers(handler, _number):
    handler.send_response(200)
    handler.wfile.write(b"X: " + b"y" * 200_000 + b"\r\n")
    handler.close_connection = True


def many_headers(handler, _number):
    handler.send_response(200)
    handler.wfile.write(b"".join(b"X-%d: y\r\n" % each for each in range(5000)) + b"\r\n")
    handler.close_connection = True


def broken(handler, _number):
    handler.answer(500)


def silent(handler, _number):
    handler.served.over.wait()


def hangs_up(handler, _number):
    handler.close_connection = True


def dripping(handler, _number):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(LARGE)))
    handler.end_headers()
    while not handler.served.over.wait(0.05):
        handler.wfile.write(b"x")


def dripping_headers(handler, _number):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not handler.served.over.wait(0.05):
        handler.wfile.write(b"x")


def endlessly_continuing(handler, _number):
    while not handler.served.over.wait(0.01):
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def in_a_circle(handler, _number):
    handler.answer(302, Location=handler.path)


def to_nowhere(handler, _number):
    handler.answer(302)


def to_a_file(handler, _number):
    handler.answer(301, Location="file:///etc/passwd")


def to_ftp(handler, _number):
    handler.answer(307, Location="ftp://example.org/a")


def to_somebody(handler, _number):
    handler.answer(307, Location=f"http://user:secret@127.0.0.1:{handler.served.port}/b")


def to_rubbish(handler, _number):
    handler.answer(308, Location="http://[::1")


BAD = [
    (wrong_bytes, "wrong", "BAG-117", 1),
    (longer, "wrong", "BAG-118", 1),
    (shorter, "wrong", "BAG-118", 1),
    (longer_in_chunks, "wrong", "BAG-118", 1),
    (shorter_in_chunks, "wrong", "BAG-118", 1),
    (endless, "wrong", "BAG-118", 1),
    (packed, "refused", "BAG-173", 1),
    (strangely_sent, "refused", "BAG-173", 1),
    (two_lengths, "refused", "BAG-173", 1),
    (unasked_part, "refused", "BAG-173", 1),
    (in_many_parts, "refused", "BAG-173", 1),
    (gone, "unreachable", "BAG-172", 3),
    (secret, "unreachable", "BAG-172", 3),
    (nothing, "refused", "BAG-173", 1),
    (garbage, "refused", "BAG-173", 1),
    (huge_headers, "refused", "BAG-173", 1),
    (many_headers, "refused", "BAG-173", 1),
    (broken, "unreachable", "BAG-171", 3),
    (silent, "unreachable", "BAG-171", 3),
    (hangs_up, "unreachable", "BAG-171", 3),
    (dripping, "unreachable", "BAG-171", 3),
    (dripping_headers, "unreachable", "BAG-171", 3),
    (endlessly_continuing, "unreachable", "BAG-171", 3),
    (in_a_circle, "refused", "BAG-170", 1),
    (to_nowhere, "refused", "BAG-173", 1),
    (to_a_file, "refused", "BAG-170", 1),
    (to_ftp, "refused", "BAG-170", 1),
    (to_somebody, "refused", "BAG-170", 1),
    (to_rubbish, "refused", "BAG-170", 1),
]
# What would go on for ever: a run that does not leave it hangs.
ENDLESS = {silent, dripping, dripping_headers, endlessly_continuing}


@pytest.mark.parametrize(
    ("fault", "status", "code", "exit_code"), BAD, ids=lambda each: getattr(each, "__name__", None)
)
def test_what_a_bad_server_sends_never_enters_the_bag(one, fault, status, code, exit_code):
    served, bag = one
    served.faults["/a.bin"] = fault
    before = tree_state(bag)
    began = time.monotonic()
    report = fetched(bag, patience=QUICK if fault in ENDLESS else PATIENT)
    assert time.monotonic() - began < PATIENT.answer_seconds
    assert (only(report).status.value, codes(report)) == (status, [code]), report.files
    assert report.exit_code == exit_code
    assert report.validation.verdict.value == "incomplete"
    assert only(report).size_bytes == 0
    assert_nothing_entered(bag, before)
    assert not os.path.lexists(side_path(str(bag)))
    assert served.times("/a.bin") <= 7
    served.faults.clear()
    assert fetched(bag).exit_code == 0


def test_an_endless_trailer_does_not_keep_a_run(one):
    """All bytes of the file are here and right: what comes after them is cut, not waited for."""
    served, bag = one
    served.faults["/a.bin"] = endless_trailer
    began = time.monotonic()
    fetched(bag, patience=QUICK)
    assert time.monotonic() - began < PATIENT.answer_seconds


@pytest.mark.parametrize("status", [429, 408, 500, 502, 503, 504])
def test_a_server_that_is_busy_for_a_moment_is_asked_again(one, status):
    served, bag = one
    served.faults["/a.bin"] = lambda handler, number: number < 3 and handler.answer(status)
    waits = Waits()
    assert fetched(bag, pause=waits).exit_code == 0
    assert (served.times("/a.bin"), waits.seconds) == (3, [1, 2])


@pytest.mark.parametrize(
    ("after", "waited", "exit_code"),
    [("7", [7], 0), ("0", [0], 0), ("60", [60], 0), ("61", [], 3), ("9" * 40, [], 3),
     ("Fri, 31 Dec 2100 23:59:59 GMT", [], 3), ("-1", [], 3)],
)  # fmt: skip
def test_retry_after_is_honoured_up_to_a_minute(one, after, waited, exit_code):
    served, bag = one
    served.faults["/a.bin"] = lambda handler, number: (
        number == 1 and handler.answer(429, Retry_After=after)
    )
    waits = Waits()
    assert fetched(bag, pause=waits).exit_code == exit_code
    assert waits.seconds == waited


def test_a_file_that_fits_one_manifest_and_not_the_other_is_wrong(one):
    _, bag = one
    manifest = bag / "manifest-sha512.txt"
    lines = [line for line in manifest.read_text().splitlines() if not line.endswith("/a.bin")]
    manifest.write_text("\n".join([f"{'0' * 128}  data/a.bin", *lines, ""]))
    report = fetched(bag)
    assert (only(report).status.value, codes(report)) == ("wrong", ["BAG-117"])
    assert "manifest-sha512.txt" in report.findings[0].message
    assert "manifest-sha256.txt" not in report.findings[0].message
    assert not (bag / "data/a.bin").exists()


# --- going on ---


def cut_at(size, times=1):
    return lambda handler, number: number <= times and handler.serve(cut=size)


def test_a_cut_connection_is_taken_up_where_it_ended(one):
    served, bag = one
    served.faults["/a.bin"] = cut_at(100_000)
    assert fetched(bag).exit_code == 0
    assert [asked.headers.get("Range") for asked in served.asked] == [None, "bytes=100000-"]
    assert served.asked[1].headers["If-Range"] == served.etag("/a.bin")


def test_a_later_run_goes_on_where_an_earlier_one_stopped(one):
    served, bag = one
    served.faults["/a.bin"] = lambda handler, number: (
        handler.serve(cut=200_000) if number == 1 else handler.answer(500)
    )
    before = tree_state(bag)
    assert fetched(bag).exit_code == 3
    assert_nothing_entered(bag, before)
    side = side_path(str(bag))
    assert os.stat(side).st_mode & 0o777 == 0o700
    parts = [os.stat(os.path.join(side, name)) for name in os.listdir(side)]
    assert {each.st_mode & 0o777 for each in parts} == {0o600}
    assert 200_000 in {each.st_size for each in parts}
    served.faults.clear()
    served.asked.clear()
    assert fetched(bag).exit_code == 0
    assert [asked.headers.get("Range") for asked in served.asked] == ["bytes=200000-"]
    assert not os.path.lexists(side)


def interrupted(served, bag, size=200_000):
    served.faults["/a.bin"] = lambda handler, number: (
        handler.serve(cut=size) if number == 1 else handler.answer(500)
    )
    assert fetched(bag).exit_code == 3
    served.faults.clear()
    served.asked.clear()


def ignores_range(handler, _number):
    handler.answer(200, LARGE, ETag=handler.served.etag("/a.bin"))


def no_such_range(handler, number):
    return number == 1 and handler.answer(416)


def another_validator(handler, number):
    rest = f"bytes 200000-{len(LARGE) - 1}/{len(LARGE)}"
    return number == 1 and handler.answer(206, LARGE[200_000:], ETag='"x"', Content_Range=rest)


@pytest.mark.parametrize("fault", [ignores_range, no_such_range, another_validator])
def test_what_does_not_fit_together_is_begun_anew(one, fault):
    served, bag = one
    interrupted(served, bag)
    served.faults["/a.bin"] = fault
    assert fetched(bag).exit_code == 0


def test_a_file_that_changed_on_the_server_is_begun_anew(one):
    served, bag = one
    interrupted(served, bag)
    served.etags["/a.bin"] = '"changed"'
    assert fetched(bag).exit_code == 0
    assert served.asked[0].headers["Range"] == "bytes=200000-"


@pytest.mark.parametrize(
    "stated",
    [
        "bytes 199999-{last}/{size}",
        "bytes 0-{last}/{size}",
        "bytes 200000-{last}/1",
        "bytes 200000-199999/{size}",
        "bytes=200000-",
        "",
        "bytes 200000-{last}/{size}, bytes 0-1/{size}",
    ],
)
def test_a_lie_about_the_range_is_refused_and_nothing_stays(one, stated):
    served, bag = one
    interrupted(served, bag)
    words = stated.format(last=len(LARGE) - 1, size=len(LARGE))
    served.faults["/a.bin"] = lambda handler, _number: handler.answer(
        206, LARGE[200_000:], Content_Range=words, ETag=handler.served.etag("/a.bin")
    )
    report = fetched(bag)
    assert (only(report).status.value, codes(report)) == ("refused", ["BAG-173"])
    assert not os.path.lexists(side_path(str(bag)))


def test_a_weak_validator_joins_nothing(one):
    served, bag = one
    served.etags["/a.bin"] = 'W/"weak"'
    served.faults["/a.bin"] = cut_at(100_000)
    assert fetched(bag).exit_code == 0
    assert [asked.headers.get("Range") for asked in served.asked] == [None, None]


def test_a_part_that_lost_bytes_on_the_disk_is_not_blamed_on_the_server(one):
    served, bag = one
    interrupted(served, bag)
    side = side_path(str(bag))
    (part,) = [name for name in os.listdir(side) if name.endswith(".part")]
    with open(os.path.join(side, part), "r+b") as opened:
        opened.write(b"zzzz")
    assert fetched(bag).exit_code == 0
    assert [asked.headers.get("Range") for asked in served.asked] == ["bytes=200000-", None]


@pytest.mark.parametrize(
    "note", [b"", b"{", b"[]", b"[" * 60_000, b'{"etag": 7}', b"\xff", b'{"etag": "x"}']
)
def test_a_note_that_says_nothing_is_no_reason_to_stop(one, note):
    served, bag = one
    interrupted(served, bag)
    side = side_path(str(bag))
    (name,) = [name for name in os.listdir(side) if name.endswith(".json")]
    with open(os.path.join(side, name), "wb") as opened:
        opened.write(note)
    assert fetched(bag).exit_code == 0
    assert served.asked[0].headers.get("Range") is None


@pytest.mark.parametrize("etag", ['"\u00e9"', '"x"\r\nHost: other', 'W/"x"', 7])
def test_a_note_with_no_validator_is_not_sent_on(one, etag):
    served, bag = one
    interrupted(served, bag)
    side = side_path(str(bag))
    (name,) = [name for name in os.listdir(side) if name.endswith(".json")]
    with open(os.path.join(side, name), "w") as opened:
        json.dump({"url": served.url("/a.bin"), "etag": etag}, opened)
    assert fetched(bag).exit_code == 0
    assert served.asked[0].headers.get("If-Range") is None


def test_progress_is_told_in_files_and_bytes(tmp_path):
    files = {f"data/{number}": bytes([number]) * 1000 for number in range(3)}
    told, expected = [], []
    with file_server({f"/{path}": data for path, data in files.items()}) as served:
        bag = holey_bag(tmp_path / "bag", files, lambda path: served.url(f"/{path}"))
        progress = Progress(lambda *total: expected.append(total), lambda *step: told.append(step))
        assert fetched(bag, progress=progress).exit_code == 0
    assert expected == [(3, 3000)]
    assert [sum(each) for each in zip(*told, strict=True)] == [3, 3000]


def test_a_server_whose_file_changes_all_the_time_is_left(one):
    served, bag = one

    def changing(handler, number):
        served.etags["/a.bin"] = f'"{number}"'
        if handler.headers.get("Range"):
            handler.answer(416)
        else:
            handler.serve(cut=200_000)

    served.faults["/a.bin"] = changing
    report = fetched(bag)
    assert (report.exit_code, codes(report)) == (3, ["BAG-171"])
    assert len(served.asked) < 12


def test_what_no_longer_belongs_to_the_bag_is_swept_away(one, tmp_path):
    _, bag = one
    side = tmp_path / ".bag.fetching"
    side.mkdir(0o700)
    (side / f"{'0' * 40}.part").write_bytes(b"old")
    assert fetched(bag).exit_code == 0
    assert os.listdir(tmp_path) == ["bag"]


def test_a_forgotten_option_costs_nothing_of_what_came(one):
    served, bag = one
    interrupted(served, bag)
    assert codes(fetched(bag, rules=Rules())) == ["BAG-116"]
    assert fetched(bag).exit_code == 0
    assert [asked.headers.get("Range") for asked in served.asked] == ["bytes=200000-"]


def test_what_somebody_put_beside_the_parts_is_left_alone(one, tmp_path):
    _, bag = one
    side = tmp_path / ".bag.fetching"
    side.mkdir(0o700)
    (side / "my-notes.json").write_bytes(b"mine")
    assert fetched(bag).exit_code == 0
    assert os.listdir(side) == ["my-notes.json"]


# --- lengths ---


def unstated(tmp_path, served):
    return holey_bag(tmp_path / "bag", ONE, lambda _path: served.url("/a.bin"), {"data/a.bin": "-"})


def in_chunks(handler, _number):
    _chunks(handler, LARGE[:1000], LARGE[1000:])


def until_it_hangs_up(handler, _number):
    handler.answer(200, LARGE, length=False)


def well(_handler, _number):
    return False


@pytest.mark.parametrize("send", [well, in_chunks, until_it_hangs_up])
def test_a_file_of_unknown_length_is_taken(tmp_path, send):
    with file_server({"/a.bin": LARGE}) as served:
        bag = unstated(tmp_path, served)
        served.faults["/a.bin"] = send
        assert fetched(bag).exit_code == 0


@pytest.mark.parametrize("fault", [endless, longer_in_chunks, longer])
def test_a_file_of_unknown_length_is_stopped_at_the_limit(tmp_path, fault):
    with file_server({"/a.bin": LARGE}) as served:
        bag = unstated(tmp_path, served)
        before = tree_state(bag)
        served.faults["/a.bin"] = fault
        report = fetched(bag, max_bytes=300_000)
        assert (only(report).status.value, codes(report)) == ("not-tried", ["BAG-177"])
        assert report.exit_code == 3
        assert_nothing_entered(bag, before)


def test_a_stated_length_beyond_the_limit_is_not_asked_for(one):
    served, bag = one
    report = fetched(bag, max_bytes=len(LARGE) - 1)
    assert (only(report).status.value, codes(report), served.asked) == (
        "not-tried",
        ["BAG-177"],
        [],
    )
    assert fetched(bag, max_bytes=len(LARGE)).exit_code == 0


def test_the_limit_is_of_the_run_and_the_next_run_goes_on(tmp_path):
    files = {f"data/{number}": bytes([number]) * 1000 for number in range(5)}
    with file_server({f"/{path}": data for path, data in files.items()}) as served:
        bag = holey_bag(tmp_path / "bag", files, lambda path: served.url(f"/{path}"))
        assert [each.status.value for each in fetched(bag, max_bytes=3500).files] == [
            *["fetched"] * 3, *["not-tried"] * 2,
        ]  # fmt: skip
        assert fetched(bag, max_bytes=3500).exit_code == 0


def test_a_length_of_petabytes_asks_for_no_memory_and_no_room(tmp_path):
    with file_server({"/a.bin": LARGE}) as served:
        bag = holey_bag(
            tmp_path / "bag", ONE, lambda _path: served.url("/a.bin"), {"data/a.bin": 10**18}
        )
        assert codes(fetched(bag)) == ["BAG-177"]
        assert codes(fetched(bag, max_bytes=2**62)) == ["BAG-118"]
        served.faults["/a.bin"] = lambda handler, _number: _chunks(handler, LARGE)
        report = fetched(bag, max_bytes=2**62)
        assert (report.exit_code, codes(report)) == (3, ["FIX-032"])


# --- where it may connect ---


def test_https_alone_by_default_and_nobody_is_asked(one):
    served, bag = one
    report = fetched(bag, rules=Rules(allow_private=True))
    assert (codes(report), report.exit_code, served.asked) == (["BAG-116"], 1, [])


def test_machines_of_this_network_are_not_asked(one):
    served, bag = one
    report = fetched(bag, rules=Rules(allow_http=True))
    assert (codes(report), report.exit_code, served.asked) == (["BAG-116"], 1, [])
    assert "--allow-private" in report.findings[0].message


def test_a_name_counts_as_every_address_that_it_stands_for(tmp_path):
    with file_server({"/a.bin": LARGE}) as served:
        bag = holey_bag(
            tmp_path / "bag", ONE, lambda _path: served.url("/a.bin", host="files.example.org")
        )
        for found in (["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"]):
            report = fetched(bag, rules=Rules(allow_http=True), resolve=lambda *_, f=found: f)
            assert codes(report) == ["BAG-116"]
        assert served.asked == []


def test_a_name_is_looked_up_once_a_request_and_the_answer_is_where_it_connects(tmp_path):
    """DNS rebinding: the second look-up would lead elsewhere, and there is none."""
    with file_server({"/a.bin": LARGE}) as served:
        bag = holey_bag(
            tmp_path / "bag", ONE, lambda _path: served.url("/a.bin", host="rebinding.example.org")
        )
        looked_up = []

        def resolve(host, _port):
            looked_up.append(host)
            return ["127.0.0.1"] if len(looked_up) == 1 else ["192.0.2.1"]

        assert fetched(bag, resolve=resolve).exit_code == 0
        assert looked_up == ["rebinding.example.org"]
        assert served.asked[0].headers["Host"] == f"rebinding.example.org:{served.port}"


def test_a_redirection_is_followed_and_judged_anew(one):
    served, bag = one
    served.faults["/a.bin"] = lambda handler, _number: handler.answer(302, Location="/b?x=1#y")
    served.files["/b?x=1"] = LARGE
    assert fetched(bag).exit_code == 0


def test_a_redirection_into_this_network_is_not_followed(tmp_path):
    with file_server({"/a.bin": LARGE}) as served, file_server({"/a.bin": LARGE}) as inner:
        bag = holey_bag(
            tmp_path / "bag", ONE, lambda _path: served.url("/a.bin", host="far.example.org")
        )
        inner_url = inner.url("/a.bin", host="near.example.org")
        served.faults["/a.bin"] = lambda handler, _number: handler.answer(302, Location=inner_url)
        # The one name is taken for a machine far away, so that only the other is near.
        far = {"far.example.org": ["127.0.0.1"], "near.example.org": ["10.0.0.1"]}
        report = fetched(bag, resolve=lambda host, _port: far[host], get=_far_away(served, far))
        assert (codes(report), inner.asked) == (["BAG-170"], [])


def _far_away(served, names):
    """Ask as `Web.get` does, with the first name's address judged as a public one."""
    from contextlib import contextmanager

    from preserve.containers.bag.fetch_address import address_problem
    from preserve.workflows.fetch_web import NotAllowed, Web
    from tests.support.fetching import QUICK

    web = Web(OPEN, None, QUICK, lambda host, _port: names[host])

    @contextmanager
    def get(target, headers):
        reason = address_problem(names[target.host][0], Rules(allow_http=True))
        if reason is not None and target.port != served.port:
            raise NotAllowed(reason)
        with web.get(target, headers) as answer:
            yield answer

    return get


def test_from_https_to_http_only_if_http_is_allowed(tmp_path):
    authority = Authority(tmp_path)
    with (
        file_server({}, authority.server()) as secured,
        file_server({"/b": LARGE}) as plain,
    ):
        bag = holey_bag(tmp_path / "bag", ONE, lambda _path: secured.url("/a.bin", "https"))
        onward = plain.url("/b")
        secured.faults["/a.bin"] = lambda handler, _number: handler.answer(302, Location=onward)
        tls = trusting(str(authority.file))
        report = fetched(bag, rules=Rules(allow_private=True), tls=tls)
        assert (codes(report), plain.asked) == (["BAG-170"], [])
        assert fetched(bag, tls=tls).exit_code == 0


def test_the_secret_part_of_a_redirection_is_not_told(one):
    served, bag = one
    place = "http://127.0.0.1:9/?token=verysecret"
    served.faults["/a.bin"] = lambda handler, _number: handler.answer(302, Location=place)
    assert "verysecret" not in json.dumps(fetched(bag).document())


# --- who the server is ---


def test_a_server_proves_its_name(tmp_path):
    authority = Authority(tmp_path)
    with file_server({"/a.bin": LARGE}, authority.server()) as served:
        bag = holey_bag(tmp_path / "bag", ONE, lambda _path: served.url("/a.bin", "https"))
        rules = Rules(allow_private=True)
        report = fetched(bag, rules=rules)
        assert (codes(report), report.exit_code, served.asked) == (["BAG-174"], 1, [])
        assert fetched(bag, rules=rules, tls=trusting(str(authority.file))).exit_code == 0


@pytest.mark.parametrize(
    ("name", "until"), [("127.0.0.2", 2100), ("other.example", 2100), ("127.0.0.1", 2021)]
)
def test_a_server_with_another_name_or_an_old_certificate_is_refused(tmp_path, name, until):
    authority = Authority(tmp_path)
    with file_server({"/a.bin": LARGE}, authority.server(name, until)) as served:
        bag = holey_bag(tmp_path / "bag", ONE, lambda _path: served.url("/a.bin", "https"))
        report = fetched(bag, rules=Rules(allow_private=True), tls=trusting(str(authority.file)))
        assert (codes(report), served.asked) == (["BAG-174"], [])


def test_the_name_is_verified_and_not_the_address(tmp_path):
    authority = Authority(tmp_path)
    with file_server({"/a.bin": LARGE}, authority.server("files.example.org")) as served:
        bag = holey_bag(
            tmp_path / "bag",
            ONE,
            lambda _path: served.url("/a.bin", "https", host="files.example.org"),
        )
        report = fetched(
            bag,
            rules=Rules(allow_private=True),
            tls=trusting(str(authority.file)),
            resolve=lambda *_: ["127.0.0.1"],
        )
        assert report.exit_code == 0, report.findings


def test_an_unsecured_server_behind_https_is_not_reached(tmp_path):
    with file_server({"/a.bin": LARGE}) as served:
        bag = holey_bag(tmp_path / "bag", ONE, lambda _path: served.url("/a.bin", "https"))
        assert codes(fetched(bag)) == ["BAG-171"]


def test_the_next_address_of_a_name_is_tried(tmp_path):
    with file_server({"/a.bin": LARGE}) as served:
        bag = holey_bag(
            tmp_path / "bag", ONE, lambda _path: served.url("/a.bin", host="two.example")
        )
        assert fetched(bag, resolve=lambda *_: ["127.0.0.9", "127.0.0.1"]).exit_code == 0


def test_a_name_that_nobody_knows(tmp_path):
    def resolve(*_):
        raise socket.gaierror(socket.EAI_NONAME, "secret words")

    bag = holey_bag(tmp_path / "bag", ONE, lambda _path: "https://nobody.example/a")
    waits = Waits()
    report = fetched(bag, resolve=resolve, pause=waits)
    assert (codes(report), report.exit_code, waits.seconds) == (["BAG-171"], 3, [])


def test_a_server_that_failed_three_times_is_left_for_another_run(tmp_path):
    files = {f"data/{number}": b"x" for number in range(6)}
    with file_server({f"/{path}": data for path, data in files.items()}) as served:
        bag = holey_bag(tmp_path / "bag", files, lambda path: served.url(f"/{path}"))
        for path in files:
            served.faults[f"/{path}"] = broken
        report = fetched(bag)
        assert [each.status.value for each in report.files] == [
            *["unreachable"] * 3, *["not-tried"] * 3,
        ]  # fmt: skip
        assert report.exit_code == 3


# --- what is no bag, or not ours to touch ---


def test_what_is_no_bag_is_refused(tmp_path):
    (tmp_path / "file.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("file.zip", "empty", "pipe"):
        with pytest.raises(Refused) as caught:
            fetched(tmp_path / name)
        assert (caught.value.exit_code, caught.value.code) == (1, "BAG-119")
    with pytest.raises(Unreadable):
        fetched(tmp_path / "nothing")


@pytest.mark.parametrize("where", ["bags/bag", "quarantine/x/bag", "outbox/bag"])
def test_a_bag_of_an_archive_is_refused(tmp_path, where):
    (tmp_path / "bags").mkdir()
    for name in ("preserve.toml", "archive-id", "bags/archive-id"):
        (tmp_path / name).write_text("x")
    bag = holey_bag(tmp_path / where, ONE, lambda _path: "https://example.org/a")
    before = tree_state(tmp_path)
    link = tmp_path / "link"
    link.symlink_to(bag)
    for named in (bag, link):
        with pytest.raises(Refused) as caught:
            fetched(named)
        assert caught.value.code == "BAG-179"
    link.unlink()
    assert tree_state(tmp_path) == before


def test_a_bag_below_an_archive_and_not_of_it_is_taken(tmp_path):
    for name in ("preserve.toml", "archive-id"):
        (tmp_path / name).write_text("x")
    with file_server({"/a.bin": LARGE}) as served:
        bag = holey_bag(tmp_path / "incoming/bag", ONE, lambda _path: served.url("/a.bin"))
        assert fetched(bag).exit_code == 0


def test_a_store_without_its_archive_is_recognised(tmp_path):
    (tmp_path / "archive-id").write_text("x")
    bag = holey_bag(tmp_path / "bag", ONE, lambda _path: "https://example.org/a")
    with pytest.raises(Refused):
        fetched(bag)


def test_two_runs_at_once(one):
    _, bag = one
    with lock_exclusively(f"{bag}/."), pytest.raises(ArchiveLocked) as caught:
        fetched(bag)
    assert caught.value.exit_code == 5
    assert os.fspath(bag) in caught.value.message
    assert fetched(bag).exit_code == 0


def test_a_bag_without_fetch_txt_misses_nothing(tmp_path):
    bag = write_bag(sealed(new_bag()), tmp_path / "bag")
    report = fetched(bag)
    assert (report.exit_code, report.files) == (0, ())


def test_unreadable_tag_files_end_the_run_before_it_begins(one):
    _, bag = one
    if os.geteuid() == 0:
        (bag / "fetch.txt").unlink()
        (bag / "fetch.txt").symlink_to("bagit.txt")
        assert fetched(bag).files == ()
        return
    (bag / "fetch.txt").chmod(0)
    with pytest.raises(Unreadable):
        fetched(bag)


# --- what happens meanwhile, and what a kill leaves ---


def test_a_place_that_is_taken_meanwhile_is_left_alone(one):
    served, bag = one

    def taken(_handler, _number):
        (bag / "data/a.bin").write_bytes(b"mine")
        return False

    served.faults["/a.bin"] = taken
    report = fetched(bag)
    assert (only(report).status.value, codes(report)) == ("refused", ["BAG-176"])
    assert (bag / "data/a.bin").read_bytes() == b"mine"
    assert not os.path.lexists(side_path(str(bag)))


def test_a_directory_that_becomes_a_link_meanwhile_is_not_followed(one, tmp_path):
    served, bag = one
    outside = tmp_path / "outside"
    outside.mkdir()

    def exchanged(_handler, _number):
        (bag / "data").rename(bag / "moved")
        (bag / "data").symlink_to(outside)
        return False

    served.faults["/a.bin"] = exchanged
    report = fetched(bag)
    assert codes(report) == ["BAG-176"]
    assert os.listdir(outside) == []


def test_a_bag_without_a_data_directory_gets_one(tmp_path):
    with file_server({"/a.bin": LARGE}) as served:
        bag = holey_bag(tmp_path / "bag", ONE, lambda _path: served.url("/a.bin"))
        whole = new_bag(ONE)
        for path in ("manifest-sha256.txt", "manifest-sha512.txt"):
            (bag / path).write_bytes(whole.files[path])
        (bag / "data/here.txt").unlink()
        (bag / "data").rmdir()
        assert only(fetched(bag)).status.value == "fetched"
        assert (bag / "data/a.bin").read_bytes() == LARGE


def test_a_kill_between_the_two_steps_of_placing_is_tidied_up(one):
    """The file has its place and its old name, too: it is there, and only the old name goes."""
    _, bag = one
    interrupted_at_the_end(one)
    side = side_path(str(bag))
    (part,) = [name for name in os.listdir(side) if name.endswith(".part")]
    os.link(os.path.join(side, part), bag / "data/a.bin")
    report = fetched(bag)
    assert (report.exit_code, only(report).status.value) == (0, "already-there")
    assert not os.path.lexists(side)
    assert os.stat(bag / "data/a.bin").st_nlink == 1


def interrupted_at_the_end(one):
    served, bag = one
    interrupted(served, bag, len(LARGE) - 1)
    side = side_path(str(bag))
    (part,) = [name for name in os.listdir(side) if name.endswith(".part")]
    with open(os.path.join(side, part), "ab") as opened:
        opened.write(LARGE[-1:])


def test_a_file_that_came_whole_before_a_kill_is_not_asked_for_again(one):
    served, bag = one
    interrupted_at_the_end(one)
    assert fetched(bag).exit_code == 0
    assert served.asked == []


def test_a_part_that_is_longer_than_the_file_is_begun_anew(one):
    served, bag = one
    interrupted_at_the_end(one)
    side = side_path(str(bag))
    (part,) = [name for name in os.listdir(side) if name.endswith(".part")]
    with open(os.path.join(side, part), "ab") as opened:
        opened.write(b"more")
    assert fetched(bag).exit_code == 0
    assert served.asked[0].headers.get("Range") is None


def test_another_address_in_fetch_txt_joins_nothing(one):
    served, bag = one
    interrupted(served, bag)
    served.files["/other"] = LARGE
    served.etags["/other"] = served.etag("/a.bin")
    text = (bag / "fetch.txt").read_text()
    (bag / "fetch.txt").write_text(text.replace("/a.bin ", "/other "))
    report = fetched(bag)
    assert only(report).status.value == "fetched"
    assert served.asked[0].headers.get("Range") is None


# --- time ---


@pytest.mark.parametrize("hops", [5, 6])
def test_five_redirections_are_followed_and_no_more(one, hops):
    served, bag = one
    for hop in range(hops):
        onward = f"/{hop + 1}"
        served.faults["/a.bin" if hop == 0 else f"/{hop}"] = (
            lambda handler, _number, onward=onward: handler.answer(302, Location=onward)
        )
    served.files[f"/{hops}"] = LARGE
    assert codes(fetched(bag)) == ([] if hops == 5 else ["BAG-170"])


def test_a_server_that_never_shakes_hands_is_left(tmp_path):
    with hanging() as port:
        bag = holey_bag(tmp_path / "bag", ONE, lambda _path: f"https://127.0.0.1:{port}/a")
        waits = Waits()
        report = fetched(bag, patience=Patience(0.2, 0.2, 0.5), pause=waits)
        assert (codes(report), waits.seconds) == (["BAG-171"], [1, 2, 4])
        assert "did not answer in time" in report.findings[0].message


def test_nobody_listens(tmp_path):
    with refusing() as port:
        bag = holey_bag(tmp_path / "bag", ONE, lambda _path: f"http://127.0.0.1:{port}/a")
        report = fetched(bag)
        assert (codes(report), report.exit_code) == (["BAG-171"], 3)
        assert "refused the connection" in report.findings[0].message


def test_a_name_that_is_never_looked_up_to_its_end_is_left(tmp_path):
    over = threading.Event()
    bag = holey_bag(tmp_path / "bag", ONE, lambda _path: "https://slow.example/a")
    try:
        report = fetched(
            bag,
            resolve=lambda *_: over.wait(60) and [],
            patience=Patience(connect_seconds=0.2),
        )
    finally:
        over.set()
    assert codes(report) == ["BAG-171"]


def test_a_large_file_that_is_cut_often_comes_in_pieces(tmp_path):
    """Each piece of a megabyte buys new tries; pieces of next to nothing do not."""
    data = os.urandom(6 << 20)
    with file_server({"/a": data}) as served:
        bag = holey_bag(tmp_path / "bag", {"data/a": data}, lambda _path: served.url("/a"))
        served.faults["/a"] = lambda handler, _number: handler.serve(cut=1 << 20)
        assert fetched(bag).exit_code == 0
        assert served.times("/a") == 6
    with file_server({"/a": data}) as served:
        bag = holey_bag(tmp_path / "bag2", {"data/a": data}, lambda _path: served.url("/a"))
        served.faults["/a"] = lambda handler, _number: handler.serve(cut=1000)
        assert codes(fetched(bag)) == ["BAG-171"]
        assert served.times("/a") == 4


def test_a_whole_answer_is_not_held_in_memory(tmp_path):
    data = os.urandom(1 << 20) * 48
    with file_server({"/a": data}) as served:
        bag = holey_bag(tmp_path / "bag", {"data/a": data}, lambda _path: served.url("/a"))
        tracemalloc.start()
        try:
            assert only(fetched(bag)).status.value == "fetched"
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 16 << 20

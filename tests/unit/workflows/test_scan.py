"""The virus scanner: what was not scanned is never clean."""

import pytest

from preserve.storage.clock import monotonic
from preserve.workflows.scan import Clamd, ScanOutcome
from tests.support.scanners import BAD_WORDS, EICAR, Told, real_clamd, signature, told_scanner
from tests.support.servers import hanging, refusing, scripted

CLEAN, INFECTED, NOT_SCANNED = ScanOutcome.CLEAN, ScanOutcome.INFECTED, ScanOutcome.NOT_SCANNED
LIMIT = 1 << 20


def scanner(address: str, limit: int = LIMIT, patience_seconds: float = 600) -> Clamd:
    return Clamd(address, limit, monotonic, patience_seconds)


def scan(clamd: Clamd, data: bytes):
    return clamd.scan([data[:10], data[10:]], len(data))


def test_a_real_clamd_tells_clean_from_infected():
    with real_clamd() as address:
        clamd = scanner(address)
        assert scan(clamd, b"A man stood at the door.\n").outcome is CLEAN
        found = scan(clamd, b"Some text. " + BAD_WORDS)
        assert found.outcome is INFECTED
        assert found.words.startswith("Tests.Bad-Words")
        assert scan(clamd, b"").outcome is CLEAN
        assert scan(clamd, b"x" * LIMIT).outcome is CLEAN
        assert clamd.version is not None
        assert clamd.version[0].isdigit()


def test_a_real_clamd_that_gives_up_on_large_files_does_not_call_them_clean():
    with real_clamd(None, "StreamMaxLength 100K") as address:
        found = scan(scanner(address), b"y" * 600_000)
        assert found.outcome is NOT_SCANNED
        assert "INSTREAM size limit exceeded" in found.words


def test_a_real_clamd_that_looks_only_so_far_is_told():
    with real_clamd(None, "MaxFileSize 10K", "AlertExceedsMax yes") as address:
        found = scan(scanner(address), bytes(range(256)) * 400)
        assert found.outcome is NOT_SCANNED
        assert "Heuristics.Limits.Exceeded" in found.words


def test_a_real_clamd_without_the_usual_database_finds_and_never_clears():
    database = {"own.hdb": signature("Own", BAD_WORDS)}
    with real_clamd(database) as address:
        clamd = scanner(address)
        assert scan(clamd, b"A man stood at the door.\n").outcome is NOT_SCANNED
        assert scan(clamd, BAD_WORDS).outcome is INFECTED


def test_what_is_larger_than_the_limit_is_not_even_sent():
    told = Told({})
    with told_scanner(told) as address:
        found = scan(scanner(address, 100), b"z" * 101)
        assert found.outcome is NOT_SCANNED
        assert "101 bytes" in found.words
        assert told.files == [EICAR]


@pytest.mark.parametrize(
    "answers",
    [
        {"file": b""},
        {"file": b"stream: OK"},
        {"file": b"stream: O"},
        {"file": b"stream: OK and more\0"},
        {"file": b"OK\0"},
        {"file": b"UNKNOWN COMMAND\0"},
        {"file": b"INSTREAM: Can't write to temporary file. ERROR\0"},
        {"file": b"stream: lstat() failed ERROR\0"},
        {"file": b"stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0"},
        {"file": b"\xff\xfe\0"},
        {"file": b"x" * 10_000},
        {"file": b"stream: OK\n\0"},
        {"file": b" FOUND\0"},
        {"eicar": b"stream: OK\0"},
        {"eicar": b""},
        {"version": b""},
        {"version": b"HTTP/1.1 400 Bad Request\r\n\r\n\0"},
        {"version": b"ClamAV 1.4.6"},
    ],
    ids=str,
)
def test_a_strange_answer_is_never_clean(answers):
    with told_scanner(Told(answers)) as address:
        found = scan(scanner(address), b"A man stood at the door.\n")
        assert found.outcome is NOT_SCANNED
        assert found.words


def test_an_infection_counts_even_where_the_database_is_doubted():
    answers = {"eicar": b"stream: OK\0", "file": b"stream: Win.Virus FOUND\0"}
    with told_scanner(Told(answers)) as address:
        assert scan(scanner(address), b"data").outcome is INFECTED


def test_one_that_hangs_up_at_once_is_told_and_does_not_hang():
    with told_scanner(Told({"file": b""}, hears_to_the_end=False)) as address:
        assert scan(scanner(address), b"v" * LIMIT).outcome is NOT_SCANNED


def test_nobody_there(tmp_path):
    clamd = scanner(f"unix:{tmp_path}/nobody")
    assert scan(clamd, b"data").outcome is NOT_SCANNED
    assert clamd.version is None


def test_a_scanner_that_takes_too_long_is_given_up():
    ticks = iter(range(0, 100_000, 7))
    with told_scanner(Told({})) as address:
        clamd = Clamd(address, LIMIT, lambda: float(next(ticks)), 20.0)
        assert scan(clamd, b"data").outcome is NOT_SCANNED


def test_what_cannot_be_read_is_no_answer_of_the_scanner():
    def broken():
        yield b"data"
        raise OSError(5, "Input/output error")

    with told_scanner(Told({})) as address, pytest.raises(OSError, match="Input/output"):
        scanner(address).scan(broken(), 10)


@pytest.mark.enable_socket
def test_over_tcp_one_that_says_nothing_is_given_up():
    with hanging() as port:
        clamd = scanner(f"tcp:127.0.0.1:{port}", patience_seconds=0.2)
        assert scan(clamd, b"data").outcome is NOT_SCANNED


@pytest.mark.enable_socket
def test_over_tcp_nobody_there_or_somebody_else():
    with refusing() as port:
        assert scan(scanner(f"tcp:127.0.0.1:{port}"), b"data").outcome is NOT_SCANNED
    with scripted(b"220 mail.example.org ESMTP\r\n") as port:
        clamd = scanner(f"tcp:127.0.0.1:{port}")
        assert scan(clamd, b"data").outcome is NOT_SCANNED

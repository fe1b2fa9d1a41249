"""Virus scanners: a real clamd with a database of its own, and one that says what it is told."""

import contextlib
import hashlib
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.commands import PATIENCE_SECONDS

CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
BAD_WORDS = b"This sentence is known to the scanner of the tests.\n"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def signature(name: str, data: bytes) -> str:
    """Return a line of a .hdb database."""
    return f"{hashlib.md5(data).hexdigest()}:{len(data)}:{name}\n"


DATABASE = {"eicar.hdb": signature("Eicar-Test-Signature", EICAR),
            "tests.ndb": f"Tests.Bad-Words:0:*:{BAD_WORDS.hex()}\n"}  # fmt: skip


@contextlib.contextmanager
def real_clamd(database: dict[str, str] | None = None, *lines: str) -> Iterator[str]:
    """Yield the address of a clamd of Debian that runs for this test alone.

    Args:
        database: the files of its database; by default EICAR, and a sentence.
        lines: more of its configuration.
    """
    assert CLAMD is not None, "clamd is missing (apt install clamav-daemon): nothing is tested"
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        place = Path(name)
        place.joinpath("db").mkdir()
        for file, text in (DATABASE if database is None else database).items():
            place.joinpath("db", file).write_text(text)
        address = place / "s"
        config = place / "clamd.conf"
        options = [f"DatabaseDirectory {place}/db", f"LocalSocket {address}", "Foreground yes"]
        if os.geteuid() == 0:
            options.append("User root")
        config.write_text("\n".join([*options, *lines, ""]))
        process = subprocess.Popen(
            [CLAMD, "--config-file", config], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(address, process)
            yield f"unix:{address}"
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE_SECONDS)


def _wait_for(address: Path, process: subprocess.Popen) -> None:
    waiting = threading.Event()
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
            line.connect(str(address))
            return
        assert process.poll() is None, process.communicate()[0].decode()
        waiting.wait(0.05)
    raise AssertionError("clamd did not begin to listen")


class Told:
    """What a scanner that is told what to say was asked.

    Attributes:
        files: the bytes of each file that it was given in full.
    """

    def __init__(self, answers: dict[str, bytes], *, hears_to_the_end: bool = True) -> None:
        self.answers = answers
        self.hears_to_the_end = hears_to_the_end
        self.files: list[bytes] = []

    def answer(self, line: socket.socket) -> None:
        """Answer one command as clamd does."""
        stream = line.makefile("rb")
        command = b""
        while not command.endswith(b"\0"):
            command += stream.read(1) or b"\0"
        data = b""
        if command == b"zINSTREAM\0" and self.hears_to_the_end:
            while size := struct.unpack(">I", stream.read(4))[0]:
                data += stream.read(size)
            self.files.append(data)
        if command == b"zVERSION\0":
            line.sendall(self.answers.get("version", b"ClamAV 1.4.6/27500/Sat Nov 21\0"))
        elif data == EICAR:
            line.sendall(self.answers.get("eicar", b"stream: Eicar-Test-Signature FOUND\0"))
        else:
            line.sendall(self.answers.get("file", b"stream: OK\0"))


@contextlib.contextmanager
def told_scanner(told: Told) -> Iterator[str]:
    """Yield the address of a scanner that says what it is told."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        address = f"{name}/s"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(address)
            listening.listen()
            thread = threading.Thread(target=_serve, args=(listening, told))
            thread.start()
            try:
                yield f"unix:{address}"
            finally:
                # A connection without a word ends it.
                with socket.socket(socket.AF_UNIX) as line:
                    line.connect(address)
                    line.sendall(b"zEND\0")
                thread.join()


def _serve(listening: socket.socket, told: Told) -> None:
    while True:
        line, _ = listening.accept()
        with line:
            start = line.recv(5, socket.MSG_PEEK)
            if start == b"zEND\0":
                return
            with contextlib.suppress(OSError, struct.error):
                told.answer(line)

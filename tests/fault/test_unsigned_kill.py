"""A stranger's bag, taken in by a run that is killed before each single thing that it writes."""

import json
import subprocess
import sys
import tarfile

import pytest

from tests.support.archives_packed import tar_pack
from tests.support.bags import new_bag, write_bag
from tests.support.commands import CHECKOUT, environment

# Forks for each kill: the child dies at once, without a word, before the nth change of a disk.
SCRIPT = """
import json, os, shutil, sys
from pathlib import Path
from preserve.workflows.archive import read_history
from preserve.workflows.receive_unsigned import Unsigned, receive_unsigned
from tests.support.archives import Clock, audited, new_archive

place, source = Path(sys.argv[1]), sys.argv[2]
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate"}

def die_before(number):
    left = [number]
    def hook(event, arguments):
        is_written = event == "open" and isinstance(arguments[2], int) and arguments[2] & 3
        if event in CHANGES or is_written:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), 9)
    sys.addaudithook(hook)

def receive(archive):
    wanted = Unsigned(source, "A test", "It is killed.", workers=1)
    return receive_unsigned(archive, wanted, Clock())

def bytes_below(directory):
    return {str(p.relative_to(directory)): p.read_bytes().hex()
            for p in Path(directory).rglob("*") if p.is_file()}

number, is_killed = 0, True
while is_killed:
    number += 1
    archive = new_archive(place / str(number), Clock())
    child = os.fork()
    if not child:
        die_before(number)
        receive(archive)
        os._exit(0)
    is_killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9
    history = read_history(archive, is_locked=False)
    sound = history.verdict.is_verified
    held = [bytes_below(f"{archive.store.bags}/{name}") for name in history.holdings]
    status = receive(archive).status.value
    again = receive(archive).status.value
    history = read_history(archive, is_locked=False)
    (package,) = history.holdings
    quarantine = [str(p) for p in Path(archive.root, "quarantine").rglob("*") if p.is_file()]
    print(json.dumps({
        "killed": is_killed, "sound": sound, "held": held, "status": status, "again": again,
        "bag": bytes_below(f"{archive.store.bags}/{package}"),
        "bags": len(os.listdir(archive.store.bags)),
        "left": [*quarantine, *os.listdir(archive.store.staging)],
        "entries": len(history.entries), "audit": audited(archive, Clock()).exit_code,
    }), flush=True)
    shutil.rmtree(archive.root)
"""


@pytest.mark.parametrize("form", ["directory", "tar"])
def test_whenever_it_is_killed_the_bag_is_there_whole_or_not_at_all(tmp_path, form):
    bag = write_bag(
        new_bag({"data/a/b.txt": b"one", "data/c.bin": bytes(70_000)}), tmp_path / "bag"
    )
    source = bag
    if form == "tar":
        source = tmp_path / "bag.tar"
        source.write_bytes(tar_pack("w", tarfile.GNU_FORMAT)(bag, "bag"))
    (tmp_path / "archives").mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "archives"), str(source)],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    whole = {str(p.relative_to(bag)): p.read_bytes().hex() for p in bag.rglob("*") if p.is_file()}
    assert sum(one["killed"] for one in told) > 20
    for one in told:
        assert one["sound"]
        assert one["held"] in ([], [whole])
        assert one["status"] == ("already-held" if one["held"] else "accepted")
        assert one["again"] == "already-held"
        assert one["bag"] == whole
        assert one["bags"] == 2
        assert one["left"] == []
        assert one["entries"] == 2
        assert one["audit"] == 0

"""Any damage to any of several copies: what one copy still has comes back, nothing is lost."""

import os
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.archives import Clock, archive_with, audited
from tests.support.repairing import TEXTS, bag, contents, copied, from_directories, repaired

CLOCK = Clock()
PLACES = st.integers(0, 2)
DAMAGES = st.sampled_from(
    ["flip", "cut", "grow", "empty", "delete", "link", "directory", "fifo", "stranger", "swap"]
)


def damage(place: Path, how: str, chance: random.Random) -> None:
    """Damage one file of a copy, or add one."""
    paths = sorted(path for path in contents_paths(place))
    if not paths:
        return
    path = place / chance.choice(paths)
    data = path.read_bytes()
    if how == "flip" and data:
        at = chance.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "grow":
        path.write_bytes(data + b"more")
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "swap":
        other = place / chance.choice(paths)
        path.write_bytes(other.read_bytes())
        other.write_bytes(data)
    elif how == "stranger":
        path.with_name(f"{path.name}.new").write_bytes(b"stranger")
    else:
        path.unlink()
        make = {"link": lambda: path.symlink_to("/dev/zero"), "directory": path.mkdir}
        {**make, "fifo": lambda: os.mkfifo(path)}.get(how, lambda: None)()


def contents_paths(place: Path):
    for base, _, names in os.walk(place):
        for name in names:
            path = Path(base, name)
            if path.is_file() and not path.is_symlink():
                yield str(path.relative_to(place))


def plain(place: Path) -> dict[str, bytes]:
    return {path: (place / path).read_bytes() for path in contents_paths(place)}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(PLACES, DAMAGES), max_size=14), st.integers(0, 2**32))
def test_what_any_copy_still_has_comes_back(damages, seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        archive, (package, other) = archive_with(root, TEXTS, CLOCK)
        good = contents(bag(archive, package))
        copies = [copied(archive, package, root / name) for name in ("one", "two")]
        for place, how in damages:
            damage([bag(archive, package), *copies][place], how, chance)
        here = plain(bag(archive, package))
        neighbour = contents(bag(archive, other))
        sources = [plain(copy) for copy in copies]
        report = repaired(archive, package, from_directories(*copies), CLOCK)
        after = plain(bag(archive, package))
        for path, data in good.items():
            if any(held.get(path) == data for held in (here, *sources)):
                assert after.get(path) == data, path
            else:
                assert after.get(path) == here.get(path), path
        assert [plain(copy) for copy in copies] == sources
        assert contents(bag(archive, other)) == neighbour
        kept = Counter(plain(Path(archive.store.quarantine)).values())
        lost = Counter(here.values()) - Counter(after.values()) - kept
        assert lost == Counter()
        assert report.is_whole == (audited(archive, CLOCK, package).exit_code == 0)
        assert os.listdir(archive.store.staging) == []


def test_the_generator_damages(tmp_path):
    archive, (package, _) = archive_with(tmp_path, TEXTS, CLOCK)
    good = contents(bag(archive, package))
    for number, how in enumerate(("flip", "cut", "delete", "fifo", "stranger")):
        place = copied(archive, package, tmp_path / str(number))
        damage(place, how, random.Random(1))
        assert plain(place) != good
        shutil.rmtree(place)

"""Measurements that come together are judged as if they had come one by one."""

from array import array
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from preserve.containers.bag.check import comparison_for, conclude
from preserve.containers.bag.inspection import Inspection, inspect
from preserve.containers.bag.verify import MOST_KEPT
from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, Measurement, Measurements, Outcome
from tests.support.bags import declaration

BEFORE = MOST_KEPT - 3
"""So many files are kept whatever comes; the few behind them are what is tried."""

ALGORITHMS = ("sha256", "sha512")
ORDERS = ("same", "reversed", "first is shorter", "second is shorter", "second misses a file")
UNREAD = (Outcome.MISSING, Outcome.UNREADABLE, Outcome.CHANGED)


def lines(paths: Sequence[str], algorithm: str) -> bytes:
    digest = digests_of(b"as listed", (algorithm,))[algorithm]
    return "".join(f"{digest}  {path}\n" for path in paths).encode()


def inspected(paths: Sequence[str], order: str) -> Inspection:
    first, second = list(paths), list(paths)
    if order == "reversed":
        second.reverse()
    elif order == "first is shorter":
        first.pop()
    elif order == "second is shorter":
        second.pop()
    elif order == "second misses a file":
        del second[BEFORE + 1]
    tags = {
        "bagit.txt": declaration(),
        "manifest-sha256.txt": lines(first, "sha256"),
        "manifest-sha512.txt": lines(second, "sha512"),
    }
    entries = [Entry(path, EntryKind.FILE, 9) for path in paths]
    entries += [Entry(path, EntryKind.FILE, len(data)) for path, data in tags.items()]
    return inspect([*entries, Entry("data", EntryKind.DIRECTORY)], tags)


def together(measured: Sequence[Measurement], algorithms: tuple[str, ...]) -> Measurements:
    return Measurements(
        [each.path for each in measured],
        algorithms,
        array("q", [each.size_bytes for each in measured]),
        b"".join(bytes.fromhex(each.digests[a]) for each in measured for a in each.digests),
        {n: each for n, each in enumerate(measured) if each.outcome is not Outcome.READ},
    )


@given(
    data=st.data(),
    order=st.sampled_from(ORDERS),
    algorithms=st.permutations(ALGORITHMS).flatmap(
        lambda names: st.sampled_from([tuple(names), tuple(names), tuple(names[:1])])
    ),
)
def test_together_and_one_by_one_say_the_same(data, order, algorithms):
    paths = [f"data/{number:05}.txt" for number in range(BEFORE + 8)]
    inspection = inspected(paths, order)
    measured = []
    for path in [*paths[BEFORE:], "data/listed-nowhere.txt"]:
        what = data.draw(st.sampled_from(["healthy"] * 4 + ["altered", "unread", "never"]))
        if what == "unread":
            measured.append(Measurement(path, data.draw(st.sampled_from(UNREAD)), 0))
        elif what != "never":
            content = b"as listed" if what == "healthy" else b"altered"
            digests = digests_of(content, algorithms)
            measured.append(Measurement(path, Outcome.READ, len(content), digests))
    measured = data.draw(st.permutations(measured))
    cut = data.draw(st.integers(0, len(measured)))
    usual = digests_of(b"as listed", ALGORITHMS)
    found = []
    for is_together in (True, False):
        comparison = comparison_for(inspection)
        for path in paths[:BEFORE]:
            comparison.take(Measurement(path, Outcome.READ, 9, usual))
        for part in (measured[:cut], measured[cut:]):
            if is_together and part:
                comparison.take_all(together(part, algorithms))
            for each in () if is_together else part:
                comparison.take(each)
        found.append((conclude(inspection, comparison), comparison.left()))
    assert found[0] == found[1]


@given(st.lists(st.sampled_from([b"one", b"two", None])), st.permutations(ALGORITHMS))
def test_each_gives_back_what_was_put_together(contents, algorithms):
    measured = [
        Measurement(f"data/{number}", Outcome.MISSING, 0)
        if content is None
        else Measurement(f"data/{number}", Outcome.READ, 3, digests_of(content, algorithms))
        for number, content in enumerate(contents)
    ]
    assert list(together(measured, tuple(algorithms)).each()) == measured

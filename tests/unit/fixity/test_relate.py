"""Faults that explain each other: what moved, what traded contents, and what must not be believed."""

from hypothesis import given
from hypothesis import strategies as st

from preserve.fixity.relate import Fault, related, worth_reading
from preserve.model.audit import FileState
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord, Measurement, Outcome


def record(path, data):
    return FileRecord(path, len(data), digests_of(data))


def read(path, data):
    return Measurement(path, Outcome.READ, len(data), digests_of(data))


def missing(package, path, data):
    return Fault(package, path, FileState.MISSING, "gone", expected=record(path, data))


def stranger(package, path, data, *, is_read=True):
    found = read(path, data) if is_read else None
    return Fault(package, path, FileState.UNEXPECTED, "new", found=found, size_bytes=len(data))


def altered(package, path, data, now):
    return Fault(
        package,
        path,
        FileState.ALTERED,
        "other",
        expected=record(path, data),
        found=read(path, now),
        size_bytes=len(now),
    )


def told(faults):
    return [(one.package, one.path, one.state.value, one.moved_to) for one in related(faults)]


def test_a_file_that_lies_elsewhere_in_its_package_is_one_fault():
    faults = [missing("p", "data/a", b"A"), stranger("p", "data/b", b"A")]
    assert told(faults) == [("p", "data/a", "moved", "p/data/b")]


def test_a_file_in_another_package_leaves_that_one_at_fault_too():
    faults = [missing("p", "data/a", b"A"), stranger("q", "data/x", b"A")]
    assert told(faults) == [
        ("p", "data/a", "moved", "q/data/x"),
        ("q", "data/x", "unexpected", None),
    ]


def test_a_file_beside_the_packages_is_where_it_went():
    faults = [missing("p", "data/a", b"A"), stranger("stray", "", b"A")]
    assert told(faults) == [("p", "data/a", "moved", "stray")]


def test_other_bytes_and_bytes_that_were_not_read_explain_nothing():
    for other in (stranger("p", "x", b"B"), stranger("p", "x", b"A", is_read=False)):
        states = [state for _, _, state, _ in told([missing("p", "a", b"A"), other])]
        assert states == ["missing", "unexpected"]


def test_an_empty_file_proves_nothing():
    states = [state for _, _, state, _ in told([missing("p", "a", b""), stranger("p", "x", b"")])]
    assert states == ["missing", "unexpected"]


def test_of_several_the_likeliest_is_taken_and_none_twice():
    faults = [
        missing("p", "data/a", b"A"),
        missing("q", "data/a", b"A"),
        stranger("q", "new/a", b"A"),
        stranger("p", "other", b"A"),
    ]
    assert told(faults) == [
        ("p", "data/a", "moved", "p/other"),
        ("q", "data/a", "moved", "q/new/a"),
    ]


def test_one_file_does_not_explain_two():
    faults = [missing("p", "a", b"A"), missing("p", "b", b"A"), stranger("p", "x", b"A")]
    assert sorted(state for _, _, state, _ in told(faults)) == ["missing", "moved"]


def test_two_files_that_traded_contents():
    faults = [altered("p", "a", b"A", b"BB"), altered("p", "b", b"BB", b"A")]
    assert told(faults) == [("p", "a", "swapped", "p/b"), ("p", "b", "swapped", "p/a")]


def test_a_ring_of_three():
    faults = [
        altered("p", "a", b"A", b"B"),
        altered("p", "b", b"B", b"C"),
        altered("q", "c", b"C", b"A"),
    ]
    assert [(state, there) for _, _, state, there in told(faults)] == [
        ("swapped", "p/b"),
        ("swapped", "q/c"),
        ("swapped", "p/a"),
    ]


def test_a_copy_over_another_is_no_trade():
    faults = [altered("p", "a", b"A", b"B"), altered("p", "b", b"B", b"x")]
    assert [state for _, _, state, _ in told(faults)] == ["altered", "altered"]


def test_only_what_has_the_size_of_something_lost_is_worth_reading():
    faults = [
        missing("p", "a", b"AAA"),
        stranger("p", "fits", b"BBB", is_read=False),
        stranger("p", "huge", b"B" * 100, is_read=False),
        stranger("p", "empty", b"", is_read=False),
    ]
    assert [one.path for one in worth_reading(faults)] == ["fits"]


CONTENTS = st.sampled_from([b"A", b"B", b"C", b""])


@given(
    st.lists(
        st.one_of(
            st.builds(lambda n, d: missing("p", f"m{n}", d), st.integers(0, 9), CONTENTS),
            st.builds(lambda n, d: stranger("q", f"u{n}", d), st.integers(0, 9), CONTENTS),
            st.builds(
                lambda n, d, e: altered("r", f"x{n}", d, e), st.integers(0, 9), CONTENTS, CONTENTS
            ),
        ),
        unique_by=lambda fault: (fault.package, fault.path),
        max_size=12,
    )
)
def test_no_fault_is_lost_and_every_claim_holds(faults):
    by_place = {one.place: one for one in faults}
    found = related(faults)
    moved = [one for one in found if one.state is FileState.MOVED]
    # Every place that was at fault is still at fault, or is named as where something went.
    assert {one.place for one in found} | {one.moved_to for one in moved} == set(by_place)
    assert len({one.moved_to for one in moved}) == len(moved)
    for one in found:
        if one.state is FileState.MOVED:
            there = by_place[one.moved_to]
            assert by_place[one.place].state is FileState.MISSING
            assert dict(there.found.digests) == dict(one.expected.digests)
        elif one.state is FileState.SWAPPED:
            there = by_place[one.moved_to]
            assert dict(there.expected.digests) == dict(one.found.digests)
        else:
            assert one == by_place[one.place]

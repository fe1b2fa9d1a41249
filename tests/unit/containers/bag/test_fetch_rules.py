"""Which files are to be fetched, decided before any connection."""

import pytest

from preserve.containers.bag.check import tag_files_to_read
from preserve.containers.bag.fetch_address import Rules
from preserve.containers.bag.fetch_rules import FileResult, Wanted, plan_fetch, wrong_digests
from preserve.errors import Refused, Unreadable
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from tests.support.bags import declaration, listing, new_bag, old_bag, sealed

URL = "https://example.org/a"
FILES = {"data/a.txt": b"one\n", "data/b/c.txt": b"two\n"}


def plan(bag, rules=Rules()):  # noqa: B008 - a frozen value
    entries = bag.entries()
    tags = {path: bag.files[path] for path in tag_files_to_read(entries)}
    return plan_fetch(entries, tags, rules)


def holey(*lines, files=FILES, absent=("data/a.txt",)):
    bag = new_bag(files).having("fetch.txt", "".join(f"{line}\n" for line in lines).encode())
    return sealed(bag.without(*absent))


def told(bag):
    return [
        "wanted"
        if isinstance(each, Wanted)
        else (each.status.value, *(f.code for f in each.findings))
        for each in plan(bag).files
    ]


def test_a_file_is_wanted_with_every_digest_that_there_is():
    (wanted,) = plan(holey(f"{URL} 4 data/a.txt")).wanted
    assert (wanted.url, wanted.length_bytes, wanted.path, wanted.line) == (URL, 4, "data/a.txt", 1)
    assert [each.manifest for each in wanted.digests] == [
        "manifest-sha256.txt",
        "manifest-sha512.txt",
    ]
    assert wanted.algorithms == ("sha256", "sha512")


def test_a_file_has_to_fit_every_manifest():
    (wanted,) = plan(holey(f"{URL} - data/a.txt")).wanted
    right = {each.algorithm: each.hexadecimal for each in wanted.digests}
    assert wrong_digests(wanted, right) == ()
    assert wrong_digests(wanted, {**right, "sha256": "00"}) == ("manifest-sha256.txt",)
    assert wrong_digests(wanted, {**right, "sha512": "00"}) == ("manifest-sha512.txt",)
    assert wrong_digests(wanted, {"sha512": right["sha512"]}) == ("manifest-sha256.txt",)


def test_two_manifests_of_one_algorithm_both_count():
    bag = holey(f"{URL} 4 data/a.txt").having(
        "manifest-SHA256.txt", listing({**FILES, "data/a.txt": b"other"}, "sha256")
    )
    (wanted,) = plan(bag).wanted
    assert [each.algorithm for each in wanted.digests] == ["sha256", "sha256", "sha512"]
    assert wrong_digests(wanted, {d.algorithm: d.hexadecimal for d in wanted.digests})


@pytest.mark.parametrize(
    ("bag", "expected"),
    [
        (holey(f"{URL} 4 data/b/c.txt"), [("already-there",)]),
        (holey("http://example.org/a 4 data/a.txt"), [("refused", "BAG-116")]),
        (holey("file:///etc/passwd 4 data/a.txt"), [("refused", "BAG-116")]),
        (holey("nothing 4 data/a.txt"), [("refused", "BAG-116")]),
        (holey("https://u:p@example.org/a 4 data/a.txt"), [("refused", "BAG-116")]),
        (holey(f"{URL} 4 data/no-manifest.txt"), [("refused", "BAG-113")]),
        (holey(f"{URL} 4 data/a.txt", f"{URL}b 4 data/a.txt"), [("refused", "BAG-114")]),
        (holey(f"{URL} 4 data/a.txt", f"{URL}b 4 data/./a.txt"), [("refused", "BAG-114")]),
        (holey(f"{URL} 4 ../a.txt"), []),
        (holey(f"{URL} 4 data/../../a.txt"), []),
        (holey(f"{URL} 4 /etc/cron.d/a"), []),
        (holey(f"{URL} 4 bag-info.txt"), []),
        (holey(f"{URL} x data/a.txt"), []),
        (holey(f"{URL} -4 data/a.txt"), []),
        (holey(""), []),
        (new_bag(), []),
    ],
    ids=range(16),
)  # fmt: skip
def test_lines_that_are_not_acted_on(bag, expected):
    assert told(bag) == expected


def test_lines_are_refused_however_many_findings_are_kept():
    files = {f"data/{number}": b"x" for number in range(3000)}
    lines = [f"{URL}{number} 1 data/{number}" for number in range(3000)]
    bag = holey(*lines, *lines, files=files, absent=tuple(files))
    assert set(told(bag)) == {("refused", "BAG-114")}
    foreign = [f"{URL}{number} 1 data/no/{number}" for number in range(3000)]
    assert set(told(holey(*foreign))) == {("refused", "BAG-113")}


def test_a_file_that_one_manifest_lacks_is_refused():
    bag = holey(f"{URL} 4 data/a.txt").having(
        "manifest-md5.txt", listing({"data/b/c.txt": b"two\n"}, "md5")
    )
    assert told(bag) == [("refused", "BAG-113")]


@pytest.mark.parametrize(
    ("version", "verdict", "answer"),
    [("0.97", "incomplete", "wanted"), ("1.0", "invalid", ("refused", "BAG-113"))],
)
def test_before_1_0_one_manifest_is_enough_for_a_file_to_be_fetched(version, verdict, answer):
    # Drafts up to 0.97: a payload file is listed in at least one manifest. Only 1.0 says every.
    bag = new_bag(FILES).having("bagit.txt", declaration(version))
    one = listing({"data/b/c.txt": b"two\n"}, "sha256")
    bag = bag.having("manifest-sha256.txt", one).having(
        "fetch.txt", f"{URL} 4 data/a.txt\n".encode()
    )
    bag = sealed(bag.without("data/a.txt"))
    assert (bag.check().verdict, told(bag)) == (verdict, [answer])
    there = sealed(bag.having("data/a.txt", b"one\n"))
    assert there.check().verdict == ("valid" if version == "0.97" else "invalid")


def test_a_file_that_nothing_can_verify_is_refused():
    files = {"data/a.txt": b"one\n"}
    lines = b"0123456789abcdef  data/a.txt\n"
    bag = new_bag(files).without("data/a.txt", "manifest-sha256.txt", "manifest-sha512.txt")
    bag = bag.having("manifest-whirlpool.txt", lines).having(
        "fetch.txt", f"{URL} 4 data/a.txt\n".encode()
    )
    assert told(bag) == [("refused", "BAG-175")]


@pytest.mark.parametrize(
    "entry",
    [
        Entry("data/a.txt", EntryKind.SYMLINK, target="/etc/passwd"),
        Entry("data/a.txt", EntryKind.DIRECTORY),
        Entry("data/a.txt", EntryKind.FIFO),
        Entry("data", EntryKind.SYMLINK, target="/tmp"),
    ],
    ids=["link", "directory", "pipe", "data-is-a-link"],
)
def test_something_in_the_way(entry):
    bag = holey(f"{URL} 4 data/a.txt", absent=tuple(FILES)).with_entry(entry)
    assert told(bag) == [("refused", "BAG-176")]


@pytest.mark.parametrize("kind", [EntryKind.SYMLINK, EntryKind.FILE, EntryKind.SOCKET])
def test_something_on_the_way(kind):
    bag = holey(f"{URL} 4 data/b/c.txt", absent=tuple(FILES))
    bag = bag.with_entry(Entry("data/b", kind, target="/tmp"))
    assert told(bag) == [("refused", "BAG-176")]


def test_a_directory_that_could_not_be_looked_into():
    bag = holey(f"{URL} 4 data/b/c.txt", absent=tuple(FILES))
    bag = bag.with_entry(Entry("data/b", EntryKind.DIRECTORY, error="Permission denied"))
    assert told(bag) == [("refused", "BAG-176")]


def test_percent_is_read_as_the_version_has_it():
    files = {"data/100%.txt": b"x", "data/a%20b": b"y"}
    new = sealed(
        new_bag(files).without(*files).having("fetch.txt", f"{URL} 1 data/100%25.txt\n".encode())
    )
    assert [each.path for each in plan(new).wanted] == ["data/100%.txt"]
    old = old_bag(payload=files).without(*files)
    old = old.having("fetch.txt", f"{URL} 1 data/100%.txt\n{URL} 1 data/a%20b\n".encode())
    assert [each.path for each in plan(old).wanted] == ["data/100%.txt", "data/a%20b"]


def test_a_file_that_is_there_under_another_normal_form_is_there():
    listed, lies = "data/\u00e9.txt", "data/e\u0301.txt"
    bag = new_bag({listed: b"x"}).without(listed).having(lies, b"x")
    bag = sealed(bag.having("fetch.txt", f"{URL} 1 {listed}\n".encode()))
    assert told(bag) == [("already-there",)]


def test_other_encodings_of_fetch_txt():
    files = {"data/\u00e9": b"x"}
    bag = new_bag(files).without(*files).having("bagit.txt", declaration(encoding="ISO-8859-1"))
    bag = bag.having("fetch.txt", f"{URL} 1 data/\u00e9\n".encode("latin-1"))
    for name in ("sha256", "sha512"):
        text = bag.files[f"manifest-{name}.txt"].decode().encode("latin-1")
        bag = bag.having(f"manifest-{name}.txt", text)
    assert [each.path for each in plan(bag).wanted] == ["data/\u00e9"]


def test_what_is_no_bag_is_refused():
    for bag in (
        new_bag().without("bagit.txt"),
        new_bag().without("manifest-sha256.txt", "manifest-sha512.txt"),
    ):
        with pytest.raises(Refused) as caught:
            plan(bag)
        assert caught.value.code == "BAG-119"


def test_a_tag_file_that_cannot_be_read_ends_it():
    bag = holey(f"{URL} 4 data/a.txt")
    entries = bag.entries()
    for path in tag_files_to_read(entries):
        tags = {each: bag.files[each] for each in tag_files_to_read(entries)}
        tags[path] = Measurement(path, Outcome.UNREADABLE, detail="Input/output error")
        with pytest.raises(Unreadable) as caught:
            plan_fetch(entries, tags, Rules())
        assert path in caught.value.message


def test_what_is_printed_can_be_written_down():
    result = FileResult(
        "data/\udcff", "https://x/\udcff", plan(holey(f"{URL} 4 data/b/c.txt")).files[0].status
    )
    assert result.document()["path"] == r"data/\xff"


def test_a_file_is_found_in_the_manifests_in_another_normal_form():
    """What `validate` calls still to be fetched is what is fetched, by the manifests' name."""
    bag = holey(f"{URL} 4 data/e\u0301", files={"data/\u00e9": b"one\n"}, absent=("data/\u00e9",))
    (wanted,) = plan(bag).wanted
    assert wanted.path == "data/\u00e9"


def test_a_tag_file_that_is_read_in_stretches_is_as_good_as_its_bytes():
    class Stretches:
        def __init__(self, data, why=None):
            self._data, self._why = data, why

        def chunks(self):
            yield from (self._data[start : start + 7] for start in range(0, len(self._data), 7))

        def problem(self):
            return self._why

    bag = holey(f"{URL} 4 data/a.txt")
    paths = tag_files_to_read(bag.entries())
    tags = {path: Stretches(bag.files[path]) for path in paths}
    assert plan_fetch(bag.entries(), tags, Rules()) == plan(bag)
    why = Measurement("fetch.txt", Outcome.UNREADABLE, detail="Input/output error")
    tags = {path: Stretches(bag.files[path], why) for path in paths}
    with pytest.raises(Unreadable, match="Input/output error"):
        plan_fetch(bag.entries(), tags, Rules())


def test_a_file_with_two_different_digests_in_one_manifest_is_not_fetched():
    bag = holey(f"{URL} 4 data/a.txt")
    line = b"0" * 64 + b"  data/a.txt\n"
    bag = bag.having("manifest-sha256.txt", bag.files["manifest-sha256.txt"] + line)
    assert told(bag) == [("refused", "BAG-175")]

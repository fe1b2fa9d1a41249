"""Bags on disk and packed against profiles: those that ship, several at once, and no network."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from preserve.model.file import Outcome
from preserve.model.finding import Finding
from preserve.model.profile_verdict import Fit, ProfileVerdict
from preserve.model.verdict import Verdict
from preserve.storage.tree import LocalTree
from preserve.workflows.check_profiles import ProfileChecks
from preserve.workflows.profiles import LoadedProfile, load_profile, shipped_profiles
from preserve.workflows.validate_bag import BagVerdict, Effort, validate_bag
from tests.support.bag_trees import tree_of
from tests.support.bags import Bag, fingerprint, write_bag
from tests.support.commands import CHECKOUT, environment, run
from tests.support.profiles import plain_bag, profile

FOUR = ("md5", "sha1", "sha256", "sha512")
APTRUST_INFO = "Title: A title\nAccess: Institution\nDescription:\nStorage-Option: Standard\n"


class PackedTree(LocalTree):
    """A directory that says it came as one file, as the reader of packed bags does."""

    def __init__(self, path: str, media_type: str, file_name: str) -> None:
        super().__init__(path)
        self.media_type = media_type
        self.file_name = file_name
        self.top: str | None = file_name.partition(".")[0]


def named(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple(("BagIt-Profile-Identifier", load_profile(name).identifier) for name in names)


def aptrust(
    name: str, info: str = APTRUST_INFO, organization: str = "A library", **how: Any
) -> Bag:
    elements = (*named(name), ("Source-Organization", organization))
    how = {"algorithms": ["md5", "sha256"], "tag_algorithms": ["md5"], **how}
    return plain_bag(*elements, tags={"aptrust-info.txt": info.encode()}, **how)


def btr(*more: tuple[str, str], without: str = "", **how: Any) -> Bag:
    wanted = [("Source-Organization", "A"), ("Bagging-Date", "2026-01-02"), ("Payload-Oxum", "4.1")]
    kept = [element for element in wanted if element[0] != without]
    return plain_bag(*named("btr"), *kept, *more, **how)


def bdbag(**how: Any) -> Bag:
    how = {"algorithms": ["md5"], "tag_algorithms": ["md5", "sha256"], **how}
    return plain_bag(*named("bdbag"), ("Payload-Oxum", "4.1"), **how)


def ours(**changes: bytes) -> Bag:
    files = {"original/a.txt": b"a", "article.warc.gz": b"w", "metadata/description.json": b"{}"}
    payload = {f"data/{path}": data for path, data in {**files, **changes}.items()}
    labels = (
        "Source-Organization",
        "External-Description",
        "External-Identifier",
        "Bag-Software-Agent",
    )
    info = [*named("preserve"), *((label, "x") for label in labels)]
    size = sum(map(len, payload.values()))
    info += [
        ("Bagging-Date", "2026-01-02"),
        ("Bag-Size", "1 KB"),
        ("Payload-Oxum", f"{size}.{len(payload)}"),
    ]
    both = ("sha256", "sha512")
    tags = {"HOW-TO-READ-THIS.txt": b"Read.\n"}
    return plain_bag(*info, payload=payload, tags=tags, algorithms=both, tag_algorithms=both)


def nothing(*_: object) -> tuple[Finding, ...]:
    return ()


def checked(
    bag: Bag, place: Path, *profiles: LoadedProfile, packed: tuple[str, str] | None = None
) -> tuple[BagVerdict, dict[str, ProfileVerdict]]:
    """Write a bag and hold it against profiles; nothing is written while that is done."""
    where = str(write_bag(bag, place / "bag"))
    before = fingerprint(place)
    checks = ProfileChecks(profiles)
    tree = PackedTree(where, *packed) if packed else LocalTree(where)
    verdict = validate_bag(tree, "bag", nothing, Effort(1, extras=(checks.check,)))
    assert fingerprint(place) == before
    return verdict, {each.profile: each for each in checks.take()}


TAR = ("application/tar", "bag.tar")
ZIP = ("application/zip", "bag.zip")
FITTING: Mapping[str, tuple[Bag, tuple[str, str] | None]] = {
    "preserve-1": (ours(), None),
    "aptrust-2.2": (aptrust("aptrust-2.2"), TAR),
    "aptrust-2.3": (aptrust("aptrust-2.3", algorithms=FOUR, tag_algorithms=FOUR), TAR),
    "btr-1.0": (btr(), None),
    "bdbag-0.2": (bdbag(), ZIP),
}


@pytest.mark.parametrize("name", shipped_profiles())
def test_a_bag_made_to_fit_a_shipped_profile_fits(name: str, tmp_path: Path):
    bag, packed = FITTING[name]
    verdict, fits = checked(bag, tmp_path, load_profile(name), packed=packed)
    assert fits[name].fit is Fit.FITS
    assert verdict.verdict is Verdict.VALID
    assert {item.code for item in verdict.findings if "BAG-12" <= item.code < "BAG-19"} <= {
        "BAG-137"
    }


UNFIT = {
    "aptrust-2.2 as a directory": ("aptrust-2.2", aptrust("aptrust-2.2"), None, "BAG-123"),
    "aptrust-2.2 as a zip": ("aptrust-2.2", aptrust("aptrust-2.2"), ZIP, "BAG-123"),
    "aptrust-2.2 and sha512": (
        "aptrust-2.2", aptrust("aptrust-2.2", algorithms=["md5", "sha512"]), TAR, "BAG-128"),
    "aptrust-2.2 and no md5": (
        "aptrust-2.2", aptrust("aptrust-2.2", algorithms=["sha256"]), TAR, "BAG-127"),
    "aptrust-2.2 and no organization": (
        "aptrust-2.2", aptrust("aptrust-2.2", organization=""), TAR, "BAG-124"),
    "aptrust-2.2 and the storage of 2.3": (
        "aptrust-2.2", aptrust("aptrust-2.2", APTRUST_INFO.replace("Standard", "Wasabi-TX")), TAR, "BAG-125"),
    "aptrust-2.3 and no title": (
        "aptrust-2.3", aptrust("aptrust-2.3", APTRUST_INFO.replace("A title", "")), TAR, "BAG-124"),
    "aptrust-2.3 and another access": (
        "aptrust-2.3", aptrust("aptrust-2.3", APTRUST_INFO.replace("Institution", "Public")), TAR, "BAG-125"),
    "aptrust-2.3 and no aptrust-info": (
        "aptrust-2.3", aptrust("aptrust-2.3").without("aptrust-info.txt"), TAR, "BAG-130"),
    "aptrust-2.3 and another directory": (
        "aptrust-2.3", aptrust("aptrust-2.3"), ("application/tar", "bag.b01.of02.tar"), "BAG-139"),
    "aptrust-2.3 and the identifier of 2.2": ("aptrust-2.3", aptrust("aptrust-2.2"), TAR, "BAG-121"),
    "aptrust-2.3 of version 0.96": (
        "aptrust-2.3", aptrust("aptrust-2.3", version="0.96"), TAR, "BAG-122"),
    "btr and no date": ("btr", btr(without="Bagging-Date"), None, "BAG-124"),
    "btr and no oxum": ("btr", btr(without="Payload-Oxum"), None, "BAG-124"),
    "btr and sha384": ("btr", btr(algorithms=["sha256", "sha384"]), None, "BAG-128"),
    "bdbag as a directory": ("bdbag", bdbag(), None, "BAG-123"),
    "bdbag as 7z": ("bdbag", bdbag(), ("application/x-7z-compressed", "bag.7z"), "BAG-123"),
    "bdbag and one tag manifest": ("bdbag", bdbag(tag_algorithms=["md5"]), ZIP, "BAG-127"),
    "ours and a file more": ("preserve", ours(**{"more.txt": b""}), None, "BAG-133"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNFIT)
def test_a_bag_that_differs_in_one_thing_does_not_fit(case: str, tmp_path: Path):
    name, bag, packed, code = UNFIT[case]
    loaded = load_profile(name)
    verdict, fits = checked(bag, tmp_path, loaded, packed=packed)
    told = {item.code for item in verdict.findings if item.message.startswith(f"{loaded.name}: ")}
    assert told - {"BAG-137"} == {code}
    assert fits[loaded.name].fit is Fit.DOES_NOT_FIT
    assert verdict.verdict is Verdict.INVALID


def test_recommended_tags_are_told_in_one_line(tmp_path: Path):
    verdict, _ = checked(btr(("Contact-Email", "a@archive.example")), tmp_path, load_profile("btr"))
    (told,) = [item for item in verdict.findings if item.code == "BAG-137"]
    assert told.weight == 0
    assert told.message == (
        "btr-1.0: bag-info.txt could say more, which the profile recommends: Bag-Count,"
        " Bag-Group-Identifier, Bag-Producing-Organization, Internal-Sender-Description,"
        " Internal-Sender-Identifier, Organization-Address."
    )


def test_several_profiles_at_once(tmp_path: Path):
    bag = btr(*named("bdbag"), algorithms=["md5", "sha256"], tag_algorithms=["md5", "sha256"])
    profiles = [load_profile(name) for name in ("btr", "bdbag", "aptrust-2.2")]
    verdict, fits = checked(bag, tmp_path, *profiles, packed=ZIP)
    assert [(name, each.fit.value) for name, each in fits.items()] == [
        ("btr-1.0", "fits"), ("bdbag-0.2", "fits"), ("aptrust-2.2", "does-not-fit")]  # fmt: skip
    assert verdict.verdict is Verdict.INVALID
    (fault,) = [item for item in verdict.findings if item.weight]
    assert fault.message.startswith("aptrust-2.2: The bag came as application/zip")
    for each in profiles:
        row = fits[each.name]
        count = sum(item.message.startswith(f"{each.name}: ") for item in verdict.findings)
        assert (row.identifier, row.sha256, row.findings) == (each.identifier, each.sha256, count)


def test_lines_are_told(tmp_path: Path):
    bag = aptrust("aptrust-2.3", "Title: A\nAccess:\n  Nobody\nStorage-Option: Standard\n")
    verdict, _ = checked(bag, tmp_path, load_profile("aptrust"), packed=TAR)
    (fault,) = [item for item in verdict.findings if item.weight]
    assert (fault.where.file, fault.where.line) == ("aptrust-info.txt", 2)


def test_tag_files_are_read_in_the_bags_own_encoding(tmp_path: Path):
    latin = APTRUST_INFO.replace("A title", "L\u00e9vy").encode("latin-1")
    declared = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: ISO-8859-1\n"
    rules = {"aptrust-info.txt": {"Title": {"values": ["L\u00e9vy"]}}}
    bag = plain_bag(tags={"aptrust-info.txt": latin, "bagit.txt": declared})
    document = profile(Preserve_Tag_Files=rules)
    loaded = LoadedProfile("one", "", document, "", is_shipped=False)
    _, fits = checked(bag, tmp_path, loaded)
    assert fits["one"].fit is Fit.FITS


def test_a_profile_leads_no_reader_out_of_the_bag(tmp_path: Path):
    (tmp_path / "secret.txt").write_text("Title: Secret\n")
    paths = ("../secret.txt", str(tmp_path / "secret.txt"), "./aptrust-info.txt", "data")
    rules = {path: {"Title": {"values": ["None"]}} for path in paths}
    document = profile(Preserve_Tag_Files=rules)
    loaded = LoadedProfile("one", "", document, "", is_shipped=False)
    verdict, _ = checked(plain_bag(), tmp_path, loaded)
    assert not [item for item in verdict.findings if "Secret" in item.message]


def test_a_link_or_pipe_in_place_of_a_tag_file_is_not_opened(tmp_path: Path):
    place = write_bag(plain_bag(), tmp_path / "bag")
    os.mkfifo(place / "one.txt")
    os.symlink("/dev/zero", place / "two.txt")
    rules = {path: {"Title": {"required": True}} for path in ("one.txt", "two.txt")}
    loaded = LoadedProfile("one", "", profile(Preserve_Tag_Files=rules), "", is_shipped=False)
    checks = ProfileChecks([loaded])
    validate_bag(LocalTree(str(place)), "bag", nothing, Effort(1, extras=(checks.check,)))
    assert checks.take()[0].fit is Fit.DOES_NOT_FIT


def test_a_tag_file_that_is_too_large_leaves_it_open(tmp_path: Path):
    info = b"Title: A\n" + b"Note: " + b"x" * (17 << 20) + b"\n"
    rules = {"archive-info.txt": {"Title": {"required": True}}}
    loaded = LoadedProfile("one", "", profile(Preserve_Tag_Files=rules), "", is_shipped=False)
    verdict, fits = checked(plain_bag(tags={"archive-info.txt": info}), tmp_path, loaded)
    assert fits["one"].fit is Fit.UNDECIDED
    assert verdict.verdict is Verdict.UNDECIDED


def test_a_bag_that_was_not_looked_at_is_undecided():
    checks = ProfileChecks([load_profile("btr")])
    assert [row.fit for row in checks.take()] == [Fit.UNDECIDED]


# The command.

GUARD = """
import sys
def refuse(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.")):
        print("NETWORK", event, arguments, flush=True)
        raise SystemExit(99)
sys.addaudithook(refuse)
from preserve.__main__ import main
sys.argv = ["preserve", *sys.argv[1:]]
main()
"""


def test_no_socket_is_opened(tmp_path: Path):
    write_bag(btr(), tmp_path / "bag")
    (tmp_path / "one.json").write_text(json.dumps(profile()))
    asked = [word for name in (*shipped_profiles(), "./one.json") for word in ("--profile", name)]
    done = subprocess.run(
        [sys.executable, "-c", GUARD, "validate", "bag", "--workers", "1", *asked],
        cwd=tmp_path, env=environment(PYTHONPATH=str(CHECKOUT)), capture_output=True, check=False,
    )  # fmt: skip
    assert b"NETWORK" not in done.stdout
    assert done.returncode == 1
    assert done.stderr == b""


def test_the_table_and_the_summary(tmp_path: Path):
    write_bag(btr(), tmp_path / "one")
    write_bag(btr(without="Payload-Oxum"), tmp_path / "two")
    done = run(
        "validate", "one", "two", "none", "--profile", "btr", "--profile", "bdbag", cwd=tmp_path
    )
    assert done.code == 1
    assert done.out.splitlines()[-5:] == [
        "Bag   btr-1.0               bdbag-0.2",
        "one   fits                  does not fit",
        "two   does not fit          does not fit",
        "none  could not be decided  could not be decided",
        (
            "Checked 3: 2 invalid, 1 undecided."
            " btr-1.0: fits 1, does not fit 1, could not be decided 1."
            " bdbag-0.2: does not fit 2, could not be decided 1."
        ),
    ]


def test_the_json_document(tmp_path: Path):
    write_bag(btr(), tmp_path / "bag")
    (tmp_path / "a.warc").write_bytes(b"WARC/1.0\r\n")
    asked = ("--profile", "btr", "--profile", "btr-1.0", "--profile", "bdbag")
    document = json.loads(run("validate", "bag", "a.warc", *asked, "--json", cwd=tmp_path).out)
    bag, warc = document["results"]
    assert [(row["profile"], row["verdict"]) for row in bag["profiles"]] == [
        ("btr-1.0", "fits"), ("bdbag-0.2", "does-not-fit")]  # fmt: skip
    assert set(bag["profiles"][0]) == {"profile", "identifier", "sha256", "verdict", "findings"}
    assert warc["profiles"] == []
    plain = json.loads(run("validate", "bag", "--json", cwd=tmp_path).out)
    assert "profiles" not in plain["results"][0]
    assert plain["exit_code"] == 0


def test_names_of_bags_and_profiles_cannot_write_to_the_terminal(tmp_path: Path):
    write_bag(plain_bag(), tmp_path / "bag\x1b[2J")
    (tmp_path / "p\x1b[2J.json").write_text(json.dumps(profile()))
    done = run("validate", "bag\x1b[2J", "--profile", "./p\x1b[2J.json", cwd=tmp_path)
    assert done.code == 0
    assert "\x1b" not in done.out


def first_version_bag() -> Bag:
    bag = plain_bag(("Contact-Name", "Lina"), version="0.95")
    files = {**bag.files, "package-info.txt": bag.files["bag-info.txt"]}
    del files["bag-info.txt"], files["tagmanifest-sha256.txt"]
    return Bag(files)


OF_THE_FIRST = profile(
    Accept_BagIt_Version=["0.95"],
    Bag_Info={"Contact-Name": {"values": ["Bana"]}, "Bag-Count": {"required": True}},
    Tag_Files_Allowed=[],
)


def test_the_metadata_file_of_the_first_versions_is_called_by_its_name(tmp_path: Path):
    (tmp_path / "p.json").write_text(json.dumps(OF_THE_FIRST))
    bag = write_bag(first_version_bag(), tmp_path / "bag")
    done = run("validate", bag, "--profile", tmp_path / "p.json", "--json")
    said = {
        found["code"]: (found["where"]["file"], found["where"]["line"])
        for found in json.loads(done.out)["results"][0]["findings"]
        if found["severity"] == "error"
    }
    assert said == {"BAG-124": ("package-info.txt", None), "BAG-125": ("package-info.txt", 2)}
    assert "bag-info.txt" not in done.out


def test_a_metadata_file_of_the_first_versions_that_cannot_be_read_lacks_nothing():
    checks = ProfileChecks([LoadedProfile("one", "", OF_THE_FIRST, "", is_shipped=False)])
    tree = tree_of(first_version_bag().with_outcome("package-info.txt", Outcome.UNREADABLE))
    verdict = validate_bag(tree, "bag", nothing, Effort(1, extras=(checks.check,)))
    assert checks.take()[0].fit is Fit.UNDECIDED
    assert verdict.verdict is Verdict.UNDECIDED

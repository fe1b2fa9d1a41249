"""Profiles by name and by path: what ships is what was published, and nothing is taken on trust."""

import contextlib
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from preserve.containers.bag.profile_rules import document_findings
from preserve.errors import Refused, Unreadable, UsageProblem
from preserve.schema.library import load, schema_names, shipped_bytes
from preserve.workflows.profiles import load_profile, shipped_profiles
from tests.support.commands import CHECKOUT, environment
from tests.support.profiles import profile

RAW = "https://raw.githubusercontent.com/APTrust/preservation-services/master/profiles"
FOUR = ["md5", "sha1", "sha256", "sha512"]
STORAGE = [
    "Standard", "Glacier-OH", "Glacier-OR", "Glacier-VA", "Glacier-Deep-OH", "Glacier-Deep-OR",
    "Glacier-Deep-VA", "Wasabi-OR", "Wasabi-VA",
]  # fmt: skip


def test_the_shipped_names():
    assert shipped_profiles() == (
        "preserve-1",
        "aptrust-2.2",
        "aptrust-2.3",
        "btr-1.0",
        "bdbag-0.2",
    )


@pytest.mark.parametrize("name", shipped_profiles())
def test_what_ships_is_in_order(name: str):
    loaded = load_profile(name)
    assert [*document_findings(loaded.document)] == []
    assert loaded.name == name
    assert loaded.is_shipped
    assert loaded.identifier == loaded.document["BagIt-Profile-Info"]["BagIt-Profile-Identifier"]


def test_every_shipped_document_is_pinned():
    files = sorted((CHECKOUT / "schemas" / "bag-profile" / "shipped").iterdir())
    digests = {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    digests.add(hashlib.sha256(shipped_bytes("bag-profile/v1.json")).hexdigest())
    assert digests == {load_profile(name).sha256 for name in shipped_profiles()}


@pytest.mark.parametrize(
    ("alias", "name"),
    [("preserve", "preserve-1"), ("aptrust", "aptrust-2.3"), ("btr", "btr-1.0"), ("bdbag", "bdbag-0.2")],
)  # fmt: skip
def test_aliases(alias: str, name: str):
    assert load_profile(alias) == load_profile(name)


def test_ours_is_the_published_one():
    assert load_profile("preserve").document == load("bag-profile/v1.json")
    assert "bag-profile/v1.json" in schema_names()


# What the publishers' own documents say, fact by fact.


def facts(name: str) -> dict[str, object]:
    """Return a profile as its decisions alone: no words, no order, no defaults."""
    document = dict(load_profile(name).document)
    about = document.pop("BagIt-Profile-Info")
    rules = document.pop("Bag-Info")
    for label in ("required", "recommended"):
        document[label] = {key for key, rule in rules.items() if rule.get(label)}
    document["identifier"], document["version"] = (
        about["BagIt-Profile-Identifier"], about["Version"])  # fmt: skip
    assert not any({"values", "repeatable"} & rule.keys() for rule in rules.values())
    return document


def aptrust(version: str, algorithms: list[str], required: set[str], storage: list[str]):
    return {
        "identifier": f"{RAW}/aptrust-v{version}.json", "version": version,
        "Accept-BagIt-Version": ["0.97", "1.0"], "Accept-Serialization": ["application/tar"],
        "Serialization": "required", "Preserve-Serialization-Name": True, "Allow-Fetch.txt": False,
        "Manifests-Required": ["md5"], "Manifests-Allowed": algorithms,
        "Tag-Manifests-Required": [], "Tag-Manifests-Allowed": algorithms,
        "Tag-Files-Required": ["aptrust-info.txt"], "Tag-Files-Allowed": ["*"],
        "required": required, "recommended": set(),
        "Preserve-Tag-Files": {"aptrust-info.txt": {
            "Title": {"required": True}, "Description": {"required": False},
            "Access": {"required": True, "values": ["Consortia", "Institution", "Restricted"]},
            "Storage-Option": {"required": True, "values": storage},
        }},
    }  # fmt: skip


def test_the_facts_of_aptrust_2_2():
    expected = aptrust("2.2", ["md5", "sha256"], {"Source-Organization"}, STORAGE)
    assert facts("aptrust-2.2") == expected


def test_the_facts_of_aptrust_2_3():
    storage = [*STORAGE[:-1], "Wasabi-TX", "Wasabi-VA"]
    assert facts("aptrust-2.3") == aptrust("2.3", FOUR, set(), storage)


def test_the_facts_of_btr():
    assert facts("btr-1.0") == {
        "identifier": "https://github.com/dpscollaborative/btr_bagit_profile/releases/download/1.0/btr-bagit-profile.json",
        "version": "1.0", "Accept-BagIt-Version": ["0.97", "1.0"],
        "Serialization": "optional",
        "Accept-Serialization": ["application/zip", "application/tar", "application/x-tar",
                                 "application/gzip", "application/x-gzip",
                                 "application/x-7z-compressed"],
        "Allow-Fetch.txt": False, "Manifests-Required": [], "Manifests-Allowed": FOUR,
        "Tag-Manifests-Required": [], "Tag-Manifests-Allowed": FOUR,
        "Tag-Files-Required": [], "Tag-Files-Allowed": ["*"],
        "required": {"Source-Organization", "Bagging-Date", "Payload-Oxum"},
        "recommended": {"Organization-Address", "Contact-Email", "Bag-Group-Identifier", "Bag-Count",
                        "Internal-Sender-Identifier", "Internal-Sender-Description",
                        "Bag-Producing-Organization"},
    }  # fmt: skip


def test_the_facts_of_bdbag():
    assert facts("bdbag-0.2") == {
        "identifier": "http://raw.githubusercontent.com/fair-research/bdbag/master/profiles/bdbag-profile.json",
        "version": "0.2.20210201", "Accept-BagIt-Version": ["0.97", "1.0"],
        "Serialization": "required",
        "Accept-Serialization": ["application/zip", "application/x-zip-compressed",
                                 "application/x-tar", "application/x-tar+gzip"],
        "Allow-Fetch.txt": True, "Manifests-Required": ["md5"], "Manifests-Allowed": FOUR,
        "Tag-Manifests-Required": ["md5", "sha256"], "Tag-Manifests-Allowed": FOUR,
        "required": {"Payload-Oxum"}, "recommended": set(),
    }  # fmt: skip


# By path.


def written(tmp_path: Path, data: bytes | str) -> str:
    file = tmp_path / "one.json"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(file)


def test_a_file_is_named_as_it_was_given(tmp_path: Path):
    path = written(tmp_path, json.dumps(profile()))
    loaded = load_profile(path)
    assert (loaded.name, loaded.document, loaded.is_shipped) == (path, profile(), False)
    assert loaded.sha256 == hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_a_shipped_name_wins_over_a_file_beside_it(tmp_path: Path):
    (tmp_path / "btr").write_text(json.dumps(profile()))
    with contextlib.chdir(tmp_path):
        assert load_profile("btr").is_shipped
        assert not load_profile("./btr").is_shipped


@pytest.mark.parametrize("name", ["", "apt", "APTrust", "aptrust-2.4", "btr-1.0.jsn", "\udcff"])
def test_an_unknown_name_is_answered_with_the_known_ones(name: str):
    with pytest.raises(UsageProblem) as refused:
        load_profile(name)
    assert all(known in refused.value.remedy for known in (*shipped_profiles(), "aptrust", "bdbag"))
    refused.value.message.encode()


def test_a_file_without_a_slash_is_pointed_at(tmp_path: Path):
    (tmp_path / "theirs").write_text(json.dumps(profile()))
    with contextlib.chdir(tmp_path), pytest.raises(UsageProblem, match=r"meant by `\./theirs`"):
        load_profile("theirs")


@pytest.mark.parametrize("name", ["none.json", "./none"])
def test_a_file_that_is_not_there(name: str):
    with pytest.raises(Unreadable):
        load_profile(name)


@pytest.mark.parametrize("scheme", ["http", "https", "HTTPS", "file", "ftp"])
def test_an_address_is_never_fetched(scheme: str):
    with pytest.raises(UsageProblem, match="is an address") as refused:
        load_profile(f"{scheme}://archive.example/profiles/one.json")
    assert "btr-1.0" in refused.value.remedy


@pytest.mark.parametrize(
    ("data", "words"),
    [("", "Expecting value"), ("[]", "no JSON object"), ("7", "no JSON object"), ("null", "null"),
     ('{"a": 1, "a": 2}', "given twice"), ('{"a": NaN}', "NaN"), ('{"a": 1e999}', "too large"),
     ('{"a": ' * 70 + "1" + "}" * 70, "levels"), ("[" * 100_000, "levels"),
     (b"\xef\xbb\xbf{}", "byte-order mark"), (b"\xff\xfe{\0}\0", "not UTF-8"), (b'{"a": "\xe9"}', "not UTF-8"),
     ('{"a": "\\ud800"}', "surrogate"), ("{} {}", "Extra data"),
     ('{"acceptBagItVersion": ["1.0"], "tags": []}', "DART's own form"),
     ('{"ordered": [{"itemNumber": {"fieldRequired": true}}]}', "Bagger's own form"),
     ('{"Send-To-Name": {"requiredValue": "A"}, "x": 1}', "Bagger's own form"),
     (json.dumps(profile(Payload_Files_Allowed=[f"data/{n}*" for n in range(1001)])), "1001 patterns"),
     (json.dumps(profile(Preserve_Tag_Files={f"{n}.txt": {} for n in range(101)})), "101 files")],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words(tmp_path: Path, data: bytes | str, words: str):
    with pytest.raises(Refused, match=words) as refused:
        load_profile(written(tmp_path, data))
    assert refused.value.code == "META-060"
    assert ".." not in str(refused.value)


@pytest.mark.parametrize("document", [{}, {"ordered": 7}, {"ordered": [1, None]}, {"x": {"y": {}}}])
def test_what_is_of_no_known_kind_is_judged_by_the_specification(tmp_path: Path, document: object):
    loaded = load_profile(written(tmp_path, json.dumps(document)))
    assert loaded.identifier == ""
    assert "BAG-120" in {item.code for item in document_findings(loaded.document)}


def test_other_keys_beside_those_of_the_specification_make_no_dialect(tmp_path: Path):
    both = profile(ordered=[{"a": {"fieldRequired": True}}], acceptBagItVersion=["1.0"])
    assert load_profile(written(tmp_path, json.dumps(both))).document == both


def test_a_thousand_patterns_are_taken(tmp_path: Path):
    many = profile(
        Payload_Files_Allowed=[f"data/{n}*" for n in range(1000)],
        Payload_Files_Required=[f"data/{n}" for n in range(2000)],
        Preserve_Tag_Files={f"{n}.txt": {} for n in range(100)},
    )
    assert load_profile(written(tmp_path, json.dumps(many))).document == many


def test_a_file_without_end_is_refused(tmp_path: Path):
    with (tmp_path / "huge.json").open("wb") as stream:
        stream.truncate(1 << 30)
    with pytest.raises(Unreadable):
        load_profile(str(tmp_path / "huge.json"))
    with pytest.raises(Unreadable):
        load_profile("/dev/zero")


def test_a_shipped_document_that_was_changed_is_refused(tmp_path: Path):
    for part in ("preserve", "schemas"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CHECKOUT / part, tmp_path / part, ignore=ignore)
    changed = tmp_path / "schemas" / "bag-profile" / "shipped" / "btr-1.0.json"
    changed.write_bytes(changed.read_bytes().replace(b'"md5",', b"", 1))
    (tmp_path / "schemas" / "bag-profile" / "shipped" / "bdbag-0.2.json").unlink()
    for name, words in (("btr", "not the document"), ("bdbag", "not where it was installed")):
        done = subprocess.run(
            [sys.executable, "-m", "preserve", "validate", ".", "--profile", name],
            cwd=tmp_path, env=environment(PYTHONPATH=str(tmp_path)), capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert words in done.stderr.decode()
        assert b"Install preserve again" in done.stderr

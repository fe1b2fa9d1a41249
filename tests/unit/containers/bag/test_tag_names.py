"""Names in the bag's own directory: kept, nearly alike, of algorithms nobody registered."""

import pytest

from preserve.containers.bag.tag_names import tag_name_findings
from preserve.containers.bag.tree import name_findings


def codes_of(files=(), directories=()):
    return [item.code for item in tag_name_findings(files, directories)]


@pytest.mark.parametrize(
    "name",
    ["BagIt.txt", "BAGIT.TXT", "bagit", "bag-info.TXT", "bag_info.txt", "baginfo.txt", "Bag-Info.txt", "fetch",
     "fetch.txt.txt", "manifest-.txt", "manifest.txt", "Manifest-sha256.txt", "manifest-sha256.TXT",
     "manifest_sha512.txt", "manifest-md5", "TagManifest-md5.txt", "tagmanifest.txt", "bagit.txt ", "bagit.txt.",
     "\uff42agit.txt", "\ufeffbagit.txt"],
)  # fmt: skip
def test_a_near_miss_is_named(name):
    assert codes_of([name]) == ["BAG-025"]


@pytest.mark.parametrize(
    "name",
    ["bagit.txt", "bag-info.txt", "fetch.txt", "manifest-sha256.txt", "tagmanifest-md5.txt", "notes.txt",
     "manifest.json", "manifest-of-the-conference.doc", "README", "baggage.txt", "package-info.txt", "prefetch.txt",
     "meta/BagIt.txt", "bagit-profile.json", "x" * 100_000, ""],
)  # fmt: skip
def test_what_is_right_or_far_from_it_is_not_named(name):
    assert codes_of([name]) == []


@pytest.mark.parametrize(
    "name", ["bagit.txt", "fetch.txt", "manifest-md5.txt", "tagmanifest-x.txt", "bag-info.txt"]
)
def test_a_directory_may_not_have_a_kept_name(name):
    assert codes_of(directories=[name]) == ["BAG-026"]
    assert codes_of(directories=[f"data/{name}", f"notes/{name}"]) == []


@pytest.mark.parametrize(
    ("name", "codes"),
    [("data", []), ("Data", ["BAG-025"]), ("data ", ["BAG-025"]), ("metadata", [])],
)
def test_a_directory_that_is_nearly_data_is_named(name, codes):
    assert codes_of(directories=[name]) == codes


@pytest.mark.parametrize(
    ("algorithm", "codes"),
    [("md5", []), ("sha1", []), ("sha256", []), ("sha512", []), ("sha3512", []), ("blake2b512", []),
     ("sha224", ["BAG-027"]), ("crc32", ["BAG-027"]), ("blake2b", ["BAG-027"]), ("SHA-256", [])],
)  # fmt: skip
def test_the_registry_decides_on_algorithms(algorithm, codes):
    assert codes_of([f"manifest-{algorithm}.txt"]) == codes
    assert codes_of([f"tagmanifest-{algorithm}.txt"]) == codes


@pytest.mark.parametrize(
    ("name", "code"),
    [(" a", "BAG-107"), ("a ", "BAG-107"), ("a\u3164", "BAG-107"), ("con .txt", "BAG-104"), ("clock$", "BAG-104"),
     ("COM\u00b9.log", "BAG-104"), ("a\u00a0", "BAG-107"), ("Thumbs.db", "BAG-103")],
)  # fmt: skip
@pytest.mark.parametrize(
    "others", [[], ["data/\u202e"], ["data/plain"] * 3, ["data/\u00e9", "data/" + "x" * 90]]
)
def test_a_name_is_judged_alike_whatever_lies_beside_it(name, code, others):
    path = f"data/{name}"
    found = {item.code for item in name_findings([path, *others]) if item.where.file == path}
    assert code in found

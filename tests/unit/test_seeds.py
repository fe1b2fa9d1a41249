"""The seeds are what they were, to the byte."""

import hashlib
from pathlib import Path

from preserve.workflows.seeds import seed_files

SEEDS = Path(__file__).parents[2] / "seeds"

DIGESTS = {
    "000_54780b9e0856adbc.txt": "ec857da1296113923450e4e747a504ffc385a014a83883858f7c7cebba0ddf8a",
    "001_26c3e08733cee09c.txt": "a87eda85aa0631d396362bb761ccae0497f75f16addeebfedf899eb67b12851a",
    "002_e6428ce3acc09ea7.txt": "b3115ed98f7cbf440101a6d89f8cd207d1d9574863a26a208315b940d6253e73",
    "003_12c24667c4360f63.txt": "6e578cc6ef3a9f30047a983ce8fe0b32ce1fc0d163f59613c8777a40a550394c",
    "004_7964b47d2cd0bda9.txt": "a79f670349f680fc10d5cffeac823e03b38bbfeba67b9b5711921b6198a0d890",
}


def test_the_five_files_are_byte_exact():
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SEEDS.glob("*.txt")
    }
    assert found == DIGESTS


def test_the_program_finds_them():
    assert {name: hashlib.sha256(data).hexdigest() for name, data in seed_files()} == DIGESTS


def test_the_readme_names_each_with_its_digest():
    page = (SEEDS / "README.md").read_text()
    for name, digest in DIGESTS.items():
        assert f"`{name}`" in page
        assert digest in page

"""Hand over bags as it is done without preserve: tar, copy, unpack, validate with bagit.

peer_exchange.py BAGS PLACE

No signature, no receipt, no proof, nothing synced, nothing put on record: what must be done at
least so that the other archive has the bags and knows that they are valid.
"""

import logging
import shutil
import sys
import tarfile
from pathlib import Path

import bagit

logging.getLogger("bagit").setLevel(logging.ERROR)
bags, place = Path(sys.argv[1]), Path(sys.argv[2])
shared, quarantine, received = (place / name for name in ("shared", "quarantine", "received"))
for directory in (shared, quarantine, received):
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
for bag in sorted(path for path in bags.iterdir() if path.is_dir()):
    bagit.Bag(str(bag)).validate()
    packed = shared / f"{bag.name}.tar"
    with tarfile.open(packed, "w") as archive:
        archive.add(bag, bag.name)
    copy = shutil.copy(packed, quarantine)
    with tarfile.open(copy) as archive:
        archive.extractall(received, filter="data")
    bagit.Bag(str(received / bag.name)).validate()

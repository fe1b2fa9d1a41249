"""Validate every bag in a directory with the bagit library, one after the other.

peer_auditing.py DIRECTORY
"""

import logging
import os
import sys

import bagit

logging.getLogger("bagit").setLevel(logging.ERROR)
for entry in os.scandir(sys.argv[1]):
    if entry.is_dir():
        bagit.Bag(entry.path).validate()

"""Serialized bags: every hostile archive is told for what it is; nothing is written."""

import os

import pytest

from preserve.model.catalogue.bag_serialized import BAG_SERIALIZED
from preserve.workflows.checkers import ALL
from preserve.workflows.validate import validate
from tests.support.archives_hostile import CASES

ARCHIVE_CODES = {kind.code for kind in BAG_SERIALIZED}


def judged(path, *more):
    (validation,) = validate([str(path)], ALL, *more)
    assert validation.kind == "serialized-bag"
    return validation


def written(tmp_path, case):
    path = tmp_path / case.file
    path.write_bytes(case.data)
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case, tmp_path):
    path = written(tmp_path, case)
    before = path.stat()
    found = judged(path)
    told = {each.code for each in found.findings} & ARCHIVE_CODES
    assert told - case.also == {case.code}, [each.message for each in found.findings]
    assert found.verdict is case.verdict
    assert os.listdir(tmp_path) == [case.file]
    assert path.read_bytes() == case.data
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_every_code_has_its_case():
    assert {case.code for case in CASES} == ARCHIVE_CODES

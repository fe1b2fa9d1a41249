"""The reports, word for word. To renew them: `python tests/golden/refresh.py`, then read the diff."""

from pathlib import Path

import pytest

from tests.golden.report.rendered import RENDERED


@pytest.mark.parametrize("name", RENDERED)
def test_the_report_is_as_it_was_read_and_approved(name):
    golden = (Path(__file__).parent / name).read_bytes().decode("utf-8")
    assert RENDERED[name] == golden, "if this is meant, run `python tests/golden/refresh.py`"

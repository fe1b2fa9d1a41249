"""Any text under any name: packaged, valid, audited clean, and back again to the byte."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preserve.workflows.checkers import ALL
from preserve.workflows.validate import validate
from tests.support.archives import Clock, audited, new_archive, package_all

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
names = (
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="/\x00"),
        min_size=1,
        max_size=40,
    )
    .map(lambda stem: stem + ".txt")
    .filter(lambda name: len(name.encode()) <= 255)
)
printable = st.text(st.sampled_from("abc ABC.,'\"“”‘’\n\u00a0é—…@#:0123456789\r\t"), min_size=1)
anything = st.text(characters, min_size=1)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(names, printable | anything, encodings)
def test_any_text_under_any_name(name, text, encoding):
    data = text.encode(encoding)
    with tempfile.TemporaryDirectory() as place:
        clock = Clock()
        root = Path(place)
        (root / "in").mkdir()
        source = os.path.join(place, "in", name)
        Path(source).write_bytes(data)
        archive = new_archive(root / "archive", clock)
        (outcome,) = package_all(archive, [source], clock)
        if outcome.status == "refused":
            # Not text for us (control characters, white space only, markup ...): said, not hidden.
            assert outcome.findings
            assert os.listdir(archive.store.bags) == ["archive-id"]
            return
        assert Path(outcome.bag, "data", "original", name).read_bytes() == data
        assert Path(source).read_bytes() == data
        (validation,) = validate([outcome.bag], ALL)
        assert (validation.verdict.value, validation.exit_code) == ("valid", 0)
        report = audited(archive, clock)
        assert (report.exit_code, dict(report.packages)) == (0, {"intact": 1})

"""The guide on telling: its settings, figures and ways are those of the code."""

import dataclasses
import re
import tomllib
from datetime import UTC, datetime

from preserve.model.policy import Notify
from preserve.report.prometheus import Metrics, prometheus_text
from tests.docs.documents import text_of

GUIDE = text_of("docs/guides/telling.md")
BLOCKS = re.findall(r"^```\n(\[notify\]\n.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
NOW = datetime(2026, 11, 21, tzinfo=UTC)
FULL = Metrics("m", "7", NOW, NOW, NOW, NOW, {}, {}, 0, 0, 0, 0, 0, 0, 0)


def test_every_setting_is_shown_and_can_be_used():
    shown = {}
    for block in BLOCKS:
        part = tomllib.loads(block)["notify"]
        shown |= part
        lists = {key: tuple(value) for key, value in part.items() if isinstance(value, list)}
        Notify(**{**part, **lists})
    assert shown.keys() == {field.name for field in dataclasses.fields(Notify)}


def test_every_figure_is_told_and_no_other():
    written = set(re.findall(r"^# HELP (\S+)", prometheus_text(FULL), re.MULTILINE))
    assert len(written) == 13
    assert set(re.findall(r"^\| `(preserve_\w+)` \|", GUIDE, re.MULTILINE)) == written
    assert set(re.findall(r"preserve_\w+", GUIDE)) == written

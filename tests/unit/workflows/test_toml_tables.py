"""A table is added to preserve.toml or taken out, and every other byte stays."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.errors import CannotDecide, Refused
from preserve.workflows.archive_config import ArchiveConfig
from preserve.workflows.initialize import config_text
from preserve.workflows.toml_tables import quoted, with_table, without_table

AT = ("replicas", "disk")
TEXTS = [
    "",
    "version = 1\n",
    config_text(ArchiveConfig("A", "B")),
    "a = 1\r\n[replicas.other]\r\npath = '/x'\r\n",
    '[replicas.other]\npath = """\n[replicas.disk]\npath = 1\n"""\n',
    "[replicas]\n[replicas.other]\npath = '/x' # said\n# end\n",
    "[[list]]\na = [\n[1],\n]\n",
    "x = 1 # no end of line",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_added_can_be_taken_out_again(text):
    data = text.encode()
    made = with_table(data, AT, {"path": '/a b"\\'})
    assert made.startswith(data)
    assert tomllib.loads(made.decode())["replicas"]["disk"] == {"path": '/a b"\\'}
    assert without_table(made, AT).rstrip() == data.rstrip()
    if not data or data.endswith(b"\n"):
        assert without_table(made, AT) == data


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_every_text_can_be_quoted(text):
    assert tomllib.loads(f"a = {quoted(text)}") == {"a": text}


@given(
    st.lists(st.sampled_from(["a", "b", "c"]), unique=True, min_size=1),
    st.lists(st.sampled_from(["# said\n", "\n", "[[x]]\n", "y = '''\n[replicas.a]\n'''\n"])),
)
def test_tables_come_and_go_in_any_order(names, between):
    data = b"version = 1\n"
    for name, text in zip(names, [*between, "", "", ""], strict=False):
        data = with_table(data, ("replicas", name), {"path": f"/{name}"})
        if not text.startswith(("[[", "y")) or text.encode() not in data:
            data += text.encode()
    for name in names:
        before = tomllib.loads(data.decode())
        gone = before["replicas"].pop(name)
        after = tomllib.loads(without_table(data, ("replicas", name)).decode())
        assert {**after, "replicas": after.get("replicas", {})} == before, gone


def test_what_others_wrote_around_a_table_stays():
    text = "a = 1\n\n# mine\n[replicas.disk]\npath = '/x'\n\n# about the policy\n[policy]\ncopies = 2\n"
    left = without_table(text.encode(), AT).decode()
    assert left == "a = 1\n\n# mine\n\n# about the policy\n[policy]\ncopies = 2\n"


@pytest.mark.parametrize(
    "text", ["replicas = { other = { path = '/x' } }\n", "replicas = 1\n", "[replicas.disk]\n"]
)
def test_what_cannot_be_added_is_told_with_its_lines(text):
    with pytest.raises(Refused) as told:
        with_table(text.encode(), AT, {"path": "/y"})
    assert "[replicas.disk]; path = " in told.value.remedy


def test_what_cannot_be_told_apart_stays():
    with pytest.raises(Refused):
        without_table(b"replicas = { disk = { path = '/x' }, b = { path = '/y' } }\n", AT)
    assert without_table(b"a = 1\n", AT) == b"a = 1\n"


def test_no_toml_is_told():
    for change in (lambda: with_table(b"\xff", AT, {}), lambda: without_table(b"=", AT)):
        with pytest.raises(CannotDecide):
            change()

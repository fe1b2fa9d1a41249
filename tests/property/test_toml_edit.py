"""An edit changes one table and nothing else: over every spelling that TOML has."""

import difflib
import tomllib

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from preserve.workflows.toml_edit import CannotEdit, quoted, with_table, without_table
from tests.property.test_toml_lines import documents, is_toml

PATH = ("partners", "city")
KEYS = ("contact", "inbox", "profiles")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.dictionaries(
    st.sampled_from(KEYS), TEXTS | st.lists(TEXTS, max_size=3).map(tuple), max_size=3
)
OWN = st.sampled_from(
    [
        "",
        "[partners]\n",
        "[partners.city]\n",
        '[partners.city] # call first\ncontact = "a" # b\n# a remark\nother = """\ninbox = 1\n"""\n',
        "[ partners . 'city' ]\ninbox = 'x'",
        '[partners.city]\nprofiles = [ # one\n  "a",\n]\n\n[partners.city.more]\nx = nan\n',
        "[partners.citya]\n[partners.cit]\n",
        "[partners]\ncity = {inbox = 'x', more = 1}\n",
        "[partners]\ncity.inbox = 'x'\n",
        "partners = {city = {}}\n",
        "partners = {}\n",
        "partners.city.contact = 'x'\n",
        "[[partners]]\n",
        "[partners]\ncity = 3\n",
        "[[partners.city]]\n",
        "[partners.city]\n  inbox = 'x'\n  [partners.city.a]\n  [[partners.city.b]]\n",
    ]
)


@st.composite
def configs(draw):
    """A TOML text with something of its own before, after and around the table."""
    before, own, after = draw(documents()), draw(OWN), draw(documents())
    text = draw(st.sampled_from([own, f"{before}\n{own}", f"{before}\n{own}\n{after}", before]))
    if draw(st.booleans()):
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return text


def changed_lines(before, after):
    pairs = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line for line in pairs if line[0] in "+-"]


def plain(values):
    return {key: value if isinstance(value, str) else list(value) for key, value in values.items()}


def told(text, *, without):
    """What a text says, as something that can be compared, one table left out."""
    document = tomllib.loads(text)
    table = document.get("partners")
    if isinstance(table, dict):
        table.pop(without, None)
        if not table:
            del document["partners"]
    return repr(document)


@settings(max_examples=500, deadline=None)
@given(configs().filter(is_toml), VALUES)
def test_a_table_says_what_it_should_and_nothing_else_changes(text, values):
    try:
        edited = with_table(text, PATH, values)
    except CannotEdit:
        return
    table = tomllib.loads(edited)["partners"]["city"]
    assert {key: table[key] for key in values} == plain(values)
    before = tomllib.loads(text).get("partners", {}).get("city", {})
    assert repr({**before, **plain(values)}.keys() ^ table.keys()) == "set()"
    assert told(edited, without="city") == told(text, without="city")
    assert with_table(edited, PATH, values) == edited
    comments = [line for line in text.splitlines() if line.lstrip().startswith("# ")]
    assert [line for line in comments if line not in edited.splitlines()] == []


@settings(max_examples=300, deadline=None)
@given(documents().filter(is_toml), VALUES)
def test_a_new_table_comes_last_and_goes_without_a_trace(text, values):
    assume("partners" not in tomllib.loads(text))
    edited = with_table(text, PATH, values)
    assert edited.startswith(text)
    again = without_table(edited, PATH)
    assert again in {text, text + "\n", text + "\r\n"}


@settings(max_examples=500, deadline=None)
@given(configs().filter(is_toml))
def test_a_table_that_is_taken_out_takes_nothing_with_it(text):
    try:
        edited = without_table(text, PATH)
    except CannotEdit:
        return
    partners = tomllib.loads(edited).get("partners", {})
    assert not isinstance(partners, dict) or "city" not in partners
    assert told(edited, without="city") == told(text, without="city")
    assert all(line[0] == "-" for line in changed_lines(text, edited))
    assert without_table(edited, PATH) == edited


@given(TEXTS)
def test_what_is_quoted_is_read_as_it_was(text):
    assert tomllib.loads(f"key = {quoted(text)}")["key"] == text

"""A line that is named holds the key: for every spelling that TOML has."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.workflows.toml_lines import lines_of_keys

COMMENTS = st.sampled_from(["", "", " # every_days = 1", ' # """', " # ]", "  "])
SCALARS = st.sampled_from(
    [
        "1",
        "-0.5",
        "true",
        "1979-05-27 07:32:00",
        "inf",
        '"a # b"',
        r'"\" = ] }"',
        "'it''",
        "'C:\\dir'",
        '"""one\nevery_days = 2\n""two"""',
        '"""a\\\n   b\\""""""',
        "'''raw\n[policy]\n'x'''",
        '""',
        "''",
        '""""""',
    ]
)
KEYS = st.sampled_from(
    ["a", "every_days", '"q u"', '"a.b"', r'"\u00e9"', "'li#t'", "1", "-", '"]"', '""']
)
SPACES = st.sampled_from(["", " ", "\t"])
BREAKS = st.sampled_from(["", "\n", " # note ]\n", "\n\n"])


@st.composite
def inline(draw, depth=2):
    kind = draw(st.sampled_from("sssat" if depth else "s"))
    if kind == "s":
        return draw(SCALARS)
    if kind == "a":
        parts = draw(st.lists(inline(depth - 1), max_size=3))
        return "[" + ",".join(f"{draw(BREAKS)}{part}{draw(BREAKS)}" for part in parts) + "]"
    keys = draw(st.lists(KEYS, max_size=3, unique=True))
    return "{" + ",".join(f"{draw(SPACES)}{key} = {draw(inline(depth - 1))}" for key in keys) + "}"


@st.composite
def documents(draw):
    lines = []
    for _ in range(draw(st.integers(0, 7))):
        dotted = f"{draw(SPACES)}.{draw(SPACES)}".join(draw(st.lists(KEYS, min_size=1, max_size=3)))
        kind = draw(st.sampled_from(["pair", "pair", "pair", "table", "array"]))
        if kind == "pair":
            line = f"{draw(SPACES)}{dotted}{draw(SPACES)}={draw(SPACES)}{draw(inline())}"
        elif kind == "table":
            line = f"[{draw(SPACES)}{dotted}{draw(SPACES)}]"
        else:
            line = f"[[{dotted}]]"
        lines.append(line + draw(COMMENTS))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


def is_toml(text):
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


def names(line):
    """Every key that a line could hold, as its text."""
    spellings = ["a", "every_days", "q u", "a.b", "é", "li#t", "1", "-", "]", ""]
    return {name for name in spellings if name in line or (name == "é" and "\\u00e9" in line)}


def written(document):
    for key, value in document.items():
        yield (key,)
        yield from ((key, *path) for path in deeper(value))


def deeper(value):
    if isinstance(value, dict):
        yield from written(value)
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from ((place, *path) for path in deeper(one))


@settings(max_examples=600, deadline=None)
@given(documents().filter(is_toml))
def test_every_key_has_its_line_and_the_line_has_the_key(text):
    lines = lines_of_keys(text)
    assert set(lines) == set(written(tomllib.loads(text)))
    shown = text.split("\n")
    for path, line in lines.items():
        assert str(path[-1]) in names(shown[line - 1])


@settings(max_examples=300, deadline=None)
@given(documents().filter(is_toml), st.integers(0, 20))
def test_a_key_is_found_wherever_it_stands(text, place):
    # A key of its own name, put between whole statements: its line is known beforehand.
    before = text + "\n[policy]\n" + "\n" * place
    whole = before + 'the_one = """\nthe_one = 3\n"""\n'
    if is_toml(whole):
        assert lines_of_keys(whole)["policy", "the_one"] == before.count("\n") + 1


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab=[]{}\"'.,#\n\\ 1", max_size=40))
def test_no_text_makes_it_stumble(text):
    lines = lines_of_keys(text)
    if is_toml(text):
        assert set(lines) == set(written(tomllib.loads(text)))
    else:
        assert lines == {}

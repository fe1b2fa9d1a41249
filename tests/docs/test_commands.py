"""Every command and option is documented, and no page names one that is not there."""

import re
import shlex

import pytest

from scripts.write_docs import commands, option_names
from tests.docs.documents import CHECKOUT, NAMES, command_lines, text_of

COMMANDS = dict(commands())
# Every program's, and not worth a line in each table.
EVERYWHERE = {"--help", "-h"}
OPTIONS_OF_OTHERS = {"--check"}
WRITTEN = [name for name in NAMES if not name.startswith("docs/reference/")]


def test_there_are_commands():
    assert {"preserve audit", "preserve ledger verify", "preserve demo"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_section_with_options_and_exit_codes(name):
    sections = re.split(r"^## ", text_of("docs/reference/commands.md"), flags=re.MULTILINE)
    (section,) = [each for each in sections if each.startswith(f"`{name}`\n")]
    for option in option_names(COMMANDS[name]) - EVERYWHERE:
        assert re.search(rf"`[^`]*{re.escape(option)}\b", section), option
    if not hasattr(COMMANDS[name], "commands"):
        assert "Exit codes:" in section


@pytest.mark.parametrize("name", [each for each in COMMANDS if " " in each])
def test_every_command_occurs_in_a_page_that_somebody_wrote(name):
    assert any(f"{name.removeprefix('preserve ')}" in text_of(page) for page in WRITTEN)


def invocations(line):
    """Yield the words of each `preserve ...` in a line of shell."""
    try:
        words = list(shlex.shlex(line, posix=True, punctuation_chars=True))
    except ValueError:
        return
    while "preserve" in words:
        words = words[words.index("preserve") + 1 :]
        ends = [words.index(mark) for mark in (";", "|", "||", "&&", ">", ")") if mark in words]
        yield words[: min(ends, default=len(words))]


def default_of(command):
    """Return the subcommand that a group means where none is named, or None."""
    return getattr(command, "default", None)


def resolved(words):
    """Return the command that some words mean, and the options they give."""
    name, options, rest = "preserve", set(), list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("-"):
            options.add(word)
            if word == "--archive":
                rest = rest[1:]
        elif f"{name} {word}" in COMMANDS:
            name = f"{name} {word}"
        elif f"{name} {default_of(COMMANDS[name])}" in COMMANDS:
            name = f"{name} {default_of(COMMANDS[name])}"
        elif hasattr(COMMANDS[name], "commands") and not word.isupper():
            return None, options
    return name, options


@pytest.mark.parametrize("page", NAMES)
def test_pages_name_only_commands_and_options_that_exist(page):
    for line in command_lines(page):
        for words in invocations(line):
            if words and words[0].startswith("-toolkit"):
                continue
            name, options = resolved(words)
            assert name is not None, line
            known = option_names(COMMANDS[name]) | option_names(COMMANDS["preserve"])
            assert options <= known, line


@pytest.mark.parametrize("page", WRITTEN)
def test_options_named_alone_exist(page):
    known = set().union(*map(option_names, COMMANDS.values())) | OPTIONS_OF_OTHERS
    for line in command_lines(page):
        if line.startswith("--"):
            assert line.split()[0].rstrip(",.") in known, line


@pytest.mark.parametrize("page", WRITTEN)
def test_scripts_that_pages_name_exist(page):
    for script in re.findall(r"\bscripts/[a-z][a-z_.-]*[a-z]", text_of(page)):
        assert (CHECKOUT / script).is_file(), script


def test_the_check_sees_what_is_not_there():
    assert resolved(["frobnicate"])[0] is None
    name, options = resolved(["--archive", "A", "audit", "--frobnicate"])
    assert name == "preserve audit"
    assert not options <= option_names(COMMANDS[name]) | {"--archive"}
    assert list(invocations("cd x && preserve audit --json | head")) == [["audit", "--json"]]

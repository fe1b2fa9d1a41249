"""Whatever a path is made of, each schedule runs exactly the command it was made for.

The files are read back by parsers that share nothing with the writer: the rules of systemd and of
cron as their sources have them, /bin/sh itself, plistlib, ElementTree, and the C run time's rules
for a command line of Windows.
"""

import json
import os
import plistlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from preserve.errors import CannotDecide
from preserve.report.schedule_files import (
    Job,
    Scheduler,
    cron_word,
    read_marker,
    schedule_files,
    systemd_word,
    windows_word,
)

NASTY = " \t'\"%$\\;#&|<>()[]{}*?!~^`=:,@é–\u202e\u0085\xa0\U0001f600\x01\x1b\x7f\r"
PATHS = st.text(
    st.one_of(st.sampled_from(NASTY + "ab/."), st.characters(exclude_categories=["Cs"])),
    max_size=30,
).map(lambda text: "/" + text.replace("\0", ""))
EXAMPLES = [
    "/a b", "/100%", "/%h%n", "/a\\%b", "/a\\\\%b", "/a\\", "/$HOME", "/${HOME}", "/$$", "/a$(id)`id`",
    "/;", "/a;b # c", '/"', "/'", "/a\"b'c", "/&lt;<>&]]>", "/тест/é", "/a\tb", "/~/!x", "/x\\n",
]  # fmt: skip


def every_example(function):
    for path in EXAMPLES:
        function = example(path)(function)
    return function


def job(archive, python="/opt/venv/bin/python", **more):
    return Job("preserve-audit-0123abcd-456789", archive, python, "02:05", **more)


def attempt(scheduler, made):
    """Return the files, or else why there are none."""
    try:
        return schedule_files(scheduler, made), ""
    except CannotDecide as refused:
        return (), refused.message


def expected(made):
    return [made.python, "-m", "preserve", "--archive", made.archive, "audit", "--due"]


def by_systemd(line):  # noqa: PLR0912 - the loop as systemd has it
    """Split a command line as extract_first_word() of systemd does, then expand as it does."""
    escapes = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
               "\\": "\\", '"': '"', "'": "'", "s": " "}  # fmt: skip
    words, at = [], 0
    while at < len(line):
        if line[at] in " \t":
            at += 1
            continue
        word, quote = "", None
        while at < len(line):
            c = line[at]
            if quote is None and c in " \t":
                break
            if c in "\"'" and quote in {None, c}:
                quote = None if quote else c
            elif c == "\\":
                at += 1
                if line[at] == "x":
                    word += chr(int(line[at + 1 : at + 3], 16))
                    at += 2
                else:
                    word += escapes[line[at]]
            else:
                word += c
            at += 1
        assert quote is None
        words.append(word)
    return [variables(specifiers(word)) for word in words]


def specifiers(word):
    parts = re.findall(r"%(.)|([^%]+|%)", word, re.DOTALL)
    assert all(spec in {"", "%"} for spec, _ in parts), word
    return "".join(spec or text for spec, text in parts)


def variables(word):
    """`$$` is a dollar; any other `$` would be a variable, and there must be none."""
    rest = word.replace("$$", "")
    assert "$" not in rest, word
    return word.replace("$$", "$")


@every_example
@example("/line\nbreak")
@given(PATHS)
@settings(max_examples=300, deadline=None)
@pytest.mark.parametrize("scheduler", [Scheduler.SYSTEMD_USER, Scheduler.SYSTEMD_SYSTEM])
def test_systemd(scheduler, archive):
    made = job(archive)
    files, refusal = attempt(scheduler, made)
    if refusal:
        assert "no text in UTF-8" in refusal
        assert re.search("[\ufdd0-\ufdef]|[\ufffe\uffff]", archive) or any(
            ord(c) & 0xFFFE == 0xFFFE for c in archive
        )
        return
    service, timer = files
    lines = service.data.decode().split("\n")
    assert not any(line.endswith("\\") for line in lines)  # would go on in the next line
    (line,) = [line for line in lines if line.startswith("ExecStart=")]
    assert by_systemd(line.removeprefix("ExecStart=")) == expected(made)
    keys = {line.partition("=")[0] for line in lines if line and line[0] not in "#["}
    assert keys >= {"Description", "Type", "ExecStart", "Nice", "IOSchedulingClass"}
    assert keys <= {"Description", "Type", "ExecStart", "Nice", "IOSchedulingClass",
                    "TimeoutStartSec", "ProtectSystem", "ProtectControlGroups"}  # fmt: skip
    for file in (service, timer):
        marked = read_marker(file.data)
        assert (marked.name, marked.archive, marked.python, marked.at) == (
            made.name, archive, made.python, "02:05",
        )  # fmt: skip


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_word_of_systemd_is_one_word(text):
    assert by_systemd(systemd_word(text)) == [text]


def after_cron(command):
    """Return what the shell is given: cron's own loop over the line (do_command.c)."""
    out, escaped = [], False
    for c in command:
        if escaped:
            if c == "%":
                out.pop()
            out.append(c)
            escaped = False
            continue
        if c == "%":
            return "".join(out)  # the rest would be its input
        escaped = c == "\\"
        out.append(c)
    return "".join(out)


TELL = "import json, os, sys; sys.stdout.write(json.dumps([os.fsencode(a).hex() for a in sys.argv[1:]]))"


def by_shell(line):
    shown = f"{sys.executable} -I -c {cron_word(TELL)} {after_cron(line)}"
    done = subprocess.run(
        [b"/bin/sh", b"-c", os.fsencode(shown)], capture_output=True, check=True, timeout=600
    )
    return [os.fsdecode(bytes.fromhex(each)) for each in json.loads(done.stdout)]


@every_example
@given(PATHS)
@settings(max_examples=40, deadline=None)
def test_cron(archive):
    made = job(archive, gently=("/usr/bin/nice", "-n", "19"))
    files, refusal = attempt(Scheduler.CRON, made)
    if refusal:
        assert "newline" in refusal
        assert "\n" in archive
        return
    (file,) = files
    begin, mark, line, end, rest = file.data.decode("utf-8", "surrogateescape").split("\n")
    assert begin.startswith(f"# BEGIN {made.name}:")
    assert end == f"# END {made.name}"
    assert rest == ""
    assert read_marker(f"{mark}\n".encode()).archive == archive
    fields = line.split(" ", 5)
    assert fields[:5] == ["5", "2", "*", "*", "*"]
    inner = re.fullmatch(
        r"found=\$\((.*) 2>&1\) \|\| printf \\%s \"\$found\"", fields[5], re.DOTALL
    )
    words = inner.group(1)
    assert by_shell(words) == ["/usr/bin/nice", "-n", "19", *expected(made)]


@pytest.mark.parametrize("path", [*EXAMPLES, "/\udcff\udc80 %"])
def test_cron_lines_mean_the_same_to_a_cron_without_percent_signs(path):
    shown = f"{sys.executable} -I -c {cron_word(TELL)} {cron_word(path)}"
    done = subprocess.run([b"/bin/sh", b"-c", os.fsencode(shown)], capture_output=True, check=True)
    assert [os.fsdecode(bytes.fromhex(each)) for each in json.loads(done.stdout)] == [path]


@pytest.mark.parametrize("exit_code", [0, 1, 3])
def test_cron_says_something_only_when_something_is_wrong(tmp_path, exit_code):
    python = tmp_path / "it's 100%\\%" / "python"
    python.parent.mkdir()
    python.write_text(
        f'#!/bin/sh\necho "said $4"\nprintf "%s\\n" "and \\\\c %s" >&2\nexit {exit_code}\n'
    )
    python.chmod(0o755)
    (file,) = schedule_files(Scheduler.CRON, job("/a b%c", str(python)))
    line = file.data.decode().split("\n")[2].split(" ", 5)[5]
    done = subprocess.run(
        ["/bin/sh", "-c", after_cron(line)], capture_output=True, check=False, timeout=600
    )
    assert done.stderr == b""
    assert done.stdout == (b"" if exit_code == 0 else b"said /a b%c\nand \\c %s")


@every_example
@example("/line\nbreak")
@given(PATHS)
@settings(max_examples=300, deadline=None)
def test_launchd(archive):
    made = job(archive)
    files, refusal = attempt(Scheduler.LAUNCHD, made)
    if refusal:
        assert "control characters" in refusal or "UTF-8" in refusal
        return
    (file,) = files
    plist = plistlib.loads(file.data)
    assert plist["ProgramArguments"] == expected(made)
    assert plist["StartCalendarInterval"] == {"Hour": 2, "Minute": 5}
    assert (plist["LowPriorityIO"], plist["ProcessType"]) == (True, "Background")
    assert plist["Label"] == made.name


def by_windows(line):  # noqa: PLR0912 - the loop as it is described
    """Split a command line as CommandLineToArgvW does, the program left out."""
    words, at = [], 0
    while at < len(line):
        while at < len(line) and line[at] in " \t":
            at += 1
        if at == len(line):
            break
        word, is_quoted = "", False
        while at < len(line) and (is_quoted or line[at] not in " \t"):
            slashes = re.match(r"\\*", line[at:]).group()
            at += len(slashes)
            if at < len(line) and line[at] == '"':
                word += "\\" * (len(slashes) // 2)
                if len(slashes) % 2:
                    word += '"'
                else:
                    is_quoted = not is_quoted
                at += 1
            elif slashes:
                word += slashes
            else:
                word += line[at]
                at += 1
        words.append(word)
    return words


TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@every_example
@given(PATHS)
@settings(max_examples=300, deadline=None)
def test_windows(archive):
    made = job(archive, r"C:\Program Files\Python & Co\python.exe")
    files, refusal = attempt(Scheduler.WINDOWS, made)
    if refusal:
        assert re.search(r"[\x00-\x1f]|%[^%]+%|\$\(", archive) or "UTF-8" in refusal
        return
    (file,) = files
    assert file.data.startswith(b"\xff\xfe")
    root = ET.fromstring(file.data)
    (action,) = root.iter(f"{TASK}Exec")
    assert action.findtext(f"{TASK}Command") == made.python
    assert by_windows(action.findtext(f"{TASK}Arguments")) == expected(made)[1:]
    told = {each.tag.removeprefix(TASK): each.text for each in root.iter()}
    assert told["StartWhenAvailable"] == "true"
    assert told["Priority"] == "9"
    assert told["StartBoundary"].endswith("T02:05:00")
    assert told["URI"] == f"\\{made.name}"


@given(st.lists(st.text('ab \\"', max_size=8), max_size=4))
def test_words_of_windows_are_what_the_standard_library_writes(words):
    line = " ".join(map(windows_word, words))
    assert by_windows(line) == words
    assert by_windows(subprocess.list2cmdline(words)) == words

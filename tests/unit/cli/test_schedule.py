"""`preserve schedule` as a person runs it: from an environment of its own, with fake programs."""

import json
import os
import plistlib
import shlex
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.support.archives import Clock, new_archive
from tests.support.commands import CHECKOUT, Ran

CRONTAB = """#!/bin/sh
# Keeps the crontab in a file, as the real one does.
test -n "$CRONTAB_FAILS" && {{ echo "crontab: $CRONTAB_FAILS" >&2; exit 1; }}
case "$1" in
  -l) test -f {store} || {{ echo "no crontab for librarian" >&2; exit 1; }}; cat {store} ;;
  -) cat > {store} ;;
esac
"""
SYSTEMCTL = """#!/bin/sh
echo "$*" >> {log}
test -n "$SYSTEMCTL_FAILS" && {{ echo "$SYSTEMCTL_FAILS" >&2; exit 1; }}
case "$*" in
  *show*) printf 'ActiveState=active\\nNextElapseUSecRealtime=Sun 2026-11-22 02:00:00 UTC\\n' ;;
esac
"""


class Desk:
    """An environment with preserve in it, a home, an archive, and programs that keep time."""

    def __init__(self, place: Path):
        self.place = place
        self.python = place / "a venv" / "bin" / "python"
        venv.create(place / "a venv", symlinks=True)
        (site,) = (place / "a venv" / "lib").glob("python3*/site-packages")
        site.joinpath("here.pth").write_text(f"{CHECKOUT}\n{sysconfig.get_path('purelib')}\n")
        self.archive = place / "my archive's 100%"
        new_archive(self.archive, Clock())
        self.store, self.log = place / "crontab", place / "log"
        (place / "programs").mkdir()
        for name, text in (("crontab", CRONTAB), ("systemctl", SYSTEMCTL)):
            program = place / "programs" / name
            words = {"store": shlex.quote(str(self.store)), "log": shlex.quote(str(self.log))}
            program.write_text(text.format(**words))
            program.chmod(0o755)

    def run(self, *arguments, **env):
        path = f"{self.place / 'programs'}:{os.defpath}"
        done = subprocess.run(
            [self.python, "-m", "preserve", "--archive", self.archive, "schedule", *arguments],
            cwd=self.place,
            env={"PATH": path, "HOME": str(self.place / "home"), "LANG": "C.UTF-8"} | env,
            capture_output=True,
            timeout=600,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    @property
    def units(self):
        return self.place / "home" / ".config" / "systemd" / "user"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(made):
    yield made
    made.run("remove")
    for path in (made.store, made.log):
        path.unlink(missing_ok=True)


def test_systemd_from_install_to_remove(desk):
    ran = desk.run("install", "--systemd-user", "--at", "03:15")
    assert (ran.code, ran.err) == (0, "")
    service, timer = sorted(desk.units.iterdir())
    for words in (f"Wrote {service}: ", f"Wrote {timer}: ", "loginctl enable-linger", "To undo it"):
        assert words in ran.out
    # The interpreter of the environment, not what it is a link to: only that one finds preserve.
    assert f'ExecStart="{desk.python}" "-m"' in service.read_text()
    assert "OnCalendar=*-*-* 03:15:00" in timer.read_text()
    shown = desk.run("show")
    assert (shown.code, shown.err) == (0, "")
    assert "next run  Sun 2026-11-22 02:00:00 UTC" in shown.out
    assert str(timer) in shown.out
    gone = desk.run("remove")
    assert gone.code == 0
    assert f"Removed: {timer}" in gone.out
    assert list(desk.units.iterdir()) == []
    name = timer.name
    asked = "LoadState,ActiveState,NextElapseUSecRealtime,LastTriggerUSec"
    assert desk.log.read_text().splitlines() == [
        "--user --no-ask-password daemon-reload",
        f"--user --no-ask-password enable {name}",
        f"--user --no-ask-password restart {name}",
        *[f"--user --no-ask-password show {name} --property={asked}"] * 2,
        f"--user --no-ask-password disable --now {name}",
        "--user --no-ask-password daemon-reload",
    ]  # fmt: skip


def test_the_undo_lines_are_a_shell_that_undoes(desk):
    ran = desk.run("install", "--systemd-user", "--json")
    document = json.loads(ran.out)
    assert document["is_installed"] is True
    assert len(list(desk.units.iterdir())) == 2
    subprocess.run(
        "\n".join(["set -e", *document["undo"]]),
        shell=True, check=True, env={"PATH": f"{desk.place / 'programs'}:{os.defpath}"},
    )  # fmt: skip
    assert list(desk.units.iterdir()) == []


def test_cron_from_install_to_remove(desk):
    desk.store.write_bytes(b"# mine \xff\n0 1 * * * mine 100\\%\n")
    ran = desk.run("install", "--cron")
    assert (ran.code, ran.err) == (0, "")
    assert "Wrote your crontab: " in ran.out
    text = desk.store.read_bytes()
    assert text.startswith(b"# mine \xff\n0 1 * * * mine 100\\%\n# BEGIN preserve-audit-")
    assert desk.run("install", "--cron").code == 0
    assert desk.store.read_bytes() == text
    assert desk.run("show").code == 0
    assert desk.run("remove").code == 0
    assert desk.store.read_bytes() == b"# mine \xff\n0 1 * * * mine 100\\%\n"


def test_the_line_runs_this_preserve_on_this_archive(desk):
    assert desk.run("install", "--cron").code == 0
    line = desk.store.read_text().splitlines()[2].split(" ", 5)[5]
    line = line.replace("audit --due", "status --json").replace("\\%", "%")
    line = line.replace("2>&1)", '2>&1); echo $?; echo "$found"; false')
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd="/", env={"PATH": os.defpath}, capture_output=True, check=False
    )
    code, document, *_ = done.stdout.decode().splitlines()
    assert code == str(json.loads(document)["exit_code"]), done.stdout


@pytest.mark.parametrize(
    ("arguments", "env", "words"),
    [
        (["install", "--systemd-user"], {"SYSTEMCTL_FAILS": "Failed to connect to bus"}, "to bus"),
        (["install", "--cron"], {"CRONTAB_FAILS": "not allowed"}, "not allowed"),
        (["install", "--systemd-user"], {"PATH": "/nowhere"}, "cannot be run"),
        (["install", "--cron"], {"PATH": "/nowhere"}, "cannot be run"),
        (["show"], {"CRONTAB_FAILS": "not allowed"}, "not allowed"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_failures_are_told_and_leave_nothing(desk, arguments, env, words, as_json):
    ran = desk.run(*arguments, *(["--json"] if as_json else []), **env)
    assert ran.code == 3
    assert ran.err.startswith("preserve: FIX-056 ")
    assert words in ran.err
    assert "Traceback" not in ran.err
    if as_json:
        assert json.loads(ran.out)["exit_code"] == 3
    assert not desk.store.exists()
    assert not desk.units.exists() or list(desk.units.iterdir()) == []


def test_nothing_in_place(desk):
    ran = desk.run("show", "--json")
    document = json.loads(ran.out)
    assert ran.code == document["exit_code"] == 1
    assert document["schedules"] == []
    assert [found["code"] for found in document["findings"]] == ["FIX-061"]
    assert desk.run("remove").out == "Nothing was in place.\n"
    assert json.loads(desk.run("remove", "--json").out)["removed"] == []


KINDS = ["--systemd-user", "--systemd-system", "--cron", "--launchd", "--windows"]


@pytest.mark.parametrize("kind", KINDS)
def test_written_to_a_directory_and_shown(desk, tmp_path, kind):
    ran = desk.run("install", kind, "--to", str(tmp_path / "out"), "--json")
    document = json.loads(ran.out)
    assert (ran.code, document["is_installed"]) == (0, False)
    assert document["load"]
    assert document["undo"]
    written = {each["path"]: Path(each["path"]).read_bytes() for each in document["files"]}
    assert {str(path) for path in (tmp_path / "out").iterdir()} == set(written)
    told = desk.run("install", kind, "--to", str(tmp_path / "out")).out
    assert "Nothing runs by itself yet." in told
    shown = json.loads(desk.run("install", kind, "--print", "--json").out)
    assert [each["purpose"] for each in shown["files"]] == [
        each["purpose"] for each in document["files"]
    ]
    for each, data in zip(shown["files"], written.values(), strict=True):
        expected = (
            data.decode("utf-16").replace("\r\n", "\n") if kind == "--windows" else data.decode()
        )
        assert each["text"] == expected
    assert desk.run("install", kind, "--print").out.endswith("\nNothing was written.\n")
    assert not desk.log.exists()
    if kind == "--launchd":
        (data,) = written.values()
        assert plistlib.loads(data)["ProgramArguments"][4] == str(desk.archive)


@pytest.mark.parametrize(
    "arguments",
    [
        ["install", "--cron", "--launchd"],
        ["install", "--windows"],
        ["install", "--launchd"],
        ["install", "--cron", "--at", "25:00"],
        ["install", "--frobnicate"],
        ["frobnicate"],
    ],
)
def test_what_cannot_be_meant(desk, arguments):
    ran = desk.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_a_preserve_that_is_only_found_from_here_is_not_scheduled(desk, tmp_path):
    venv.create(tmp_path / "bare", symlinks=True)
    done = subprocess.run(
        [tmp_path / "bare/bin/python", *["-m", "preserve", "schedule", "install", "--cron"]],
        cwd=CHECKOUT,
        env={
            "PATH": f"{desk.place / 'programs'}:{os.defpath}",
            "PRESERVE_ARCHIVE": str(desk.archive),
            "PYTHONPATH": f"{CHECKOUT}:{sysconfig.get_path('purelib')}",
        },
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 3
    assert b"No module named preserve" in done.stderr
    assert not desk.store.exists()

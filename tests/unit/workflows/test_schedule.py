"""Schedules: put in place whole or not at all, told truly, taken away without a trace."""

import os
import plistlib
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field, replace

import pytest

from preserve.errors import CannotDecide, NoArchive, Refused, UsageProblem
from preserve.report.schedule_files import Job, Scheduler, schedule_files
from preserve.workflows.archive import open_archive
from preserve.workflows.programs import Ran
from preserve.workflows.schedule import Machine, install, job_for, planned, remove, show, write_to
from preserve.workflows.schedule_cron import without_block
from tests.support.archives import Clock, new_archive

PYTHON = "/bin/sh"  # something that can be run
USER, SYSTEM, CRON = Scheduler.SYSTEMD_USER, Scheduler.SYSTEMD_SYSTEM, Scheduler.CRON
MISSING = Ran(None, b"", b"it cannot be run (No such file or directory)")


@dataclass
class Fake:
    """A machine with systemd and cron in memory; `failing` maps the first words to an answer."""

    crontab: bytes | None = None
    timers: set = field(default_factory=set)
    failing: dict = field(default_factory=dict)
    calls: list = field(default_factory=list)

    def __call__(self, arguments, stdin, _seconds):
        words = [word for word in arguments if word not in {"--user", "--no-ask-password"}]
        self.calls.append(words)
        for first, answer in self.failing.items():
            if " ".join(words).startswith(first):
                return answer
        if words[0] == "crontab":
            return self.cron(words[1], stdin)
        if words[0] == "systemctl":
            return self.systemctl(words)
        return Ran(0, b"preserve 1\n", b"")

    def cron(self, word, stdin):
        if word == "-l" and self.crontab is None:
            return Ran(1, b"", b"no crontab for librarian\n")
        if word == "-":
            self.crontab = stdin
        return Ran(0, self.crontab if word == "-l" else b"", b"")

    def systemctl(self, words):
        if words[1] in {"enable", "restart"}:
            self.timers.add(words[2])
        if words[1] == "disable":
            self.timers.discard(words[3])
        if words[1] != "show":
            return Ran(0, b"", b"")
        state = "active" if words[2] in self.timers else "inactive"
        next_run = "Sun 2026-11-22 02:00:00 UTC" if state == "active" else ""
        told = f"LoadState=loaded\nActiveState={state}\nNextElapseUSecRealtime={next_run}\n"
        return Ran(0, f"{told}LastTriggerUSec=n/a\n".encode(), b"")


@pytest.fixture
def place(tmp_path):
    archive = new_archive(tmp_path / "archive", Clock())
    fake = Fake()
    machine = Machine(
        fake, str(tmp_path / "user"), str(tmp_path / "system"), str(tmp_path / "agents")
    )
    return archive, fake, machine, job_for(archive, PYTHON, "02:00")


def listing(machine):
    found = {}
    for directory in (machine.user_units, machine.system_units):
        for name in sorted(os.listdir(directory)) if os.path.isdir(directory) else []:
            with open(f"{directory}/{name}", "rb") as opened:
                found[f"{directory}/{name}"] = opened.read()
    return found


def codes(shown):
    return [found.code for found in shown.findings]


@pytest.mark.parametrize("scheduler", [USER, SYSTEM, CRON])
def test_install_show_and_remove(place, scheduler):
    _, fake, machine, job = place
    assert show(machine, job).exit_code == 1
    assert codes(show(machine, job)) == ["FIX-061"]
    placed = install(machine, scheduler, job)
    assert placed.is_installed
    assert placed.besides == ()
    shown = show(machine, job)
    assert shown.exit_code == 0
    assert shown.findings == ()
    (found,) = shown.schedules
    assert (found.scheduler, found.name, found.is_active) == (scheduler, job.name, True)
    assert (found.marked.archive, found.marked.at) == (job.archive, "02:00")
    assert found.files == placed.paths
    assert found.next_run == (None if scheduler is CRON else "Sun 2026-11-22 02:00:00 UTC")
    assert set(remove(machine, job)) == set(placed.paths)
    assert listing(machine) == {}
    assert fake.timers == set()
    assert not fake.crontab
    assert show(machine, job).exit_code == 1
    assert remove(machine, job) == ()


@pytest.mark.parametrize("scheduler", [USER, SYSTEM, CRON])
def test_a_second_install_replaces_the_first(place, scheduler):
    _, fake, machine, job = place
    install(machine, scheduler, job)
    install(machine, scheduler, replace(job, at="23:59"))
    (found,) = show(machine, job).schedules
    assert found.marked.at == "23:59"
    once = (listing(machine), fake.crontab)
    install(machine, scheduler, replace(job, at="23:59"))
    assert (listing(machine), fake.crontab) == once


def test_systemd_takes_up_the_new_hour(place):
    _, fake, machine, job = place
    install(machine, USER, job)
    calls = [words[1] for words in fake.calls if words[0] == "systemctl"]
    assert calls[:3] == ["daemon-reload", "enable", "restart"]


STEPS = ["systemctl daemon-reload", "systemctl enable", "systemctl restart"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("answer", [MISSING, Ran(1, b"", b"Failed to connect to bus.\n")])
@pytest.mark.parametrize("scheduler", [USER, SYSTEM])
def test_nothing_is_half_installed(place, scheduler, step, answer):
    _, fake, machine, job = place
    fake.failing[step] = answer
    with pytest.raises(CannotDecide) as raised:
        install(machine, scheduler, job)
    assert raised.value.code == "FIX-056"
    assert raised.value.message.endswith(f"{answer.said.rstrip('.')}. All is as it was.")
    assert listing(machine) == {}
    assert fake.timers == set()


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_leaves_the_schedule_that_was_there(place, step):
    _, fake, machine, job = place
    install(machine, USER, job)
    before = listing(machine)
    fake.failing[step] = Ran(1, b"", b"no")
    with pytest.raises(CannotDecide):
        install(machine, USER, replace(job, at="05:00"))
    fake.failing.clear()
    assert listing(machine) == before
    assert show(machine, job).exit_code == 0


def test_a_directory_that_cannot_be_written(place, tmp_path):
    _, _, machine, job = place
    (tmp_path / "user").write_text("a file")
    with pytest.raises(FileExistsError):  # told by the command line
        install(machine, USER, job)
    assert (tmp_path / "user").read_text() == "a file"


@pytest.mark.parametrize("end", [".service", ".timer"])
def test_what_somebody_else_wrote_stays(place, end):
    _, _, machine, job = place
    os.makedirs(machine.user_units)
    path = f"{machine.user_units}/{job.name}{end}"
    with open(path, "w") as opened:
        opened.write("[Unit]\n")
    before = listing(machine)
    for attempt in (lambda: install(machine, USER, job), lambda: remove(machine, job)):
        with pytest.raises(Refused):
            attempt()
        assert listing(machine) == before
    assert codes(show(machine, job)) == ["FIX-061"]


def test_removing_fails_whole(place):
    _, fake, machine, job = place
    install(machine, USER, job)
    before = listing(machine)
    fake.failing["systemctl disable"] = Ran(1, b"", b"Access denied")
    with pytest.raises(CannotDecide, match=r"Access denied\. All is as it was\."):
        remove(machine, job)
    assert listing(machine) == before


def test_one_that_cannot_be_removed_does_not_keep_the_others(place):
    _, fake, machine, job = place
    install(machine, USER, job)
    install(machine, CRON, job)
    fake.failing["systemctl disable"] = Ran(1, b"", b"Access denied")
    with pytest.raises(CannotDecide):
        remove(machine, job)
    assert fake.crontab == b""


# crontab

FOREIGN = [
    b"",
    b"# mine\n\n*/5 * * * * run 100\\% \xff\n",
    b"MAILTO=me@example.org\n0 1 * * * a",
    b"# BEGIN other: written by preserve, down to the END line\n0 1 * * * x\n# END other\n",
    b"\n\n\n",
    b"0 1 * * * a\r\n\tSHELL = '/bin/bash'\n",
]


@pytest.mark.parametrize("foreign", FOREIGN)
def test_other_lines_of_a_crontab_stay_byte_for_byte(place, foreign):
    _, fake, machine, job = place
    fake.crontab = foreign
    kept = foreign if foreign.endswith(b"\n") or not foreign else foreign + b"\n"
    for at in ("02:00", "03:30", "03:30"):
        install(machine, CRON, replace(job, at=at))
        assert fake.crontab.startswith(kept)
        assert fake.crontab.count(b"# BEGIN " + job.name.encode()) == 1
    fake.crontab += b"# added below\n"
    install(machine, CRON, job)
    assert fake.crontab.startswith(kept + b"# added below\n")
    remove(machine, job)
    assert fake.crontab == kept + b"# added below\n"


@pytest.mark.parametrize(
    "answer",
    [
        MISSING,
        Ran(1, b"", b"You (x) are not allowed to use this program (crontab)"),
        Ran(1, b"", b"crontab: can't open 'x': Permission denied"),
        Ran(1, b"0 1 * * * half", b"read error"),
    ],
)
def test_a_crontab_that_cannot_be_read_is_not_overwritten(place, answer):
    _, fake, machine, job = place
    fake.crontab = b"0 1 * * * precious\n"
    fake.failing["crontab -l"] = answer
    with pytest.raises(CannotDecide) as raised:
        install(machine, CRON, job)
    assert raised.value.code == "FIX-056"
    assert fake.crontab == b"0 1 * * * precious\n"
    assert ["crontab", "-"] not in fake.calls


def test_no_crontab_yet_in_the_words_of_another_cron(place):
    _, fake, machine, job = place
    fake.failing["crontab -l"] = Ran(1, b"", b"crontab: can't open 'x': No such file or directory")
    with pytest.raises(CannotDecide, match="did not keep"):  # it is never seen again
        install(machine, CRON, job)


@pytest.mark.parametrize("answer", [MISSING, Ran(1, b"", b'"-":1: bad minute\n')])
def test_a_crontab_that_is_not_taken(place, answer):
    _, fake, machine, job = place
    fake.crontab = b"0 1 * * * precious\n"
    fake.failing["crontab -"] = answer
    fake.failing = {"crontab -l": Ran(0, fake.crontab, b""), **fake.failing}
    with pytest.raises(CannotDecide, match=r"Nothing was changed\.") as raised:
        install(machine, CRON, job)
    assert raised.value.code == "FIX-056"


def test_a_crontab_that_forgets_is_put_back(place):
    _, fake, machine, job = place
    fake.failing["crontab -l"] = Ran(0, b"0 1 * * * precious\n", b"")
    with pytest.raises(CannotDecide, match="did not keep"):
        install(machine, CRON, job)
    assert fake.crontab == b"0 1 * * * precious\n"


def test_another_shell_in_the_crontab(place):
    _, fake, machine, job = place
    fake.crontab = b"SHELL=/bin/sh\nSHELL=/usr/bin/fish\n"
    with pytest.raises(CannotDecide, match="/usr/bin/fish"):
        install(machine, CRON, job)
    assert fake.crontab == b"SHELL=/bin/sh\nSHELL=/usr/bin/fish\n"


B = b"# BEGIN n: written by preserve, down to the END line\n"
E = b"# END n\n"


@pytest.mark.parametrize(
    ("crontab", "rest"),
    [
        (b"a\n" + B + b"x\n" + E + b"b\n", b"a\nb\n"),
        (B + E + b"a\n" + B + b"x\n" + E, b"a\n"),
        (b"a\n" + B + b"x\n" + E[:-1], b"a\n"),
        (b"## BEGIN n: written by preserve, down to the END line\n", None),
        (b"# BEGIN nn: written by preserve, down to the END line\n# END nn\n", None),
    ],
)
def test_our_lines_and_no_others(crontab, rest):
    assert without_block(crontab, "n") == (crontab if rest is None else rest)


@pytest.mark.parametrize("crontab", [B + b"x\n", b"x\n" + E, B + b"a\n" + B + b"x\n" + E, E + B])
def test_lines_that_lost_their_end_are_left_alone(crontab):
    with pytest.raises(CannotDecide, match="have lost"):
        without_block(crontab, "n")


def test_a_long_path_is_refused_by_cron(place):
    _, fake, machine, job = place
    with pytest.raises(CannotDecide, match="too short"):
        install(machine, CRON, replace(job, archive="/" + "x" * 1000))
    assert fake.crontab is None


# What show tells


def test_a_stopped_timer_is_told(place):
    _, fake, machine, job = place
    install(machine, USER, job)
    fake.timers.clear()
    shown = show(machine, job)
    assert (codes(shown), shown.exit_code) == (["FIX-061"], 1)
    assert "stopped" in shown.findings[0].message


def test_a_line_that_was_put_out_of_action_is_told(place):
    _, fake, machine, job = place
    install(machine, CRON, job)
    fake.crontab = fake.crontab.replace(b"\n0 2 ", b"\n#0 2 ")
    assert show(machine, job).exit_code == 1


def test_an_interpreter_that_is_gone_is_told(place):
    _, _, machine, job = place
    install(machine, CRON, replace(job, python="/gone/venv/bin/python"))
    shown = show(machine, job)
    assert (codes(shown), shown.exit_code) == (["FIX-061"], 1)
    assert "/gone/venv/bin/python" in shown.findings[0].message


@pytest.mark.parametrize("end", [".service", ".timer"])
def test_half_a_schedule_is_told(place, end):
    _, _, machine, job = place
    install(machine, USER, job)
    os.unlink(f"{machine.user_units}/{job.name}{end}")
    assert show(machine, job).exit_code == 1
    assert remove(machine, job)
    assert listing(machine) == {}


@pytest.mark.parametrize("answer", [MISSING, Ran(1, b"", b"Failed to connect to bus")])
def test_a_system_that_cannot_be_asked_is_told(place, answer):
    _, fake, machine, job = place
    install(machine, USER, job)
    fake.failing["systemctl"] = answer
    shown = show(machine, job)
    assert (codes(shown), shown.exit_code) == (["FIX-056"], 3)


def test_where_nothing_is_and_cron_cannot_be_asked_nobody_knows(place):
    _, fake, machine, job = place
    fake.failing["crontab -l"] = Ran(1, b"", b"not allowed")
    assert show(machine, job).exit_code == 3
    install(machine, USER, job)
    assert show(machine, job).exit_code == 0
    fake.failing["crontab -l"] = MISSING
    assert remove(machine, job)
    assert codes(show(machine, job)) == ["FIX-061"]


def test_two_kinds_at_once_are_told(place):
    _, _, machine, job = place
    install(machine, CRON, job)
    assert install(machine, USER, job).besides == (CRON,)
    assert len(show(machine, job).schedules) == 2


def test_an_agent_of_launchd_is_told(place):
    _, _, machine, job = place
    write_to(machine.launch_agents, machine, Scheduler.LAUNCHD, job)
    shown = show(machine, job)
    assert shown.exit_code == 0
    assert shown.schedules[0].marked == (job.name, job.archive, PYTHON, "02:00")
    with open(shown.schedules[0].files[0], "wb") as opened:
        opened.write(plistlib.dumps({"Label": job.name}))
    assert show(machine, job).exit_code == 1


# Names


def test_archives_and_copies_do_not_collide(place, tmp_path):
    archive, fake, machine, job = place
    shutil.copytree(archive.root, tmp_path / "copy", symlinks=True)
    copy = job_for(open_archive(str(tmp_path / "copy")), PYTHON, "02:00")
    other = job_for(new_archive(tmp_path / "other", Clock()), PYTHON, "02:00")
    assert len({job.name, copy.name, other.name}) == 3
    for each in (job, copy, other):
        for scheduler in (USER, CRON):
            install(machine, scheduler, each)
    shown = show(machine, job)
    assert {each.name for each in shown.schedules} == {job.name}
    assert {each.name for each in shown.others} == {copy.name}
    remove(machine, job)
    assert show(machine, copy).exit_code == show(machine, other).exit_code == 0
    assert len(fake.timers) == 2


def test_a_link_to_an_archive_is_the_same_archive(place, tmp_path):
    archive, _, _, job = place
    (tmp_path / "link").symlink_to(archive.root)
    assert job_for(open_archive(str(tmp_path / "link")), PYTHON, "02:00") == job


def test_an_archive_without_an_id(place):
    archive, _, _, _ = place
    with open(f"{archive.root}/archive-id", "w") as opened:
        opened.write("\n")
    with pytest.raises(NoArchive):
        job_for(archive, PYTHON, "02:00")


@pytest.mark.parametrize(
    "at", ["", "2:00", "24:00", "02:60", "02:00:00", "noon", "٠٢:٠٠", "02:00\n"]
)
def test_a_time_of_day(place, at):
    with pytest.raises(UsageProblem):
        job_for(place[0], PYTHON, at)


@pytest.mark.parametrize("python", ["", "python3"])
def test_an_interpreter_that_nobody_knows(place, python):
    with pytest.raises(CannotDecide):
        job_for(place[0], python, "02:00")


def test_an_interpreter_that_does_not_find_preserve(place):
    _, fake, machine, job = place
    fake.failing[PYTHON] = Ran(1, b"", b"/bin/sh: No module named preserve\n")
    for scheduler in (USER, SYSTEM, CRON):
        with pytest.raises(CannotDecide, match="No module named preserve"):
            install(machine, scheduler, job)
    assert (listing(machine), fake.crontab) == ({}, None)


# Files that are only written


@pytest.mark.parametrize("scheduler", Scheduler)
def test_files_are_written_and_nothing_is_run(place, tmp_path, scheduler):
    _, fake, machine, job = place
    for _ in range(2):
        placed = write_to(str(tmp_path / "new" / "out"), machine, scheduler, job)
        assert not placed.is_installed
        for path, file in zip(placed.paths, schedule_files(scheduler, job), strict=True):
            with open(path, "rb") as opened:
                assert opened.read() == file.data
    assert fake.calls == []
    before = sorted(os.listdir(tmp_path))
    assert planned(machine, scheduler, job, None).files == placed.files
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("scheduler", [Scheduler.LAUNCHD, Scheduler.WINDOWS])
def test_some_are_never_loaded(place, scheduler):
    _, fake, machine, job = place
    with pytest.raises(UsageProblem):
        install(machine, scheduler, job)
    assert fake.calls == []


def test_files_are_not_written_over_others_nor_among_packages(place, tmp_path):
    archive, _, machine, job = place
    (tmp_path / f"{job.name}.plist").write_text("mine")
    with pytest.raises(Refused):
        write_to(str(tmp_path), machine, Scheduler.LAUNCHD, job)
    assert (tmp_path / f"{job.name}.plist").read_text() == "mine"
    with pytest.raises(Refused):
        write_to(f"{archive.root}/bags/schedule", machine, Scheduler.LAUNCHD, job)
    assert os.listdir(f"{archive.root}/bags") == ["archive-id"]


# What the formats refuse


@pytest.mark.parametrize("python", ["/a$b", "/a'b", '/a"b', "/a\\b", "/a\nb", "/a\x7f"])
def test_systemd_runs_no_program_with_such_a_name(place, python):
    _, fake, machine, job = place
    with pytest.raises(CannotDecide, match="no program with such a name") as raised:
        install(machine, USER, replace(job, python=python))
    assert raised.value.code == "FIX-056"
    assert (listing(machine), fake.calls) == ({}, [])


@pytest.mark.parametrize("scheduler", [USER, SYSTEM, Scheduler.LAUNCHD, Scheduler.WINDOWS])
@pytest.mark.parametrize("path", ["/\udcff", "/\ufffe", "/\U0010ffff"])
def test_a_path_that_is_no_text(place, scheduler, path):
    with pytest.raises(CannotDecide):
        schedule_files(scheduler, replace(place[3], archive=path))


@pytest.mark.parametrize("path", ["/a%b%c", "/$(Arg0)", "/a\tb"])
def test_windows_refuses_what_it_would_replace(place, path):
    with pytest.raises(CannotDecide):
        schedule_files(Scheduler.WINDOWS, replace(place[3], archive=path))


# What systemd itself says of the units


HOSTILE = [
    "/srv/archive",
    "/a b",
    "/100%h",
    "/$HOME ${X} $$",
    "/a\\",
    "/;",
    "/\"'",
    "/é\n#",
    "/usr/x",
]


@pytest.mark.parametrize("archive", HOSTILE)
@pytest.mark.parametrize("scheduler", [USER, SYSTEM])
def test_systemd_finds_no_fault_with_the_units(tmp_path, scheduler, archive):
    tool = shutil.which("systemd-analyze")
    assert tool, "systemd-analyze is not here; on Debian: apt install systemd"
    python = tmp_path / "a venv 100%h" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/bin/sh")
    user = pwd.getpwuid(os.getuid()).pw_name if scheduler is SYSTEM else None
    made = Job("preserve-audit-x", archive, str(python), "23:59", user=user)
    paths = []
    for file in schedule_files(scheduler, made):
        (tmp_path / file.name).write_bytes(file.data)
        paths.append(str(tmp_path / file.name))
    manager = "--user" if scheduler is USER else "--system"
    env = {"PATH": os.defpath, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(
        [tool, manager, "--man=no", "verify", *paths],
        capture_output=True, env=env, timeout=600, check=False,
    )  # fmt: skip
    told = [line for line in done.stderr.decode().splitlines() if "preserve-audit" in line]
    assert (done.returncode, told) == (0, [])


def test_what_the_system_service_shuts_off(place):
    job = replace(place[3], user="archivist")
    service = schedule_files(SYSTEM, job)[0].data.decode()
    assert "\nUser=archivist\n" in service
    assert "\nProtectSystem=full\n" in service
    below = schedule_files(SYSTEM, replace(job, archive="/usr/local/archive"))[0].data.decode()
    assert "ProtectSystem" not in below
    timer = schedule_files(SYSTEM, job)[1].data.decode()
    for line in ("OnCalendar=*-*-* 02:00:00", "Persistent=true", "RandomizedDelaySec=30min"):
        assert f"\n{line}\n" in timer

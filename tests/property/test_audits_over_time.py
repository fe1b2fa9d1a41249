"""An archive through any history: no fault is ever intact, nothing healthy is ever reported.

Each step is something that happens to an archive. After every audit its words are held against
the store as it is, and against the ledger as it can be read back; at the end the history is gone
through once more, entry by entry.
"""

import functools
import os
import shutil
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from preserve.errors import PreserveError, Refused
from preserve.fixity.plan import PlanOptions, dated_ahead, overdue, plan
from preserve.ledger.buckets import Result, bucket_root
from preserve.model.audit import AuditReport
from preserve.model.policy import Limits
from preserve.storage.tree import LocalTree
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.archive import Archive, History, open_archive, read_history
from preserve.workflows.audit import AuditOptions, audit
from preserve.workflows.audit_plan import candidates_of
from preserve.workflows.repair_sources import same_path, tree_copy
from tests.support.archives import START, Clock, archive_with, package_all
from tests.support.repairing import put_back
from tests.support.store_model import Model, contents, parents

SOUND = {"intact", "superseded"}
EVERY_DAYS = 90
MOST_PACKAGES = 5
STATES = {
    "altered": {"altered", "swapped"},
    "missing": {"missing", "moved"},
    "other": {"type-changed"},
    "added": {"unexpected"},
}


class Crash(BaseException):
    """The process ends here, as far as the run is concerned."""


@functools.cache
def pristine() -> tuple[tempfile.TemporaryDirectory, datetime]:
    """An archive of three packages, made once."""
    place = tempfile.TemporaryDirectory()
    clock = Clock()
    archive_with(Path(place.name), {f"{name}.txt": text_of(name) for name in "abc"}, clock)
    return place, clock.at


def text_of(name: str) -> bytes:
    return f"Headline {name} of some words\n\nJane Roe said: “We are {name}.”\n".encode()


class Counting:
    """Calls something through, and crashes at one of the calls."""

    def __init__(self, inner, crash_at: int | None) -> None:
        self.inner = inner
        self.left = crash_at

    def __call__(self, *arguments):
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise Crash
        return self.inner(*arguments)


numbers = st.integers(0, 10**6)


class AuditsOverTime(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.root = Path(self.place.name)
        self.clock = Clock(START)
        self.runs = self.articles = self.moved = 0
        self.seen: dict[str, str] = {}
        self.read: dict[str, datetime] = {}
        self.notes: list[str] = []
        self.away: str | None = None
        self.size = 0

    @initialize()
    def copy(self) -> None:
        source, self.clock.at = pristine()
        shutil.copytree(Path(source.name, "archive"), self.root / "archive")
        self.model = Model(self.root / "archive" / "bags")
        for package in sorted(self.history().holdings):
            self.model.take(package)

    def teardown(self) -> None:
        try:
            if hasattr(self, "model"):
                self.check_whole_history()
        finally:
            self.place.cleanup()

    # What the steps need.

    @property
    def archive(self) -> Archive:
        return open_archive(str(self.root / "archive"))

    @property
    def bags(self) -> Path:
        return self.model.bags

    @property
    def packages(self) -> list[str]:
        return sorted(self.model.recorded)

    def history(self, against: str | None = None) -> History:
        return read_history(self.archive, is_locked=False, against=against)

    def is_online(self) -> bool:
        return self.away is None

    def file(self, choice: int) -> Path | None:
        """One of the files that lie in packages now."""
        files = [
            self.bags / package / path
            for package in self.packages
            if self.model.is_there(package)
            for path, data in sorted(contents(self.bags / package).items())
            if isinstance(data, bytes)
        ]
        return files[choice % len(files)] if files else None

    def fresh(self, word: str) -> str:
        self.moved += 1
        return f"{word}-{self.moved}"

    # What happens to an archive.

    @precondition(lambda self: self.is_online() and len(self.packages) < MOST_PACKAGES)
    @rule()
    def package(self) -> None:
        self.articles += 1
        source = self.root / f"n{self.articles}.txt"
        source.write_bytes(text_of(source.stem))
        (outcome,) = package_all(self.archive, [source], self.clock)
        assert outcome.status == "packaged"
        self.model.take(str(outcome.id))

    @precondition(is_online)
    @rule(
        choice=numbers,
        where=numbers,
        kind=st.sampled_from(["flip", "truncate", "append", "zero", "empty", "rewrite"]),
    )
    def rot(self, choice, where, kind) -> None:
        path = self.file(choice)
        if path is None or not (data := path.read_bytes()):
            return
        at = where % len(data)
        changed = {
            "flip": data[:at] + bytes([data[at] ^ (1 << where % 8)]) + data[at + 1 :],
            "truncate": data[:at],
            "append": data + b"\0" * (1 + where % 600),
            "zero": data[:at] + b"\0" * len(data[at : at + 512]) + data[at + 512 :],
            "empty": b"",
            "rewrite": data[::-1],
        }[kind]
        status = path.stat()
        path.write_bytes(changed)
        if where % 2:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    @precondition(is_online)
    @rule(choice=numbers)
    def delete(self, choice) -> None:
        if path := self.file(choice):
            path.unlink()

    @precondition(is_online)
    @rule(choice=numbers, kind=st.sampled_from(["in a package", "beside", "directory"]))
    def stray(self, choice, kind) -> None:
        beside = self.bags / self.fresh("stray")
        if kind == "directory":
            beside.mkdir()
            (beside / "file").write_bytes(b"stray")
        elif kind == "beside":
            beside.write_bytes(b"stray")
        elif path := self.file(choice):
            (path.parent / self.fresh("stray")).write_bytes(b"stray")

    @precondition(is_online)
    @rule(
        choice=numbers,
        other=numbers,
        where=st.sampled_from(["same", "package", "beside", "new directory"]),
    )
    def move(self, choice, other, where) -> None:
        path, there = self.file(choice), self.file(other)
        if path is None or there is None:
            return
        name = self.fresh("moved")
        targets = {
            "same": path.with_name(name),
            "package": there.with_name(name),
            "beside": self.bags / name,
            "new directory": self.bags / name / path.name,
        }
        targets[where].parent.mkdir(exist_ok=True)
        path.rename(targets[where])

    @precondition(is_online)
    @rule(choice=numbers, other=numbers)
    def swap(self, choice, other) -> None:
        path, there = self.file(choice), self.file(other)
        if path is None or there is None:
            return
        mine, theirs = path.read_bytes(), there.read_bytes()
        path.write_bytes(theirs)
        there.write_bytes(mine)

    @precondition(is_online)
    @rule(
        choice=numbers, kind=st.sampled_from(["link", "directory", "fifo", "hard link", "parent"])
    )
    def replace(self, choice, kind) -> None:
        path = self.file(choice)
        if path is None:
            return
        aside = self.root / self.fresh("aside")
        if kind == "hard link":
            os.link(path, aside)
            return
        if kind == "parent":
            package = path.relative_to(self.bags).parts[0]
            if path.parent != self.bags / package:
                path.parent.rename(aside)
                path.parent.symlink_to(aside)
            return
        path.rename(aside)
        {
            "link": lambda: path.symlink_to(aside),
            "directory": path.mkdir,
            "fifo": lambda: os.mkfifo(path),
        }[kind]()

    @precondition(is_online)
    @rule(
        choice=numbers,
        kind=st.sampled_from(["away", "renamed", "link", "file", "fifo", "emptied"]),
    )
    def lose_package(self, choice, kind) -> None:
        there = [package for package in self.packages if self.model.is_there(package)]
        if not there:
            return
        path = self.bags / there[choice % len(there)]
        aside = self.root / self.fresh("package")
        path.rename(self.bags / self.fresh("renamed") if kind == "renamed" else aside)
        {
            "away": lambda: None,
            "renamed": lambda: None,
            "link": lambda: path.symlink_to(aside),
            "file": lambda: path.write_bytes(b""),
            "fifo": lambda: os.mkfifo(path),
            "emptied": path.mkdir,
        }[kind]()

    @precondition(is_online)
    @rule(choice=numbers)
    def heal(self, choice) -> None:
        """Somebody puts a package back by hand, from a copy."""
        package = self.packages[choice % len(self.packages)]
        path = self.bags / package
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            path.unlink()
        shutil.rmtree(path, ignore_errors=True)
        for name, data in self.model.recorded[package].items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)

    @precondition(is_online)
    @rule()
    def tidy(self) -> None:
        for name in self.model.strangers():
            path = self.bags / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    @precondition(is_online)
    @rule(choice=numbers)
    def restore(self, choice) -> None:
        wrong = [
            (package, path)
            for package in self.packages
            for path in sorted(self.model.damaged(package) or ())
            if path in self.model.recorded[package]
        ]
        if not wrong:
            return
        package, path = wrong[choice % len(wrong)]
        copy = self.root / self.fresh("copy")
        (copy / path).parent.mkdir(parents=True)
        (copy / path).write_bytes(self.model.recorded[package][path])
        one = tree_copy("a copy", LocalTree(str(copy)), same_path)
        try:
            put_back(self.archive, package, path, one, self.clock())
        except PreserveError as problem:
            print("not restored:", problem)
        else:
            assert path not in (self.model.damaged(package) or ())

    @precondition(is_online)
    @rule(choice=numbers)
    def accept(self, choice) -> None:
        package = self.packages[choice % len(self.packages)]
        wrong = self.model.damaged(package)
        found = contents(self.bags / package) if wrong is not None else {}
        is_plain = all(isinstance(data, bytes) for data in found.values())
        try:
            accept(self.archive, Acceptance(package, "Ada", "A correction."), self.clock)
        except Refused:
            assert not wrong or not is_plain or not found
        else:
            assert wrong
            self.model.take(package)
            self.seen[package] = "superseded"
            self.read[package] = self.clock.at

    @precondition(is_online)
    @rule(kind=st.sampled_from(["bags", "sentinel", "other"]))
    def go_offline(self, kind) -> None:
        self.away = kind
        sentinel = self.bags / "archive-id"
        if kind == "bags":
            self.bags.rename(self.root / "unplugged")
        else:
            sentinel.rename(self.root / "sentinel")
        if kind == "other":
            sentinel.write_text("urn:uuid:12345678-1234-4234-8234-123456789abc\n")

    @precondition(lambda self: not self.is_online())
    @rule()
    def come_back(self) -> None:
        if self.away == "bags":
            (self.root / "unplugged").rename(self.bags)
        else:
            (self.root / "sentinel").replace(self.bags / "archive-id")
        self.away = None

    @rule(days=st.sampled_from([1, 7, 30, 80, 91, -2, -30, 3652, -3652]))
    def time_goes_by(self, days) -> None:
        self.clock.at += timedelta(days=days)

    # Audits.

    def options(self, **changes) -> AuditOptions:
        self.runs += 1
        wanted = {"clock": self.clock, "token": f"{self.runs:08x}"}
        return AuditOptions(**{**wanted, **changes})

    @rule(part_seconds=st.sampled_from([0, 300]), workers=st.integers(1, 3))
    def audit_all(self, part_seconds, workers) -> None:
        report = self.audited(part_seconds=part_seconds, workers=workers)
        if self.is_online():
            assert self.looked_at(report) == set(self.packages)

    @rule(choice=numbers, more=numbers)
    def audit_by_name(self, choice, more) -> None:
        named = {self.packages[one % len(self.packages)] for one in (choice, more)}
        report = self.audited(packages=tuple(named))
        if self.is_online():
            assert self.looked_at(report) == named

    @rule(size=st.integers(0, 60_000))
    def audit_within_bytes(self, size) -> None:
        report = self.audited(limits=Limits(size_bytes=size))
        assert report.coverage.bytes_read <= size
        if self.is_online() and not self.looked_at(report):
            assert report.exit_code in {1, 3}

    @rule(sample=st.integers(0, 2))
    def audit_due(self, sample) -> None:
        before = self.history()
        must = {
            held.id for held in before.holdings.values() if held.state.value not in SOUND
        } | self.late(before)
        report = self.audited(is_due_only=True, sample_packages=sample)
        if self.is_online():
            assert must <= self.looked_at(report)
            assert not self.late(self.history())
            assert not [one for one in report.findings if one.finding.code == "FIX-024"]

    @rule()
    def audit_unrecorded(self) -> None:
        before = self.history()
        report = audit(self.archive, self.options(is_recorded=False))
        assert self.history().verdict.frontier == before.verdict.frontier
        if self.is_online():
            self.check_words(report, set(self.packages))

    @rule(
        port=st.sampled_from(["clock", "monotonic", "progress", "expect"]),
        call=st.integers(0, 25),
        part_seconds=st.sampled_from([0, 0, 300]),
    )
    def audit_that_crashes(self, port, call, part_seconds) -> None:
        options = self.options(part_seconds=part_seconds)
        crashing = Counting(getattr(options, port), call)
        changes = {port: crashing, "part_seconds": part_seconds, "token": options.token}
        try:
            self.audited(**changes)
        except Crash:
            self.follow(options.token)

    @precondition(is_online)
    @rule(call=st.integers(0, 4), kind=st.sampled_from(["bags", "other", "sentinel"]))
    def audit_while_the_store_goes_away(self, call, kind) -> None:
        """Nothing is concluded of what could not be read: what is said holds for what was there."""
        left = call

        def unplug(_files: int, _size_bytes: int) -> None:
            nonlocal left
            left -= 1
            if left != -1:
                return
            self.go_offline(kind if kind == "sentinel" else "bags")
            if kind == "other":
                self.bags.mkdir()
                (self.bags / "archive-id").write_text("somebody else's\n")
                (self.bags / "their-package").mkdir()

        options = self.options(progress=unplug)
        report = audit(self.archive, options)
        if left < 0:
            if kind == "other":
                shutil.rmtree(self.bags)
            self.come_back()
            # The files were there all the time where only the sentinel went.
            assert report.exit_code or kind == "sentinel"
        self.follow(options.token, report)
        self.check_words(report, self.looked_at(report), is_listed=left >= 0)

    def audited(self, **changes) -> AuditReport:
        before = contents(self.bags) if self.is_online() else None
        options = self.options(**changes)
        report = audit(self.archive, options)
        if before is None:
            assert not self.looked_at(report)
            assert report.exit_code == 3
            assert "FIX-020" in {one.finding.code for one in report.findings}
        else:
            assert contents(self.bags) == before
            self.check_words(report, self.looked_at(report))
        self.follow(options.token, report)
        return report

    # What must hold.

    def late(self, history: History) -> set[str]:
        """What was not read in full within the days promised, reckoned the plain way."""
        return {
            held.id
            for held in history.holdings.values()
            if self.clock.at - (held.read_at or held.packaged_at) > timedelta(days=EVERY_DAYS)
        }

    def looked_at(self, report: AuditReport) -> set[str]:
        """The packages that the ledger says a run looked at."""
        history = self.history()
        return {
            held.id
            for held in history.holdings.values()
            for check in history.checks
            if check.run == report.run and check.looked_at(held.number)
        }

    def check_words(self, report: AuditReport, looked: set[str], *, is_listed: bool = True) -> None:
        """Hold what a run said against the store as it is."""
        said: dict[str, dict[str, str]] = {}
        for one in report.findings:
            if one.package is not None and one.finding.weight and one.finding.code != "FIX-024":
                said.setdefault(one.package, {})[one.finding.where.file or ""] = one.state
        # What is missed elsewhere is told there: by the package, or beside the packages, alone.
        moved = [one for one in report.findings if one.state == "moved"]
        taken = {one.moved_to for one in moved if one.moved_to}
        own = {
            place
            for one in moved
            if (place := one.moved_to) and place.startswith(f"{one.package}/")
        }
        self.check_places(report)
        states: Counter[str] = Counter()
        for package in looked:
            states[self.check_package(package, said.pop(package, {}), own)] += 1
        strangers = self.model.strangers()
        assert set(said) <= strangers, said
        assert not is_listed or strangers - set(said) <= taken
        states["unexpected"] = len(said)
        counts = Counter(report.packages)
        left = counts.pop("not-checked", 0)
        assert counts == +states
        assert report.coverage.packages_checked == len(looked)
        assert report.coverage.packages_on_record == len(self.packages)
        assert left in {0, len(self.packages) - len(looked)}
        faulty = sum(states.values()) - states["intact"] - states["superseded"]
        assert (report.exit_code == 1) >= bool(faulty)

    def check_package(self, package: str, said: dict[str, str], taken: set[str]) -> str:
        """Hold what was said of a package that was looked at against it; return its state."""
        wrong = self.model.damaged(package)
        if wrong is None:
            assert set(said) == {package}, said
            assert said[package] in {"missing", "moved", "type-changed"}
            return "damaged"
        recorded = self.model.recorded[package]
        found = contents(self.bags / package)
        about = {path: state for path, state in said.items() if path}
        assert set(about) <= wrong, (about, wrong)
        for path in wrong:
            if path in about:
                assert about[path] in STATES[self.kind_of(package, path, found)], (path, about)
            else:
                # What was missed elsewhere is told there, once.
                assert path not in recorded
                assert f"{package}/{path}" in taken, (path, about, taken)
        if not wrong:
            assert not said
            return "superseded" if self.is_superseded(package) else "intact"
        is_rewritten = any(
            "manifest-" in path and state in {"altered", "swapped"} for path, state in about.items()
        )
        return "manifest-altered" if is_rewritten else "damaged"

    def kind_of(self, package: str, path: str, found: dict[str, bytes | str]) -> str:
        if path not in self.model.recorded[package]:
            return "added"
        if any(parent in found for parent in parents(path)):
            return "other"
        if path not in found:
            return "other" if (self.bags / package / path).is_dir() else "missing"
        return "altered" if isinstance(found[path], bytes) else "other"

    def check_places(self, report: AuditReport) -> None:
        """Where bytes are said to lie now, they lie."""
        for one in report.findings:
            where = one.finding.where.file
            if one.moved_to is None or one.package is None or where is None:
                continue
            if where == one.package:
                there = contents(self.bags / one.moved_to)
                assert there == self.model.recorded[one.package]
            elif one.state == "moved":
                assert self.model.holds(one.moved_to, self.model.recorded[one.package][where])
            else:
                other, _, path = one.moved_to.partition("/")
                held = self.model.recorded[other][path]
                assert self.model.holds(f"{one.package}/{where}", held)

    def is_superseded(self, package: str) -> bool:
        return self.history().holdings[package].is_superseded

    def follow(self, token: str, report: AuditReport | None = None) -> None:
        """Hold the ledger, as it is read back, against everything that was said so far."""
        history = self.history(self.notes[-1] if self.notes else None)
        verdict = history.verdict
        assert verdict.is_verified, verdict.findings
        assert verdict.frontier.size >= self.size
        self.size = verdict.frontier.size
        self.notes.append(history.note)
        parts = [check for check in history.checks if check.run.endswith(token)]
        for check in parts:
            for held in history.holdings.values():
                if check.looked_at(held.number) is not None:
                    sound = "superseded" if held.is_superseded else "intact"
                    state = check.states.get(held.id, sound)
                    assert (state in SOUND) == (self.model.damaged(held.id) == set())
                    self.seen[held.id] = state
                    self.read[held.id] = check.looked_at(held.number)
        if report is not None:
            assert parts
            assert [check.is_last for check in parts] == [False] * (len(parts) - 1) + [True]
        for held in history.holdings.values():
            assert held.state.value == self.seen.get(held.id, "not-checked")
            assert held.read_at == self.read.get(held.id)
        self.check_incidents(history)
        self.check_plan(history)

    def check_incidents(self, history: History) -> None:
        """There is one for each package that was last found damaged, and none is forgotten."""
        damaged = {package for package, state in self.seen.items() if state not in SOUND}
        assert {one for one in history.incidents.unrepaired() if one is not None} == damaged

    def check_plan(self, history: History) -> None:
        """Nothing on record is lost from what is due, whatever the clock says."""
        archive = self.archive
        candidates = candidates_of(history.holdings.values(), archive.policy(), archive.store.name)
        now = self.clock.at
        told = {one.id for one in overdue(candidates, now)}
        assert told == self.late(history)
        everything = plan(candidates, now, PlanOptions())
        assert sorted(everything.order) == list(range(len(candidates)))
        due = {candidates[place].id for place in plan(candidates, now, PlanOptions(True)).order}
        never = {held.id for held in history.holdings.values() if held.checked_at is None}
        damaged = {package for package, state in self.seen.items() if state not in SOUND}
        assert told | never | damaged | set(dated_ahead(candidates, now)) <= due

    def check_whole_history(self) -> None:
        """Every checkpoint that was ever made holds, and every root can be worked out again."""
        for note in dict.fromkeys(self.notes):
            assert self.history(note).verdict.is_verified
        history = self.history()
        order: list[str] = []
        leaves: dict[str, bytes] = {}
        files: dict[str, int] = {}
        changed: set[str] = set()
        for number, entry in enumerate(history.entries):
            if entry.event in {"ingestion", "modification"}:
                if entry.event == "ingestion":
                    order.append(entry.package)
                else:
                    changed.add(entry.package)
                leaves[entry.package] = history.entries.leaf(number)
                files[entry.package] = len(entry.detail["files"])
            elif entry.event == "fixity check":
                for first, last, _, root in entry.detail["buckets"]:
                    results = [
                        Result(
                            place,
                            order[place],
                            leaves[order[place]],
                            entry.detail["states"].get(
                                order[place],
                                "superseded" if order[place] in changed else "intact",
                            ),
                            files[order[place]],
                            entry.at,
                        )
                        for place in range(first, last + 1)
                    ]
                    assert bucket_root(results) == root


TestAuditsOverTime = AuditsOverTime.TestCase
TestAuditsOverTime.settings = settings(
    max_examples=max(1, settings.default.max_examples // 4), stateful_step_count=25
)

"""Whatever happens to an archive, every incident is in a state that its story explains."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from preserve.ledger.incidents import Incidents
from preserve.model.incident import IncidentState, NoteKind
from tests.support.incidents import History, altered, content, missing, stranger, unsound

PACKAGES = ["a-000000000000", "b-111111111111", None]
PATHS = ["data/a", "data/b", "data/c"]


def damaged_files(package):
    if package is None:
        return st.lists(st.sampled_from(PATHS), unique=True, min_size=1).map(
            lambda paths: [stranger(path) for path in paths]
        )
    files = st.builds(altered, st.sampled_from(PATHS), st.sampled_from(["x", "y"])) | st.builds(
        missing, st.sampled_from(PATHS)
    )
    return st.lists(files, unique_by=lambda file: file.path, max_size=3)


class Life(RuleBasedStateMachine):
    """A model beside the fold: per package the open incident, and the damage known."""

    @initialize()
    def start(self):
        self.history = History()
        self.expected: dict[str, IncidentState] = {}
        self.open: dict[str | None, str] = {}
        self.known: dict[str | None, object] = {}

    @rule(data=st.data(), package=st.sampled_from(PACKAGES))
    def audit_finds_damage(self, data, package):
        files = data.draw(damaged_files(package))
        damage = {file.key for file in files}
        entries = self.history.audit([unsound(package, *files)])
        here = self.open.get(package)
        is_news = here is None or self.known.get(package) != damage
        assert len(entries) == is_news
        self.known[package] = damage
        if here is None:
            self.open[package] = f"incident-{len(self.expected) + 1}"
            self.expected[self.open[package]] = IncidentState.OPEN
        elif self.expected[here] is IncidentState.REPAIRED:
            self.expected[here] = IncidentState.OPEN

    @rule(package=st.sampled_from(PACKAGES))
    def audit_finds_it_sound(self, package):
        assert self.history.audit(sound=[package]) == []
        self._mended(package)

    @rule(package=st.sampled_from(PACKAGES[:2]))
    def somebody_accepts(self, package):
        self.history.accept(package, content("data/a", "new"))
        self._mended(package)

    def _mended(self, package):
        self.known.pop(package, None)
        if package in self.open:
            self.expected[self.open[package]] = IncidentState.REPAIRED

    @rule(data=st.data(), kind=st.sampled_from(NoteKind), text=st.text())
    def somebody_says(self, data, kind, text):
        if not self.expected:
            return
        name = data.draw(st.sampled_from(sorted(self.expected)))
        text = text.encode("utf-8", "replace").decode()
        self.history.say(name, (kind, text))
        if kind is NoteKind.DIAGNOSIS and self.expected[name] is IncidentState.OPEN:
            self.expected[name] = IncidentState.DIAGNOSED

    @rule(package=st.sampled_from(PACKAGES))
    def somebody_closes(self, package):
        name = self.open.get(package)
        if name is not None and self.expected[name] is IncidentState.REPAIRED:
            self.history.close(name)
            self.expected[name] = IncidentState.CLOSED
            del self.open[package]

    @invariant()
    def every_state_is_the_expected_one(self):
        incidents = self.history.incidents
        assert {one.id: one.state for one in incidents.all()} == self.expected
        not_closed = [one for one in incidents.all() if one.state is not IncidentState.CLOSED]
        assert {one.package: one.id for one in not_closed} == self.open
        assert len(not_closed) == len(self.open), "two open incidents of one package"
        waiting = {one.package for one in not_closed if one.state is not IncidentState.REPAIRED}
        assert set(incidents.unrepaired()) == waiting

    @invariant()
    def what_was_said_and_done_is_all_there(self):
        for one in self.history.incidents.all():
            assert one.closing is None or one.repair is not None
            assert list(one.sightings) == sorted(one.sightings, key=lambda seen: seen.entry)
            assert set(one.current_files) <= set(one.files)
            if one.repair is not None:
                assert set(one.repair.files) == set(one.current_files)

    def teardown(self):
        """A second fold of the same entries, without the audits' word, knows the same incidents."""
        again = Incidents()
        for number, entry in enumerate(self.history.entries):
            again.note(number, entry)
        told = [(one.id, one.package, one.notes) for one in again.all()]
        assert told == [(one.id, one.package, one.notes) for one in self.history.incidents.all()]


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase

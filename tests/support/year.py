"""A year of an archive, day by day: packages arrive, faults arrive, runs read what is due.

Pure: no file, no clock. Each night a run plans with `preserve.fixity.plan` from what is on record
alone, reads what fits into its limit, and puts on record what it believes the time to be.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from preserve.fixity.plan import Candidate, PlanOptions, fitting, overdue, plan

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Story:
    """What happens in the year.

    Attributes:
        every_days: the promises; each package has one of them, in turn.
        capacity_bytes: of a run, or None for no limit.
        packages: on the first day; they were packaged within the days before.
        arrivals: packages a day, on average.
        faults: a day, on average.
        off: nights on which the machine is off.
        clocks: nights on which its clock is wrong, and by how many days.
    """

    every_days: tuple[int, ...] = (90,)
    run_every_days: int = 1
    capacity_bytes: int | None = None
    packages: int = 60
    arrivals: float = 0.1
    sizes: tuple[int, int] = (1_000, 50_000)
    faults: float = 0.3
    days: int = 365
    off: frozenset[int] = frozenset()
    clocks: Mapping[int, int] = field(default_factory=dict)
    seed: int = 0


@dataclass
class Year:
    """What came of it.

    Attributes:
        delays: days from each fault to the run that found it, with the promise broken or kept.
        undetected: age in days of the faults that nobody had found when the year ended.
        overdue: day and id of what was overdue on the evening of that day, by the true clock.
        bytes_read: by each run.
        largest_gap: days between two reads of a package, the most.
    """

    delays: list[float] = field(default_factory=list)
    undetected: list[float] = field(default_factory=list)
    overdue: list[tuple[int, str]] = field(default_factory=list)
    bytes_read: list[int] = field(default_factory=list)
    largest_gap: float = 0
    total_bytes: int = 0


class Archive:
    """The packages, what is on record about them, and what is true of them."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.chance = random.Random(story.seed)
        self.record: list[Candidate] = []
        self.read_at: list[datetime] = []
        self.faulty_since: dict[int, datetime] = {}
        for _ in range(story.packages):
            days = story.every_days[len(self.record) % len(story.every_days)]
            packaged_at = START - self.chance.uniform(0, days / 2) * DAY
            self.add(packaged_at)
            if self.chance.random() < 0.9:
                checked_at = packaged_at + self.chance.random() * (START - packaged_at)
                self.record[-1] = self.record[-1]._replace(checked_at=checked_at)
                self.read_at[-1] = checked_at

    def add(self, packaged_at: datetime) -> None:
        number = len(self.record)
        days = self.story.every_days[number % len(self.story.every_days)]
        size = self.chance.randint(*self.story.sizes)
        name = f"article-{number:012x}"
        self.record.append(Candidate(name, number, size, 8, packaged_at, None, False, days))
        self.read_at.append(packaged_at)

    def live(self, day: datetime) -> None:
        """Let things arrive and rot until the next night."""
        for _ in range(self.times(self.story.arrivals)):
            self.add(day + self.chance.random() * DAY)
        for _ in range(self.times(self.story.faults)):
            hit = self.chance.randrange(len(self.record))
            since = max(day + self.chance.random() * DAY, self.record[hit].packaged_at)
            self.faulty_since.setdefault(hit, since)

    def times(self, mean: float) -> int:
        whole = int(mean)
        return whole + (self.chance.random() < mean - whole)

    def run(self, now: datetime, believed: datetime, year: Year) -> None:
        """Read what is due: first one of two states, and it is mended as soon as it is found."""
        capacity = self.story.capacity_bytes
        options = PlanOptions(
            is_due_only=True,
            run_every_days=self.story.run_every_days,
            capacity_bytes=capacity,
        )
        order = plan(self.record, believed, options).order
        taken = list(order) if capacity is None else fitting(self.record, order, capacity)
        for place in taken:
            since = self.faulty_since.pop(place, None)
            if since is not None:
                year.delays.append((now - since) / DAY)
            year.largest_gap = max(year.largest_gap, (now - self.read_at[place]) / DAY)
            self.read_at[place] = now
            self.record[place] = self.record[place]._replace(
                checked_at=believed, is_unsound=since is not None
            )
        year.bytes_read.append(sum(self.record[place].size_bytes for place in taken))


def simulate(story: Story) -> Year:
    """Let the year pass."""
    archive = Archive(story)
    year = Year()
    for number in range(story.days):
        day = START + number * DAY
        if number % story.run_every_days == 0 and number not in story.off:
            # A timer with a randomized delay: some time before five.
            now = day + archive.chance.uniform(2, 5) * DAY / 24
            archive.run(now, now + story.clocks.get(number, 0) * DAY, year)
        late = overdue(archive.record, day + DAY)
        year.overdue += [(number, one.id) for one in late]
        archive.live(day)
    end = START + story.days * DAY
    year.undetected = [(end - since) / DAY for since in archive.faulty_since.values()]
    year.total_bytes = sum(candidate.size_bytes for candidate in archive.record)
    return year

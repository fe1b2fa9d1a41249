"""Package articles one by one and print how long each stage takes, as JSON.

    package_stages.py ARCHIVE ARTICLES

The stages are the public functions that `preserve package` calls, in its order. `compose` is told
without describing, which it contains. A program of its own: it starts with a fresh interpreter.
"""

import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from preserve.containers.bag.second_opinion import bagit_opinion
from preserve.containers.warc.second_opinion import warcio_opinion
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import ingestion_detail
from preserve.reading.article import MAX_SOURCE_BYTES, read_article
from preserve.schema.second_opinion import jsonschema_opinion
from preserve.schema.validate import DESCRIPTION_SCHEMA
from preserve.storage import layout
from preserve.storage.source import SourcePath, read_source
from preserve.workflows.archive import SOFTWARE, open_archive, open_journal, read_history
from preserve.workflows.assure import ToAssure, assure
from preserve.workflows.compose import Settings, Word, compose, described

_AT = datetime(2016, 12, 15, 8, 55, tzinfo=UTC)


class Clock:
    """Adds up the time between calls, by stage."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._last = time.perf_counter()

    def start(self) -> None:
        self._last = time.perf_counter()

    def stage(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] += now - self._last
        self._last = time.perf_counter()


def main() -> None:
    archive = open_archive(sys.argv[1])
    clock = Clock()
    count = 0
    with archive.lock():
        history = read_history(archive, is_locked=True)
        with open_journal(archive, history) as journal:
            settings = Settings(_AT, archive.config)
            for path in sorted(Path(sys.argv[2]).iterdir()):
                count += 1
                _package(path, archive.store, journal, (settings, clock))
    seconds = dict(clock.seconds)
    seconds["compose"] -= seconds["describe"]
    print(json.dumps({"articles": count, "seconds": seconds}))


def _package(path, store, journal, how) -> None:
    settings, clock = how
    clock.start()
    source = read_source(SourcePath(str(path), path.name), MAX_SOURCE_BYTES)
    article, _notes = read_article(source, None)
    clock.stage("read")
    described(article, Word(), None)
    clock.stage("describe")
    composed = compose(article, settings, Word())
    clock.stage("compose")
    staged = store.stage(composed.record.id, composed.files)
    clock.stage("stage and sync")
    assurance = assure(ToAssure(staged, composed.record, needs_second_opinion=False))
    clock.stage("read back and validate")
    _opinions(staged, composed, clock)
    staged.publish()
    staged.discard()
    clock.stage("publish")
    detail = ingestion_detail(composed.record, dict(composed.facts), assurance.document())
    event = Event.INGESTION.value
    journal.append([LedgerEntry(_AT, event, composed.record.id, SOFTWARE, "success", detail)])
    clock.stage("ledger commit")


def _opinions(staged, composed, clock: Clock) -> None:
    files = {file.path: file.data for file in composed.files}
    opinions = [bagit_opinion(staged.directory)]
    clock.stage("second opinion: bagit")
    opinions.append(warcio_opinion(files[layout.WARC]))
    clock.stage("second opinion: warcio")
    document = json.loads(files[layout.DESCRIPTION])
    opinions.append(jsonschema_opinion(document, DESCRIPTION_SCHEMA))
    clock.stage("second opinion: jsonschema")
    if not all(opinion.agrees_valid for opinion in opinions):
        sys.exit(f"{composed.record.id}: {opinions}")


main()

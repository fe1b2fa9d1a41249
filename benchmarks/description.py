"""Measure what preserve reads from articles beside its peers, in one run. See README.md.

python benchmarks/description.py [--news CHECKOUT] [--peers PYTHON]
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from description_scores import Given, Rates, Read, last_name, overlap, score_names, score_pairs
from news_corpus import PARTS, texts_of

from preserve.describing.describe import describe
from preserve.describing.marks import stretches_of
from preserve.describing.passages import passages_of
from preserve.model.article import Article, SourceBytes
from preserve.model.description import Reading, Speaker
from tests.unit.describing.test_voices_seeds import NAMED, QUOTATIONS

HERE = Path(__file__).resolve().parent
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
ROUNDS = 5


def article_of(text: str) -> Article:
    source = SourceBytes("story.txt", b"", {})
    return Article(source, "text/plain", "utf-8", "valid", text)


def our_reading(reading: Reading) -> Read:
    """Return our answer in the form that is scored."""
    speakers = {one.id: one for one in reading.speakers}
    named = [one for one in reading.speakers if one.kind.value != "organization"]
    names = (one.name or next(iter(one.handles), "") for one in named)
    given = tuple(
        Given(
            one.start,
            one.end,
            (one.source.start, one.source.end) if one.source else None,
            () if one.speaker is None else _forms(speakers[one.speaker]),
        )
        for one in reading.quotations
        if one.kind.value != "indirect"
    )
    return Read(frozenset(last_name(name) for name in names) - {""}, given)


def _all_named(reading: Reading) -> frozenset[str]:
    names = (one.name or next(iter(one.handles), "") for one in reading.speakers)
    return frozenset(last_name(name) for name in names) - {""}


def _forms(speaker: Speaker) -> tuple[str, ...]:
    return (speaker.name or "", *speaker.names, *speaker.handles)


def peer_readings(texts: list[str], python: str) -> tuple[dict[str, list[Read]], float, str]:
    """Return what the peers read, the seconds they took, and their versions."""
    told = _ask("peer_reading.py", texts, python)
    nearest, textacy = [], []
    for text, answer in zip(texts, told["answers"], strict=True):
        persons = [tuple(place) for place in answer["persons"]]
        given = tuple(_nearest(text, persons))
        nearest.append(Read(_named(text, persons, given), given))
        quotations = answer["quotations"]
        if quotations is None:
            textacy.append(Read(frozenset(), None))
            continue
        pairs = tuple(Given(a, b, tuple(who) if who else None) for a, b, who in quotations)
        textacy.append(Read(_named(text, persons, pairs), pairs))
    return (
        {"NER, the nearest person": nearest, "textacy": textacy},
        told["seconds"],
        told["versions"],
    )


def _named(text: str, persons: list[tuple[int, int]], given: tuple[Given, ...]) -> frozenset[str]:
    return frozenset(
        last_name(text[slice(*person)])
        for one in given
        for person in persons
        if one.source and overlap(person, one.source)
    ) - {""}


def _nearest(text: str, persons: list[tuple[int, int]]):
    for stretch in stretches_of(text, passages_of(text)):
        place = (stretch.start, stretch.end)
        outside = [person for person in persons if not overlap(person, place)]
        who = min(
            outside,
            key=lambda one: min(abs(one[0] - place[1]), abs(place[0] - one[1])),
            default=None,
        )
        yield Given(*place, who)


def _ask(program: str, texts: list[str], python: str):
    done = subprocess.run(
        [python, str(HERE / program)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=3600,
    )
    return json.loads(done.stdout)


def speed(texts: list[str]) -> float:
    """Return how many texts a second are described on one core, the median of several rounds."""
    articles = [article_of(text) for text in texts]
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for article in articles:
            describe(article)
        rounds.append(len(articles) / (time.perf_counter() - started))
    return sorted(rounds)[ROUNDS // 2]


def rates(found: Rates) -> str:
    return f"{found.f1:.1f} (P {found.precision:.1f}, R {found.recall:.1f})"


def measure_news(checkout: Path, python: str | None) -> None:
    for part in PARTS:
        texts = list(texts_of(checkout, part))
        rows = {
            "preserve": {one.name: our_reading(describe(article_of(one.text))) for one in texts}
        }
        took = {"preserve": speed([one.text for one in texts])}
        refused: dict[str, int] = {}
        versions = ""
        if python is not None and part == "dev":
            peers, seconds, versions = peer_readings([one.text for one in texts], python)
            for name, read in peers.items():
                rows[name] = dict(zip((one.name for one in texts), read, strict=True))
                took[name] = len(texts) / seconds
                refused[name] = sum(one.quotations is None for one in read)
        print(f"\n## News text, {part}: {len(texts)} texts\n")
        print(
            "| program | speaker names, F1 | quotations with their speaker | precision of pairs | texts/s | texts refused |"
        )
        print("|---|---|---|---|---|---|")
        for name, read in rows.items():
            names, pairs = score_names(texts, read), score_pairs(texts, read)
            print(
                f"| {name} | {rates(names)} | {pairs.recall:.1f} | {pairs.precision:.1f}"
                f" | {took[name]:.0f} | {refused.get(name, 0)} |"
            )
        for name in ("textacy",):
            if refused.get(name):
                kept = [one for one in texts if rows[name][one.name].quotations is not None]
                names, pairs = score_names(kept, rows[name]), score_pairs(kept, rows[name])
                print(
                    f"| {name}, refused texts left out | {rates(names)} | {pairs.recall:.1f} | {pairs.precision:.1f} | | |"
                )
        if versions:
            print(f"\nPeers: {versions}.")


def measure_seeds(python: str | None) -> None:
    texts = {path.name: path.read_bytes().decode() for path in SEEDS}
    readings = {name: describe(article_of(text)) for name, text in texts.items()}
    # Organizations that speak are named speakers of the seeds; the news corpus marks persons only.
    ours = {
        name: our_reading(reading)._replace(speakers=_all_named(reading))
        for name, reading in readings.items()
    }
    rows = {"preserve": ours}
    if python is not None:
        peers, _, _ = peer_readings(list(texts.values()), python)
        rows |= {name: dict(zip(texts, read, strict=True)) for name, read in peers.items()}
    print("\n## The five seeds, held against our own reading of the texts\n")
    print(
        "| program | quotations, exact offsets | any overlap | with the right speaker | named speakers |"
    )
    print("|---|---|---|---|---|")
    for name, read in rows.items():
        exact = near = right = there = 0
        for seed, quotations in QUOTATIONS.items():
            given = read[seed].quotations or ()
            for start, end, _, _, _, speaker, *_ in quotations:
                there += 1
                near += any(overlap((one.start, one.end), (start, end)) for one in given)
                exact += any((one.start, one.end) == (start, end) for one in given)
                right += any(
                    overlap((one.start, one.end), (start, end))
                    and _is_named(texts[seed], one, speaker)
                    for one in given
                )
        wanted = {(seed, last_name(who)) for seed, names in NAMED.items() for who in names}
        said = {(seed, who) for seed in texts for who in read[seed].speakers}
        found = Rates(
            100 * len(wanted & said) / max(1, len(said)), 100 * len(wanted & said) / len(wanted)
        )
        print(f"| {name} | {exact} of {there} | {near} | {right} | {rates(found)} |")
    print(f"\nSpeed: {speed(list(texts.values()) * 20):.0f} texts/s on one core.")


def _is_named(text: str, given: Given, speaker: str | None) -> bool:
    if speaker is None:
        return given.source is None
    names = {last_name(name) for name in given.names}
    if given.source is not None:
        names.add(last_name(text[slice(*given.source)]))
    return last_name(speaker) in names


def measure_metadata(python: str) -> None:
    texts = [path.read_bytes().decode() for path in SEEDS]
    told = _ask("peer_metadata.py", texts, python)
    print("\n## Outlet, author and date of the seeds: what is asserted\n")
    print("| program | " + " | ".join(path.name[:3] for path in SEEDS) + " |")
    print("|---|" + "---|" * len(SEEDS))
    cells = []
    for text in texts:
        reading = describe(article_of(text))
        known = {
            "outlet": reading.outlet.value,
            "author": ", ".join(one.value for one in reading.authors if one.value),
            "date": reading.date.value,
            "window": reading.date_window.value,
        }
        cells.append(_cell(known))
    print(f"| preserve | {' | '.join(cells)} |")
    for name, answers in told.items():
        print(f"| {name} | {' | '.join(_cell(answer) for answer in answers)} |")


def _cell(known: dict[str, str | None]) -> str:
    return "; ".join(f"{key} {value}" for key, value in known.items() if value) or "nothing"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, help="a checkout of PolNeAR")
    parser.add_argument("--peers", help="a Python with the peers' programs (see README.md)")
    options = parser.parse_args()
    measure_seeds(options.peers)
    if options.peers:
        measure_metadata(options.peers)
    if options.news:
        measure_news(options.news, options.peers)


if __name__ == "__main__":
    main()

"""Measure how long it takes to compare many articles. See README.md beside this file.

python benchmarks/comparing.py [--quotations 100000]
"""

import argparse
import itertools
import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from preserve.comparing.concordance import concordance_of
from preserve.comparing.matches import matches_of
from preserve.comparing.people import people_of
from preserve.comparing.sources import Quoted, Source, Voice
from preserve.model.span import span_at

PER_ARTICLE = 50
WORDS = 20_000
GRAMMAR = [
    "the",
    "of",
    "and",
    "to",
    "a",
    "in",
    "that",
    "is",
    "was",
    "he",
    "for",
    "it",
    "with",
    "as",
    "his",
    "on",
    "be",
    "at",
    "by",
    "i",
]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Made:
    """Articles of made words, as frequent as words are; one quotation in ten is printed twice."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.words = [self._word(3, 10) for _ in range(WORDS)]
        self.weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(WORDS)))
        self.given = [self._word(6, 6).capitalize() for _ in range(800)]
        self.surnames = [self._word(7, 7).capitalize() for _ in range(3000)]
        self.said: list[str] = []

    def _word(self, least: int, most: int) -> str:
        return "".join(self.draw.choice(LETTERS) for _ in range(self.draw.randint(least, most)))

    def sentence(self) -> str:
        words = []
        for word in self.draw.choices(
            self.words, cum_weights=self.weights, k=self.draw.randint(6, 12)
        ):
            words.append(word)
            if self.draw.random() < 0.5:
                words.append(self.draw.choice(GRAMMAR))
        return " ".join(words).capitalize() + "."

    def quotation(self) -> str:
        if self.said and self.draw.random() < 0.1:
            return self.draw.choice(self.said)
        self.said.append(f"{self.sentence()} {self.sentence()}")
        return self.said[-1]

    def article(self, position: int) -> Source:
        text, voices, quotations = "", [], []
        for number in range(1, PER_ARTICLE + 1):
            words = self.quotation()
            start = len(text) + 1
            text += f"“{words}” said "
            name = f"{self.draw.choice(self.given)} {self.draw.choice(self.surnames)}"
            place = len(text)
            text += f"{name}.\n\n"
            span = span_at(text, place, place + len(name))
            speaker = f"s{number}"
            voices.append(Voice(position, speaker, "person", name, (name,), (), (), (), (span,)))
            quotations.append(
                Quoted(
                    f"q{number}",
                    is_indirect=False,
                    start=start,
                    end=start + len(words),
                    speaker=speaker,
                )
            )
        name = f"article-{position}"
        return Source(name, name, text, tuple(voices), tuple(quotations), ())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quotations", type=int, default=100_000)
    options = parser.parse_args()
    print(
        "| quotations | articles | utterances found | matches s | people s | concordance s | memory |"
    )
    print("|---|---|---|---|---|---|---|")
    for count in (options.quotations // 4, options.quotations):
        made = Made(5)
        sources = [made.article(at) for at in range(count // PER_ARTICLE)]
        times = [time.perf_counter()]
        matches = matches_of(sources)
        times.append(time.perf_counter())
        people = people_of(sources, matches)
        times.append(time.perf_counter())
        found = concordance_of(sources, matches, people)
        times.append(time.perf_counter())
        took = " | ".join(f"{after - before:.1f}" for before, after in itertools.pairwise(times))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {count:,} | {len(sources):,} | {len(found.pairs):,} | {took} | {peak:,} MB |")


if __name__ == "__main__":
    main()

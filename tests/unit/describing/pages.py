"""Texts for the rules' tests: the seeds as they lie in the checkout, and a page written anew."""

from pathlib import Path

from preserve.describing.page import page_of
from preserve.describing.passages import passages_of

SEEDS = Path(__file__).parents[3] / "seeds"

PROSE = (
    "The old bridge over the river was opened again on Monday after two years of repairs.\n\n"
    "More than 500 people came to see the mayor cut the ribbon, and a band played for them.\n"
)


def seed_text(number):
    (path,) = SEEDS.glob(f"{number:03}_*.txt")
    return path.read_bytes().decode("utf-8")


def seed(number):
    return page(seed_text(number))


def page(text):
    return page_of(text, passages_of(text))


def article(head, tail=""):
    """Return the page of a title, the lines given, prose, and the lines given."""
    return page(f"Old Bridge Opens Again After Flood\n\n{head}\n\n{PROSE}\n{tail}\n")


def assert_evidence(text, claims):
    """Check promise 5: every value has evidence, and evidence is what stands in the text."""
    for claim in claims:
        empty = claim.status.value in {"unknown", "conflicting"}
        assert (claim.value is None) == empty
        assert empty or claim.evidence
        spans = [*claim.evidence, *(s for c in claim.candidates for s in c.evidence)]
        for span in spans:
            assert text[span.start : span.end] == span.exact
            assert text[max(0, span.start - 32) : span.start] == span.prefix
            assert text[span.end : span.end + 32] == span.suffix
        assert all(c.why for c in claim.candidates)

"""Whatever the text: offsets hold, references resolve, nothing raises, the same text reads alike."""

from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.describing.passages import passages_of
from preserve.describing.voices import voices_of
from preserve.model.description import QuotationKind

PIECES = st.sampled_from(
    [
        *"\"'“”„‘’‚«»‹›.,:;!?…—()[]@#",
        *[" ", " ", " ", "\n", "\n\n", "\r\n\r\n", "\u00a0", "\n\n\u00a0\n\n", "\u2028", "\u200f"],
        *["Ann Lee", "Bob", "Dr. ", "a nurse", "he", "She", "they", "His", "@ann", "the BBC"],
        *["said", "tweeted", "posted a video", "told", "according to", "called", "quoted"],
        *["saying", "that", "who", "by", "was", "and", "in", "from", "Porto", "7-year-old"],
        *["identified only as", "himself as a", "[v id='1' title=\"x\"]", "https://youtu.be/abc"],
        *["don't", "residents'", "'90s", '12"', "Dec. 12", "U.N.", "مرحبا", "—"],
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=80).map(" ".join),
    st.lists(PIECES, max_size=80).map("".join),
)


def all_spans(found):
    for speaker in found.speakers:
        yield from speaker.evidence
        for role in speaker.roles:
            yield from role.evidence
    for one in found.quotations:
        yield from (span for span in (one.source, one.cue) if span is not None)
    for one in [*found.videos, *found.posts, *found.risks]:
        yield from one.evidence


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_offsets_references_and_order(text):
    found = voices_of(text, passages_of(text), ())
    assert found == voices_of(text, passages_of(text), ())
    for one in [*found.quotations, *all_spans(found)]:
        assert text[one.start : one.end] == one.exact
        assert one.exact
    speakers = {speaker.id for speaker in found.speakers}
    seen = set()
    for one in found.quotations:
        assert one.speaker is None or one.speaker in speakers
        assert one.continues is None or one.continues in seen
        assert one.repeats is None or one.repeats in seen
        seen.add(one.id)
    for one in [*found.videos, *found.posts, *found.risks]:
        assert one.speaker is None or one.speaker in speakers
    assert [one.id for one in found.quotations] == [
        f"q{at}" for at in range(1, len(found.quotations) + 1)
    ]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_quotations_between_marks_do_not_overlap(text):
    found = voices_of(text, passages_of(text), ())
    end = 0
    for one in found.quotations:
        if one.kind is QuotationKind.INDIRECT:
            continue
        assert one.start >= end
        assert one.exact == one.exact.strip()
        end = one.end


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_speaker_and_role_has_evidence(text):
    found = voices_of(text, passages_of(text), ())
    for speaker in found.speakers:
        assert speaker.evidence
        assert speaker.name is not None or speaker.names or speaker.handles
        assert all(role.evidence for role in speaker.roles)
    for one in [*found.videos, *found.posts, *found.risks]:
        assert one.evidence

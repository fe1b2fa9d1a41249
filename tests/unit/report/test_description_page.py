import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.report.text import description_text

SAMPLE = json.loads(
    (Path(__file__).parents[2] / "golden/report/description.json").read_text(encoding="utf-8")
)


def replaced(value, old, new):
    """Return plain JSON with every string for which `old` is true replaced."""
    if isinstance(value, dict):
        return {key: replaced(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [replaced(item, old, new) for item in value]
    return new if isinstance(value, str) and old(value) else value


def test_what_is_not_stated_is_said_and_its_candidates_are_shown():
    text = description_text(SAMPLE)
    assert "Outlet     not stated in the text\n" in text
    assert "not asserted: BBC (it is cited as a source)\n               [60-63]" in text
    assert "Author     not stated in the text\n" in text


def test_who_supplied_a_value_is_said():
    assert "given by a person: M. Haddad, metadata.csv" in description_text(SAMPLE)


def test_every_word_of_evidence_and_every_offset_is_there():
    text = description_text(SAMPLE)
    for part in ("speakers", "quotations", "videos", "losses", "risks", "sources_cited"):
        for item in SAMPLE[part]:
            for span in [*item.get("evidence", []), item]:
                if "start" in span:
                    assert f"[{span['start']}-{span['end']}]" in text
    assert "‹Humans all over the world, don’t sleep!›" in text
    assert r"‹Stop the genocide.\nوداعا›" in text


def test_a_speaker_without_a_name_goes_by_the_handle_or_by_nothing():
    text = description_text(SAMPLE)
    assert "  @AlabedBana (person)\n" in text
    assert "  no name printed, s3 (anonymous)\n" in text
    assert "direct, speaker not stated" in text
    assert "A child may be identified: @AlabedBana" in text


def test_sections_without_content_say_so():
    assert "Posts: none found" in description_text(SAMPLE)


@pytest.mark.parametrize("hostile", ["a\nb", "\x1b[2J", "\u202etxt", "caf\udce9", "[/tag]"])
def test_hostile_strings_stay_on_their_line(hostile):
    text = description_text(replaced(SAMPLE, lambda _: True, hostile))
    assert not {"\x1b", "\u202e", "\udce9"} & set(text)
    plain = description_text(replaced(SAMPLE, lambda _: True, "word"))
    assert text.count("\n") == plain.count("\n")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*SAMPLE, *SAMPLE["quotations"][0]]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(list(SAMPLE)), JSON))
def test_any_document_gives_a_page(document):
    text = description_text(document)
    assert "\x1b" not in text
    assert description_text({**SAMPLE, **document})


def test_no_sentence_of_the_article_is_lost():
    text = description_text(SAMPLE)
    said = [quotation["exact"] for quotation in SAMPLE["quotations"]]
    assert len(said) == 2
    for words in said:
        assert words.replace("\n", r"\n") in text

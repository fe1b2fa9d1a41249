"""Reading never raises, never changes a character, and never refuses without saying why."""

import random

from hypothesis import given
from hypothesis import strategies as st

from preserve.model.article import SourceBytes
from preserve.reading.article import read_article
from preserve.reading.metadata import read_metadata

NAMES = st.sampled_from(["a.txt", "b", "c.html", "d.json", "e.warc.gz", "ü.TXT"])
CODECS = st.sampled_from(
    [None, "utf-8", "utf-16", "latin-1", "cp1252", "shift_jis", "rot13", "utf-32-be", "utf-7", "?"]
)


@given(name=NAMES, data=st.binary(max_size=400), declared=CODECS)
def test_any_bytes_give_an_article_or_a_refusal(name, data, declared):
    article, findings = read_article(SourceBytes(name, data, {}), declared)
    if article is None:
        assert [f.weight for f in findings] == [1]
    else:
        assert data.decode(article.encoding) == article.text
        assert all(f.weight == 0 for f in findings)


@given(seed=st.integers(0, 2**32), size=st.integers(16, 400))
def test_noise_is_never_taken_for_writing(seed, size):
    noise = random.Random(seed).randbytes(size)
    article, _ = read_article(SourceBytes("a.txt", noise, {}))
    assert article is None or article.encoding_from != "detected"


@given(text=st.text(min_size=1, max_size=300))
def test_any_utf8_text_that_is_read_comes_back_identical(text):
    article, findings = read_article(SourceBytes("a.txt", text.encode(), {}))
    assert article is None or article.text.encode(article.encoding) == text.encode()
    assert article is not None or findings


@given(text=st.from_regex(r"[A-Za-z .,\n\r\u00a0é]{20,200}", fullmatch=True).filter(str.strip))
def test_ordinary_words_are_always_read(text):
    article, _ = read_article(SourceBytes("a.txt", text.encode(), {}))
    assert article is not None
    assert article.text == text


@given(name=st.sampled_from(["m.csv", "m.json"]), data=st.binary(max_size=300))
def test_any_bytes_as_metadata(name, data):
    rows, findings = read_metadata(name, data)
    assert rows or findings or data.strip()


@given(text=st.text(alphabet='filename,dctiA"\n{}:[]é ', max_size=200))
def test_any_text_as_metadata(text):
    read_metadata("m.csv", b"filename,dc.title\n" + text.encode())
    read_metadata("m.json", text.encode())

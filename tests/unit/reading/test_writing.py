import pytest

from preserve.model.article import SourceBytes
from preserve.reading.article import read_article
from preserve.reading.writing import is_writing


@pytest.mark.parametrize(
    "text",
    [
        "A headline of some words\r\n",
        "صوت من المدينة القديمة, Aleppo 2016",
        "Голоса из города: «мы здесь»",
        "アレッポからの声、最後の言葉",
        "알레포에서 온 마지막 목소리",
        "Temperature: 20 µm, 1ª edição",
    ],
)
def test_writing(text):
    assert is_writing(text)


@pytest.mark.parametrize(
    "text",
    [
        "too short",
        "1234567890 1234567890",
        "A headline of some words\x01",
        "A headline of some words\ue000",
        "A headline of some words\u0378",
        "A headline 한 of words 媠",
        "Two scripts: слова και λόγια",
    ],
)
def test_no_writing_or_not_surely(text):
    assert not is_writing(text)


@pytest.mark.parametrize("data", [b"\x01\x02", b"k\x03", b"ab\x1b[c", b"\x00a", b"a\x00b\x00"])
def test_a_few_bytes_of_noise_are_no_article(data):
    article, findings = read_article(SourceBytes("a.txt", data, {}))
    assert article is None
    assert findings[0].code in {"META-004", "META-005"}

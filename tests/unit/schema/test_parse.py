"""JSON read strictly: one document, or the reason why there is none."""

import pytest

from preserve.schema.parse import MOST_LEVELS, parse_document


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"{}", {}),
        (b'{"a": [1, 2.5, true, null, "\\u00eb"]}', {"a": [1, 2.5, True, None, "ë"]}),
        ('"أ"'.encode(), "أ"),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"\\\\ud800"', "\\ud800"),
        (b"[" * MOST_LEVELS + b"]" * MOST_LEVELS, None),
        (b'"' + b"[" * 500 + b'"', "[" * 500),
    ],
)
def test_a_document(data, expected):
    document, findings = parse_document(data)
    assert findings == ()
    assert expected is None or document == expected


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "META-060"),
        (b"{", "META-060"),
        (b"{} {}", "META-060"),
        (b"null", "META-060"),
        (b"\xff", "META-060"),
        (b'{"a": "\xc3"}', "META-060"),
        (b"\xef\xbb\xbf{}", "META-060"),
        (b"{'a': 1}", "META-060"),
        (b'{"a": 1,}', "META-060"),
        (b'"\\ud800"', "META-060"),
        (b'{"\\udfff": 1}', "META-060"),
        (b'"a\nb"', "META-060"),
        (b'"\\', "META-060"),
        (b'{"a": 1, "a": 1}', "META-061"),
        (b'[{"b": {"a": 1, "\\u0061": 2}}]', "META-061"),
        (b"NaN", "META-062"),
        (b"[-Infinity]", "META-062"),
        (b"1e999", "META-062"),
        (b"9" * 5_000, "META-062"),
        (b"[" * (MOST_LEVELS + 1) + b"]" * (MOST_LEVELS + 1), "META-063"),
        (b'{"a":' * 100_000, "META-063"),
        (b"[" * 1_000_000, "META-063"),
    ],
)
def test_what_is_refused(data, code):
    document, findings = parse_document(data)
    assert document is None
    assert [found.code for found in findings] == [code]


def test_the_place_is_told():
    (broken,) = parse_document(b'{\n "a": 1,\n "b" 2}')[1]
    assert broken.where.line == 3
    (foreign,) = parse_document(b'{"a": "\xff"}')[1]
    assert foreign.where.offset == 7


def test_many_faults_are_listed_up_to_a_limit():
    data = b"[" + b'{"a":1,"a":2},' * 5_000 + b"1]"
    assert len(parse_document(data)[1]) == 100

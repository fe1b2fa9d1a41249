"""Whatever a server does, in whatever order: the file enters the bag whole and right, or not."""

import contextlib
import hashlib
import http.client
import os
import shutil
import ssl
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.storage.side_file import side_path
from preserve.workflows.fetch_web import NoAnswer, NotAllowed
from tests.support.fetching import fetched, holey_bag, tree_state

DATA = bytes(range(251)) * 13
MOST_REQUESTS = 40


class Canned:
    """An answer that was made up."""

    def __init__(self, status, headers, body, end):
        self.status, self.headers = status, headers
        self._body, self._end = body, end

    def read(self, size):
        data, self._body = self._body[:size], self._body[size:]
        if not data and self._end is not None:
            raise self._end
        return data


ERRORS = [
    ConnectionResetError(),
    TimeoutError(),
    NoAnswer("could not be found by its name"),
    NotAllowed("leads to this machine"),
    ssl.SSLError("x"),
    http.client.BadStatusLine("x"),
    http.client.IncompleteRead(b""),
]
AN_ERROR = st.sampled_from(ERRORS)

# One answer: an error, or (what it says it is, bytes, how it ends, what headers it has).
ANSWERS = st.one_of(
    AN_ERROR,
    st.fixed_dictionaries(
        {
            "status": st.sampled_from([200, 206, 206, 200, 416, 302, 404, 429, 500, 204]),
            "cut": st.none() | st.integers(0, len(DATA) + 5),
            "lie": st.none() | st.integers(0, len(DATA)),
            "flip": st.booleans(),
            "etag": st.sampled_from(['"a"', '"a"', '"a"', '"b"', 'W/"a"', None]),
            "length": st.booleans(),
            "end": st.none() | st.sampled_from(ERRORS[:2]),
        }
    ),
)


def made(answer, headers):
    """Return the answer to a request."""
    asked = dict(headers)
    start = int(asked.get("Range", "bytes=0-")[6:-1])
    if answer["status"] == 206 and answer["lie"] is not None:
        start = answer["lie"]
    first = start if answer["status"] == 206 else 0
    body = DATA[first:]
    if answer["flip"]:
        body = bytes(byte ^ 1 for byte in body)
    said = []
    if answer["etag"]:
        said.append(("ETag", answer["etag"]))
    if answer["length"]:
        said.append(("Content-Length", str(len(body))))
    if answer["status"] == 206:
        said.append(("Content-Range", f"bytes {first}-{len(DATA) - 1}/{len(DATA)}"))
    if answer["status"] == 302:
        said.append(("Location", "https://example.org/again"))
    body = (body + b"more!")[: answer["cut"]] if answer["cut"] is not None else body
    return Canned(answer["status"], said, body, answer["end"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(ANSWERS, max_size=8), min_size=1, max_size=3), st.booleans())
def test_the_file_is_whole_and_right_or_not_there(runs, is_stated):
    place = Path(tempfile.mkdtemp())
    try:
        lengths = {} if is_stated else {"data/a": "-"}
        bag = holey_bag(place / "bag", {"data/a": DATA}, lambda _: "https://example.org/a", lengths)
        before = tree_state(bag)
        for answers in runs:
            run_once(bag, before, answers)
    finally:
        shutil.rmtree(place)


def run_once(bag, before, answers):
    requests = []

    @contextlib.contextmanager
    def get(_target, headers):
        requests.append(headers)
        answer = answers[len(requests) - 1] if len(requests) <= len(answers) else ERRORS[0]
        if isinstance(answer, Exception):
            raise answer
        yield made(answer, headers)

    report = fetched(bag, get=get)
    assert len(requests) <= MOST_REQUESTS
    after = tree_state(bag)
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) <= {"data/a"}
    (result,) = report.files
    is_there = "data/a" in after
    assert is_there == (result.status.value in {"fetched", "already-there"})
    assert is_there == (report.exit_code == 0)
    if is_there:
        assert hashlib.sha256(after["data/a"][2]).digest() == hashlib.sha256(DATA).digest()
        assert not os.path.lexists(side_path(str(bag)))
    else:
        assert result.findings

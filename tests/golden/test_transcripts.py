import pytest

from tests.golden.transcripts import PLACE, TRANSCRIPTS, transcript


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_the_commands_print_what_they_printed(name):
    assert transcript(TRANSCRIPTS[name]) == (PLACE / f"{name}.txt").read_text()


def test_every_transcript_is_run():
    assert {path.stem for path in PLACE.glob("*.txt")} == set(TRANSCRIPTS)

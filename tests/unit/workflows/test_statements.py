"""What people put on record: a name that is missing is asked for in words of its own."""

import pytest

from preserve.errors import UsageProblem
from preserve.workflows.statements import LONGEST_STATEMENT, statement


@pytest.mark.parametrize(
    ("text", "option", "remedy"),
    [
        ("", "--by", "Say who you are: --by NAME."),
        (" ", "--by", "Say who you are: --by NAME."),
        ("...", "--by", "Say it in words after --by."),
        ("", "--why", "Say it in words after --why."),
        ("a\nb", "--why", "Write it as one line of plain text."),
        ("a" * (LONGEST_STATEMENT + 1), "--why", "Say it in short"),
    ],
)
def test_what_cannot_go_on_record_is_refused_with_what_to_do(text, option, remedy):
    with pytest.raises(UsageProblem) as refused:
        statement(text, option)
    assert refused.value.remedy.startswith(remedy)


def test_space_at_the_ends_goes():
    assert statement("  A. Librarian ", "--by") == "A. Librarian"

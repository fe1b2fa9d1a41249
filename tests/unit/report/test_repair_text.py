"""A repair in words: where the request lies, while a partner is waited for."""

from preserve.model.repair import RepairReport
from preserve.report.repair_text import repair_text


def test_where_the_request_lies():
    asked = RepairReport("p-0123456789ab", "archive", asked=("far",))
    assert repair_text(asked).splitlines()[-1] == "The request lies in the place of exchange."
    carried = RepairReport("p-0123456789ab", "archive", asked=("far",), carried=("Left for far.",))
    assert repair_text(carried).splitlines()[-1] == "Left for far."


def test_a_dry_run_over_a_whole_package_says_that_it_is_whole():
    whole = RepairReport("p-0123456789ab", "archive", is_trial=True, is_whole=True)
    assert "Every file is as recorded" in repair_text(whole)

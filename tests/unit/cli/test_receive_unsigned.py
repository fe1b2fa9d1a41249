"""`receive --unsigned` as the command calls it: what is printed, and the exit code."""

import json

import pytest
import typer

from preserve.cli.receive_unsigned import receive_unsigned
from preserve.cli.session import Chosen
from preserve.errors import UsageProblem
from tests.support.archives import Clock, new_archive
from tests.support.bags import Bag, new_bag, write_bag


@pytest.fixture(autouse=True)
def archive(tmp_path):
    made = new_archive(tmp_path / "archive", Clock())
    before, Chosen.archive = Chosen.archive, made.root
    yield made
    Chosen.archive = before


def run(path, **changes) -> int:
    wanted = {"by": "J. Roe", "why": "By mail.", "is_trial": False, "as_json": True}
    with pytest.raises(typer.Exit) as ended:
        receive_unsigned(str(path), **{**wanted, **changes})
    return ended.value.exit_code


def test_one_document_and_an_exit_code(tmp_path, capsys):
    bag = write_bag(new_bag(), tmp_path / "bag")
    assert run(bag, is_trial=True, by=None, why=None) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "acceptable"
    assert run(bag) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["status"], made["exit_code"]) == ("accepted", 0)
    assert run(bag, as_json=False) == 0
    assert "held already" in capsys.readouterr().out
    assert run(write_bag(Bag({"bagit.txt": b"x"}), tmp_path / "bad")) == 1
    assert json.loads(capsys.readouterr().out)["kept_in"]


@pytest.mark.parametrize("missing", ["by", "why"])
def test_somebody_takes_it_in_for_a_reason(tmp_path, missing):
    bag = write_bag(new_bag(), tmp_path / "bag")
    wanted = {"by": "J. Roe", "why": "By mail.", "is_trial": False, "as_json": True, missing: None}
    with pytest.raises(UsageProblem, match="by somebody, for a reason"):
        receive_unsigned(str(bag), **wanted)

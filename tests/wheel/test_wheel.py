"""The wheel as a user gets it: built, installed into a fresh environment, and tried there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.commands import CHECKOUT


def ran(*arguments: object, cwd: Path, **extra: str) -> subprocess.CompletedProcess:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "COV", "VIRTUAL_ENV"))
    }
    return subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        env={**environment, **extra},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    done = ran(*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", place, CHECKOUT, cwd=place)
    assert done.returncode == 0, done.stderr
    (made,) = place.glob("preserve_toolkit-*.whl")
    return made


def test_the_wheel_carries_schemas_and_seeds_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "preserve/_schemas/description/v1.schema.json" in names
    assert "preserve/_schemas/bag-profile/v1.json" in names
    assert "preserve/py.typed" in names
    assert (
        len(
            [
                name
                for name in names
                if name.startswith("preserve/_seeds/") and name.endswith(".txt")
            ]
        )
        == 5
    )
    tops = {name.split("/")[0] for name in names}
    assert tops == {"preserve", next(top for top in tops if top.endswith(".dist-info"))}


def test_the_demonstration_runs_from_the_installed_wheel(wheel, tmp_path):
    assert ran(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path).returncode == 0
    python = tmp_path / "env" / "bin" / "python"
    done = ran(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        wheel,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    preserve = tmp_path / "env" / "bin" / "preserve"
    demo = ran(preserve, "demo", tmp_path / "demo", cwd=tmp_path, PYTHONWARNINGS="error")
    assert demo.returncode == 0, demo.stderr
    assert "FIX-001" in demo.stdout
    assert demo.stderr == ""
    validated = ran(preserve, "validate", tmp_path / "demo" / "archive", cwd=tmp_path)
    assert validated.returncode == 0, validated.stdout
    assert "5 valid" in validated.stdout
    listed = ran(python, "-m", "pip", "list", "--format", "freeze", cwd=tmp_path).stdout.lower()
    assert "pytest" not in listed
    assert "pydantic" not in listed

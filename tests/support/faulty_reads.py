"""A disk that fails for one program: `faulty_reads.c`, built where it is needed."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


def built(place: Path, source: Path = SOURCE) -> Path | None:
    """Build the library below a directory; None where there is no compiler, or no Linux.

    Where it counts (the variable CI is set), being unable to is a failure and not a silence.
    """
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if platform.system() != "Linux" or compiler is None:
        why = "no C compiler (cc) on Linux here: what a failing disk does cannot be tried"
        assert not (os.environ.get("CI") and platform.system() == "Linux"), why
        print(why, file=sys.stderr)
        return None
    library = place / f"{source.stem}.so"
    flags = ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"]
    subprocess.run([compiler, *flags, "-o", str(library), str(source), "-ldl"], check=True)
    return library


def faults(library: Path, state: Path, **tokens: str) -> dict[str, str]:
    """Return the environment in which a program meets the faults.

    Args:
        library: as `built` made it.
        state: an empty directory that remembers what has happened.
        tokens: `EIO`, `EIO_ONCE`, `FLIP_ONCE`, `HANG`, `STOP_ONCE`: a part of the paths that it
            happens to.
    """
    named = {f"FAULTY_{kind}": token for kind, token in tokens.items()}
    return {"LD_PRELOAD": str(library), "FAULTY_STATE": str(state), **named}


def has_hung(state: Path) -> bool:
    """Whether a read does not come back; it does when `state` holds a file `go-on`."""
    return any(path.name.startswith("hang-") for path in state.iterdir())

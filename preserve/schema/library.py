"""Find the published schemas: the one place of this room that touches files.

In an installed wheel they lie in the package as `_schemas`; in a checkout that is installed for
editing they lie beside it, in `schemas/`.
"""

import functools
import importlib.resources
import json
import re
from importlib.resources.abc import Traversable
from typing import Any

_INSTALLED = "_schemas"
_CHECKOUT = ("..", "schemas")
_FILE_NAME = re.compile(r"v[1-9][0-9]*(\.schema)?\.json")


def _root() -> Traversable:
    package = importlib.resources.files("preserve")
    installed = package.joinpath(_INSTALLED)
    return installed if installed.is_dir() else package.joinpath(*_CHECKOUT)


@functools.cache
def schema_names() -> tuple[str, ...]:
    """Return the names of the published documents, such as `description/v1.schema.json`."""
    return tuple(
        sorted(
            f"{directory.name}/{file.name}"
            for directory in _root().iterdir()
            if directory.is_dir()
            for file in directory.iterdir()
            if _FILE_NAME.fullmatch(file.name)
        )
    )


def load(name: str) -> dict[str, Any]:
    """Return a published document, freshly read.

    Args:
        name: one of `schema_names()`.

    Raises:
        KeyError: there is no document of that name.
    """
    if name not in schema_names():
        raise KeyError(name)
    text = _root().joinpath(*name.split("/")).read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def shipped_bytes(name: str) -> bytes:
    """Return the bytes of a file beside the schemas, for a caller who holds its digest.

    Args:
        name: its path below the schemas, such as `bag-profile/shipped/btr-1.0.json`.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    return _root().joinpath(*name.split("/")).read_bytes()

"""The tables [replicas.NAME] of preserve.toml; pure over its bytes."""

import tomllib
from collections.abc import Mapping

from preserve.errors import CannotDecide
from preserve.model.plain import mapping_of, text_of


def parse_replicas(data: bytes) -> Mapping[str, str]:
    """Return the directory of each replica, by name: relative ones are below the archive's.

    Raises:
        CannotDecide: it cannot be understood there.
    """
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise CannotDecide(f"preserve.toml is no TOML: {problem}.", code="FIX-051") from problem
    found = {}
    for name, value in mapping_of(document.get("replicas")).items():
        path = text_of(mapping_of(value).get("path"))
        if not path:
            words = f"preserve.toml names no path for the replica {name}."
            raise CannotDecide(words, code="FIX-051")
        found[name] = path
    return found

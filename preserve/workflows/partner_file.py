"""The tables [partners.NAME] of preserve.toml; pure over its bytes."""

import tomllib
from collections.abc import Mapping

from preserve.errors import CannotDecide
from preserve.model.partner import PartnerSettings
from preserve.model.plain import mapping_of, text_of, texts_of


def parse_partners(data: bytes) -> Mapping[str, PartnerSettings]:
    """Return what preserve.toml says about partners, by name.

    Raises:
        CannotDecide: it cannot be understood there.
    """
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise CannotDecide(f"preserve.toml is no TOML: {problem}.", code="FIX-051") from problem
    found = {}
    for name, value in mapping_of(document.get("partners")).items():
        table = mapping_of(value)
        found[name] = PartnerSettings(
            contact=text_of(table.get("contact")),
            inbox=text_of(table.get("inbox")),
            profiles=texts_of(table.get("profiles")),
        )
    return found

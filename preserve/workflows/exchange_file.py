"""The table [exchange] of preserve.toml: what is let in; pure over its bytes, and strict.

A slip of the pen must not let in more than was meant: what cannot be understood is told, with its
line, and nothing is received.
"""

import re
from collections.abc import Mapping
from typing import Any

from preserve.model.amounts import BYTES_FORM, bytes_of
from preserve.model.receiving import SCAN_IF_POSSIBLE, SCAN_REQUIRED, ExchangeRules
from preserve.workflows.config_problems import Problem, document_of, refusal
from preserve.workflows.policy_file import read_table, table_of
from preserve.workflows.policy_values import Reader, amount, nearest, number, one_of, text

_TABLE = "exchange"
_ADDRESS = re.compile(r"unix:/[^\s]+|tcp:(?:[^\s/:\[\]@]+|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})")
_ADDRESS_FORM = '"unix:/run/clamav/clamd.ctl" or "tcp:localhost:3310"'
_MOST_PACKAGES = 10_000
_MOST_DAYS = 3_650
_LAST_PORT = 65_535


def _clamd(value: object) -> str:
    address = text(_ADDRESS, _ADDRESS_FORM)(value)
    match = _ADDRESS.fullmatch(address)
    port = match.group("port") if match is not None else None
    if port is not None and not 1 <= int(port) <= _LAST_PORT:
        raise ValueError(f"{port} is no port; write {_ADDRESS_FORM}.")
    return address


_KEYS: Mapping[str, Reader] = {
    "max_package_bytes": amount(bytes_of, BYTES_FORM),
    "max_delivery_bytes": amount(bytes_of, BYTES_FORM),
    "max_packages": number(1, _MOST_PACKAGES, "a whole number of packages such as 1000"),
    "quarantine_days": number(0, _MOST_DAYS, "a whole number of days such as 30, or 0 for none"),
    "clamd": _clamd,
    "scan_limit_bytes": amount(bytes_of, BYTES_FORM),
    "scan": one_of((SCAN_REQUIRED, SCAN_IF_POSSIBLE)),
}


def parse_exchange(data: bytes) -> ExchangeRules:
    """Read [exchange] of preserve.toml; what is absent has its default.

    Args:
        data: the file's bytes.

    Raises:
        CannotDecide: (FIX-051) with everything that is wrong, each with its line.
    """
    written, document = document_of(data)
    problems = [
        Problem((name,), f"did you mean [{_TABLE}]?")
        for name in document
        if name != _TABLE and nearest(name, (_TABLE,)) is not None
    ]
    table = table_of(document, _TABLE, problems)
    values: dict[str, Any] = read_table(table, _KEYS, (_TABLE,), problems)
    if values.get("scan") == SCAN_REQUIRED and "clamd" not in table:
        problems.append(Problem((_TABLE, "scan"), "it has no effect without clamd."))
    if problems:
        raise refusal(problems, written)
    return ExchangeRules(**values)

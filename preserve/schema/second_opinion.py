"""The same judgement by an independent program: the `jsonschema` package.

A module of its own, imported only where a second opinion is asked for: loading it takes several
times as long as validating a description.
"""

import functools
import importlib.metadata
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, validators
from referencing import Registry

from preserve.model.opinion import SecondOpinion
from preserve.schema.library import load
from preserve.schema.pointer import pointer

_FORMATS = FormatChecker(formats=())
"""The formats that our schemas use; without this, jsonschema asserts none."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


@_FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return bool(_DAY.fullmatch(value) and date.fromisoformat(value))


@_FORMATS.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return bool(_INSTANT.fullmatch(value) and datetime.fromisoformat(value))


_unevaluated = Draft202012Validator.VALIDATORS["unevaluatedProperties"]


def _closed(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:  # noqa: ANN401 - jsonschema's own signature, untyped
    """Spare jsonschema its search where every property is one that the object itself lists."""
    listed = schema.get("properties", {})
    if not isinstance(instance, dict) or instance.keys() - listed.keys():
        yield from _unevaluated(validator, value, instance, schema)


_Validator = validators.extend(  # type: ignore[no-untyped-call]  # jsonschema has no types
    Draft202012Validator, {"unevaluatedProperties": _closed}
)


def jsonschema_opinion(document: object, schema_name: str) -> SecondOpinion:
    """Return what jsonschema says of a document.

    Args:
        document: parsed JSON.
        schema_name: such as `description/v1.schema.json`.

    Raises:
        KeyError: there is no schema of that name.
    """
    software = f"jsonschema {importlib.metadata.version('jsonschema')}"
    validator = _validator(schema_name)
    try:
        error = next(iter(validator.iter_errors(document)), None)
    except RecursionError:
        return SecondOpinion(software, None, "the document nests too deeply")
    if error is None:
        return SecondOpinion(software, agrees_valid=True, detail="the document follows its schema")
    place = pointer(error.absolute_path) or "the document"
    return SecondOpinion(software, agrees_valid=False, detail=f"{place}: breaks {error.validator}")


@functools.cache
def _validator(schema_name: str) -> Any:  # noqa: ANN401 - jsonschema builds its class at run time
    schema = load(schema_name)
    Draft202012Validator.check_schema(schema)
    # An empty registry fetches nothing: a reference out of the schema is an error.
    return _Validator(schema, format_checker=_FORMATS, registry=Registry())

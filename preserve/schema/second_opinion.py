"""The same judgement by an independent program: the `jsonschema` package.

A module of its own, imported only where a second opinion is asked for: loading it takes several
times as long as validating a description.
"""

import functools
import importlib.metadata
import re
from collections.abc import Callable, Iterator, Mapping
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


_DEFINITIONS = "#/$defs/"
_PLAIN = frozenset(
    {"title", "description", "$comment", "type", "enum", "const", "format", "pattern"}
    | {"minLength", "maxLength", "minimum", "maximum"}
)
"""Keywords that look at one value, need no reference resolved and evaluate nothing inside it."""

_each_property = Draft202012Validator.VALIDATORS["properties"]
_unevaluated = Draft202012Validator.VALIDATORS["unevaluatedProperties"]


def _listed(schema: Any, root: Mapping[str, Any]) -> frozenset[str]:  # noqa: ANN401 - any JSON
    """Return the properties that a schema evaluates in every object, whatever is in it."""
    if not isinstance(schema, dict):
        return frozenset()
    names = set(schema.get("properties", ()))
    inner = list(schema.get("allOf", ()))
    reference = schema.get("$ref", "")
    if reference.startswith(_DEFINITIONS):
        inner.append(root.get("$defs", {}).get(reference.removeprefix(_DEFINITIONS)))
    return frozenset(names.union(*(_listed(each, root) for each in inner)))


def _closed(root: Mapping[str, Any]) -> Callable[..., Iterator[Any]]:
    """Spare jsonschema its search where every property is one that is evaluated anyway."""
    listed: dict[int, frozenset[str]] = {}

    def closed(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:  # noqa: ANN401 - jsonschema's own signature, untyped
        names = listed.get(id(schema))
        if names is None:
            names = listed[id(schema)] = _listed(schema, root)
        if not isinstance(instance, dict) or instance.keys() - names:
            yield from _unevaluated(validator, value, instance, schema)

    return closed


def _properties(validator: Any, properties: Any, instance: Any, schema: Any) -> Iterator[Any]:  # noqa: ANN401 - jsonschema's own signature, untyped
    """Ask jsonschema's keywords about a plain value without a validator made for each of them."""
    if not validator.is_type(instance, "object"):
        return
    left = {
        name: inner
        for name, inner in properties.items()
        if name in instance and not _is_plainly_right(validator, inner, instance[name])
    }
    yield from _each_property(validator, left, instance, schema)


def _is_plainly_right(validator: Any, schema: Any, value: Any) -> bool:  # noqa: ANN401 - untyped
    """Return whether nothing but the value itself matters, and every keyword is content."""
    if not isinstance(schema, dict) or not schema.keys() <= _PLAIN:
        return False
    for keyword, wanted in schema.items():
        judge = validator.VALIDATORS.get(keyword)
        if judge is None:
            continue
        for _error in judge(validator, wanted, value, schema) or ():
            return False
    return True


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
    made = validators.extend(  # type: ignore[no-untyped-call]  # jsonschema has no types
        Draft202012Validator,
        {"unevaluatedProperties": _closed(schema), "properties": _properties},
    )
    # An empty registry fetches nothing: a reference out of the schema is an error.
    return made(schema, format_checker=_FORMATS, registry=Registry())

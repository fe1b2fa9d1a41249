"""Findings about exchange: unsigned."""

from preserve.model.catalogue.kind import Kind

EXCHANGE_UNSIGNED: tuple[Kind, ...] = ()

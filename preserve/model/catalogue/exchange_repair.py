"""Findings about exchange: repair."""

from preserve.model.catalogue.kind import Kind

EXCHANGE_REPAIR: tuple[Kind, ...] = ()

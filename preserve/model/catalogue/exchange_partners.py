"""Findings about exchange: partners."""

from preserve.model.catalogue.kind import Kind

EXCHANGE_PARTNERS: tuple[Kind, ...] = ()

"""Findings about exchange: sending."""

from preserve.model.catalogue.kind import Kind

EXCHANGE_SENDING: tuple[Kind, ...] = ()

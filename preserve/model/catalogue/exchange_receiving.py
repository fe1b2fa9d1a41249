"""Findings about exchange: receiving."""

from preserve.model.catalogue.kind import Kind

EXCHANGE_RECEIVING: tuple[Kind, ...] = ()

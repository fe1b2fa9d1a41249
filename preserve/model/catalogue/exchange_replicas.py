"""Findings about exchange: replicas."""

from preserve.model.catalogue.kind import Kind

EXCHANGE_REPLICAS: tuple[Kind, ...] = ()

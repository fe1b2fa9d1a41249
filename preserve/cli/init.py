"""`preserve init`."""

from typing import Annotated

import typer

from preserve.cli.output import say


def init(
    directory: Annotated[
        str, typer.Argument(metavar="DIR", help="An empty directory, or one that is not there yet.")
    ],
    name: Annotated[str | None, typer.Option(help="The archive's name.")] = None,
    organization: Annotated[str | None, typer.Option(help="Who keeps it.")] = None,
    contact_name: Annotated[str | None, typer.Option(help="Whom to ask.")] = None,
    contact_email: Annotated[str | None, typer.Option(help="Where to write.")] = None,
) -> None:
    """Make an archive: its identity, its signing key, its ledger.

    Exit codes: 0 made; 1 something is there already; 3 the place cannot be written.
    """
    import os

    from preserve.report.visible import visible
    from preserve.storage.clock import now
    from preserve.workflows.archive_config import ArchiveConfig
    from preserve.workflows.initialize import initialize

    base = os.path.basename(os.path.abspath(directory))
    config = ArchiveConfig(name or base, organization, contact_name, contact_email)
    made = initialize(directory, config, now())
    say(f"Made the archive '{visible(config.name)}' in {visible(made.archive.root)}.")
    say(f"Its identity: {made.archive_id}")
    say(f"Its public key: {made.key_text}")
    say("Keep a copy of keys/archive.key somewhere safe: without it nothing can be added.")
    say(f"Next: preserve --archive {visible(directory)} package SOURCE...")

"""Findings about exchange, partners: `XCH-020` to `XCH-029`."""

from preserve.model.catalogue.kind import Kind, error, untrusted, warning

EXCHANGE_PARTNERS: tuple[Kind, ...] = (
    error(
        "XCH-020",
        "no key that can be pinned",
        "C2SP signed-note",
        "What was given holds no key of an archive, several, or one that anybody can sign with."
        " No partner was added or changed.",
        "Ask the partner for what `preserve partner card` prints there.",
    ),
    error(
        "XCH-021",
        "a key, archive or name that is somebody's already",
        None,
        "The key, the archive or the name belongs to another partner, or to this archive itself."
        " One name means one archive, and one key signs for one archive, also after a partner was"
        " removed. Nothing was changed.",
        "`preserve partner list` and `preserve partner show NAME` tell whose it is.",
    ),
    error(
        "XCH-022",
        "a name that looks like another partner's",
        None,
        "Somebody in a hurry could take one for the other, and send to the wrong archive. Nothing"
        " was changed.",
        "Choose a name that differs more, or add --despite-likeness.",
    ),
    untrusted(
        "XCH-023",
        "an archive is known under another key",
        None,
        "The archive has a key on record already. Either it changed its key, or somebody passes"
        " for it. Nothing was changed.",
        "Ask the partner by telephone; then use `preserve partner rekey`. For a partner that was"
        " removed, add it again with --why.",
    ),
    untrusted(
        "XCH-024",
        "a change of key that is not proven",
        "RFC 8032 5.1.7",
        "The statement does not show that the holder of the pinned key wants the new one. The"
        " pinned key stands.",
        "Ask the partner by telephone. If the old key is lost there, a person can pin the new one"
        " with --why and --by.",
    ),
    error(
        "XCH-025",
        "a statement about a new key that cannot be understood",
        "RFC 8785; schemas/key-change",
        "It is not canonical JSON, does not follow the published schema, or its signature does not"
        " have 64 bytes. The pinned key stands.",
        "Ask the partner for both files again, as they were written.",
    ),
    warning(
        "XCH-026",
        "a partner without a table in preserve.toml",
        None,
        "The history knows the partner and its key, preserve.toml does not say how it is reached."
        " What is sent to it is carried by hand.",
        "Run `preserve partner add` with the same name and key again: it writes the table.",
    ),
    error(
        "XCH-027",
        "a table for a partner whose key nobody has pinned",
        None,
        "preserve.toml names a partner that the history does not know. Its messages are not"
        " believed, and nothing is sent to it.",
        "Add it with `preserve partner add`, or take the table out of preserve.toml.",
    ),
    warning(
        "XCH-028",
        "deliveries with a removed partner are open",
        None,
        "They stay on record as they are; nothing more is sent or taken.",
        "Tell the partner by other means how these deliveries end.",
    ),
    error(
        "XCH-029",
        "preserve.toml cannot be edited there",
        None,
        "It is written in a way that does not allow the change without touching something else,"
        " or has no room for it, so it was left as it is.",
        "Change the lines by hand as the message says, then run the same command again.",
    ),
)

"""Findings about messages between archives: `XCH-001` to `XCH-019`."""

from preserve.model.catalogue.kind import Kind, error, info, undecided, untrusted, warning

EXCHANGE: tuple[Kind, ...] = (
    untrusted(
        "XCH-001",
        "a message is not signed by its sender",
        "RFC 8032 5.1.7",
        "The signature is not one by the pinned key over these bytes: somebody else wrote the"
        " message, or it was damaged on its way. It was not taken, and nothing was changed.",
        "Ask the partner to send the message again; if it does not verify then either, compare the"
        " fingerprint of the key by telephone.",
    ),
    error(
        "XCH-002",
        "a message cannot be understood",
        "RFC 8785; schemas/message",
        "The file is not a message in a form that is published: it is not canonical JSON, or does"
        " not follow the schema. It was not taken.",
        "Ask the partner to send it again, with a version of the program that speaks this form.",
    ),
    error(
        "XCH-003",
        "a message from a stranger",
        None,
        "Its sender is not among the partners, so nobody has said which key to believe. It was"
        " not taken.",
        "If you know the archive, add it with `preserve partner add` and compare the fingerprint"
        " by telephone; then receive again.",
    ),
    info(
        "XCH-004",
        "messages for another archive",
        None,
        "What lies there for others was not looked at any further.",
        "Nothing needs to be done.",
    ),
    untrusted(
        "XCH-005",
        "a message contradicts what was said",
        None,
        "It is signed by the partner, and yet cannot be true beside what the partner said before,"
        " or is not the partner's to say. It was not taken; what is on record stands.",
        "Ask the partner what happened, and keep the file: it is evidence.",
    ),
    undecided(
        "XCH-006",
        "a message waits for another one",
        None,
        "It answers a message that has not arrived here. It stays where it is, and is taken as"
        " soon as the other one is here.",
        "Copy everything that the partner sent to the same place, then run the command again.",
    ),
    error(
        "XCH-007",
        "more messages than an exchange needs",
        None,
        "What lies there is larger, or more of it, than any exchange needs. It was not taken.",
        "Look at what lies there, and ask the partner what it is meant to be.",
    ),
    untrusted(
        "XCH-008",
        "a message names another key",
        None,
        "The partner is known under another key. Somebody may pass for the partner, or the partner"
        " has a new key that nobody has told of. It was not taken.",
        "Ask the partner by telephone. `preserve partner rekey` pins a new key.",
    ),
    undecided(
        "XCH-009",
        "a place of exchange cannot be used",
        None,
        "The directory or stick is not there, cannot be read or written, or is not marked as a"
        " place of exchange. What is to be sent waits in the outbox; nothing is lost.",
        "Connect it, or name another place, then run the same command again.",
    ),
    untrusted(
        "XCH-010",
        "a message to another key",
        None,
        "The partner wrote to a key that is not this archive's: it may have been led to believe"
        " that another key is ours.",
        "Have the partner compare the fingerprint that `preserve partner card` prints, by"
        " telephone.",
    ),
    warning(
        "XCH-011",
        "a message on record is not where it was put",
        None,
        "A message that this archive wrote was not in the outbox any more. It was written again"
        " from the history, byte for byte.",
        "Nothing needs to be done.",
    ),
)

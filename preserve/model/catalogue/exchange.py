"""Findings about messages between archives: `XCH-001` to `XCH-019`."""

from typing import Final

from preserve.model.catalogue.kind import Kind, error, info, undecided, untrusted, warning

LAID_AGAIN: Final = (
    "Have the partner run `preserve send --to` and the name of this archive there, with the same"
    " stick or directory: it writes again what is missing or damaged. What came by mail is mailed"
    " again, from the directory `outbox` there. Then run the same command again."
)

EXCHANGE: tuple[Kind, ...] = (
    untrusted(
        "XCH-001",
        "a message is not signed by its sender",
        "RFC 8032 5.1.7",
        "The signature is not one by the pinned key over these bytes. Either they were damaged on"
        " their way, which is the more frequent, or somebody else wrote or changed the message:"
        " from here the two look alike. It was not taken, and nothing was changed.",
        f"{LAID_AGAIN} If it does not verify then either, ask by telephone whether there is a new"
        " key, which `preserve partner rekey` pins, and compare the fingerprint; until then believe"
        " nothing that came with it.",
    ),
    error(
        "XCH-002",
        "a message cannot be understood",
        "RFC 8785; schemas/message",
        "The file is not a message in a form that is published: it is not canonical JSON, or does"
        " not follow the schema. It was cut off or damaged on its way, or another version of the"
        " program wrote it. It was not taken, and nothing was changed.",
        f"{LAID_AGAIN} If it cannot be understood then either, ask which version of the program"
        " they use.",
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
        "a message is not here with all that it needs",
        None,
        "It answers a message that has not arrived here, or its signature has not: it is still on"
        " its way, or copying was cut off. It stays where it is, and is taken as soon as the rest"
        " is here.",
        f"Wait, if it may still be on its way. {LAID_AGAIN}",
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
        "Ask the partner by telephone. `preserve partner rekey` pins a new key; if that was done,"
        " the partner signs the message again by running `preserve send` or `preserve confirm`.",
    ),
    undecided(
        "XCH-009",
        "a place of exchange cannot be used",
        None,
        "The directory or stick is not there or does not answer, cannot be read or written, or is"
        " not marked as a place of exchange. What is to be sent waits in the outbox; nothing is"
        " lost.",
        "Connect it, make room or mend the rights, or name another place; then run the same command"
        " again.",
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
    untrusted(
        "XCH-060",
        "a receiver does not hold what was sent",
        None,
        "The proof of possession that the partner gave is not the one that our own bytes give, and"
        " ours are as on record: the partner holds something else, or has not read what it holds."
        " The packages were not confirmed; they were withdrawn.",
        "Tell the partner, and send the packages again with `preserve send`; until a receipt is"
        " here, do not count them as held there.",
    ),
    error(
        "XCH-061",
        "our own copy of a package is damaged",
        None,
        "Its bytes are not the ones on record, so nothing can be held against them. Nothing was"
        " said to the partner, who may hold it whole, and the delivery waits.",
        "Run `preserve audit`, repair the package, then run the same command again.",
    ),
    undecided(
        "XCH-062",
        "a package of a delivery cannot be read now",
        None,
        "Nothing is concluded about it, and nothing was said to the partner.",
        "Make it readable, then run the same command again.",
    ),
    error(
        "XCH-063",
        "a partner refused a package",
        None,
        "The partner did not take it over; what it says is the reason. The package is held here as"
        " before.",
        "Do what the partner asks, then offer the package again with `preserve send`.",
    ),
    untrusted(
        "XCH-064",
        "a receipt does not fit what was said",
        None,
        "It is signed by the partner, and says something else than the offer, the proofs and the"
        " confirmation that are on record. It was not filed as a receipt.",
        "Ask the partner what happened, and keep the message: it is evidence.",
    ),
    untrusted(
        "XCH-065",
        "a receipt does not verify",
        "RFC 8032 5.1.7; RFC 8785; schemas/receipt",
        "It is not signed with the key that it should be signed with, or is no receipt in the form"
        " that is published: it proves nothing.",
        "Ask the archive that gave it for another copy, with the .sig file beside it; if that does"
        " not verify either, ask by telephone which key it signs with.",
    ),
    error(
        "XCH-066",
        "a confirmed package cannot be taken over",
        None,
        "What lies here now is not what was confirmed. It was refused, with the reason, and what"
        " lies in quarantine stays there.",
        "Look at what happened to the quarantine or to the package in the store, then ask the"
        " partner to send it again.",
    ),
    error(
        "XCH-067",
        "a package was changed since it was offered",
        None,
        "A change of it went on record here after the offer, so the partner holds what it was"
        " before. It was not confirmed; it was withdrawn.",
        "Send it again with `preserve send`, as it is now.",
    ),
    undecided(
        "XCH-068",
        "nobody has said whose key it is",
        None,
        "The receipt is signed with the key that it names itself. Whose key that is, this command"
        " cannot know: anybody can write a receipt and sign it with a new key.",
        "Run it in your archive, where the keys of partners are pinned, or give the key that you"
        " know with --key.",
    ),
    untrusted(
        "XCH-069",
        "a filed receipt was altered",
        None,
        "The file, or the signature beside it, is not the one that is on record: it was damaged or"
        " changed in the archive. The receipt on record stands. The file was not touched.",
        "Move the file and the .sig away and keep them, as they are evidence; then run `preserve"
        " confirm` (`preserve receive` for what you took over), which files the receipt again.",
    ),
)

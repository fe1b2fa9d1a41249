"""The rules about voices: names, versions, what each reads and asserts, with an example."""

ROLE_BESIDE_NAME = "role-beside-name/1"
ROLE_SELF_DESCRIBED = "role-self-described/1"

VOICE_RULES: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "quotation-marks",
        "1",
        "opening and closing marks of a paragraph: straight, curly, single, angled, low and high",
        "one quotation for each unbroken stretch of words between marks, to the paragraph's end",
        "“We have no bread,” she said. -> We have no bread,",
    ),
    (
        "reported-statement",
        "1",
        "a verb of saying with its subject, followed by `that` or a plain clause, without marks",
        "an indirect quotation up to the end of the clause",
        "A nurse said that the ward was full. -> the ward was full",
    ),
    (
        "attribution",
        "1",
        "the verb of saying beside a quotation and its subject; a paragraph that ends with a colon",
        "the speaker, the words that name the speaker and the cue; silence for a passive",
        "“Go,” said Ms Ito, who told Reuters more. -> Ms Ito (not Reuters)",
    ),
    (
        "speaker-name",
        "1",
        "capitalised words that are the subject of a verb of saying or posting",
        "a speaker with the printed forms of the name, the longest as `name`; none corrected",
        "Ana Ruiz tweeted. Ruiz wrote: ... -> Ana Ruiz, printed as Ana Ruiz and Ruiz",
    ),
    (
        "role-beside-name",
        "1",
        "nouns for persons before a name, or after it between commas",
        "the role as printed",
        "Ana Ruiz, a nurse, said ... -> nurse",
    ),
    (
        "role-self-described",
        "1",
        "quoted words after `describes himself as`",
        "a role; the words are no utterance",
        "Lee, who describes herself as a “poet”, said ... -> poet",
    ),
    (
        "medium",
        "1",
        "verbs of posting with their subject and object, embed codes, addresses, signed posts",
        "one video or post for each act of publishing that the text tells",
        "Ana Ruiz uploaded a video on YouTube. -> video, mentioned, YouTube",
    ),
    (
        "lost-embed",
        "1",
        "a paragraph that holds nothing but white space after one that announces a post or video",
        "a lost video or post, with the announcing words as evidence",
        "Here is her tweet: (nothing) -> post, lost",
    ),
    (
        "risk-words",
        "1",
        "ages below 18, places where a speaker is, words about being alive, withheld names",
        "a passage for an archivist to decide on; never a conclusion",
        "a man identified only as Sami -> asked_anonymity",
    ),
)

"""The rules about voices: names, versions, what each reads and asserts, with an example."""

ROLE_BESIDE_NAME = "role-beside-name/2"
ROLE_SELF_DESCRIBED = "role-self-described/2"

VOICE_RULES: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "quotation-marks",
        "2",
        (
            "opening and closing marks of a paragraph: straight, curly, doubled single marks,"
            " single, angled, low and high; apostrophes, elisions and inches are told apart by"
            " what stands beside them; straight marks stand for curly ones that are missing"
        ),
        (
            "one quotation for each unbroken stretch of words between marks, to the paragraph's"
            " end where none closes; nothing behind the first two million characters"
        ),
        "“We have no bread,” she said. -> We have no bread,",
    ),
    (
        "quotation-kind",
        "2",
        "what stands before the opening mark, and how the quoted words begin and end",
        "`direct` for an utterance, `partial` for words woven into the sentence",
        "She called it a “quiet war”. -> partial",
    ),
    (
        "continued-quotation",
        "2",
        (
            "a paragraph that opens with a mark after one whose mark never closed; words that go"
            " on after the speaker is named"
        ),
        (
            "`continues`, and the speaker of what it continues; a caption between the two changes"
            " nothing"
        ),
        "“Go,” she said. “Go now.” -> the second continues the first",
    ),
    (
        "repeated-quotation",
        "2",
        "twenty letters or more that a text quotes twice, as a caption does",
        "`repeats`",
        "“The dam will not hold.” in a caption and in the text -> the second repeats the first",
    ),
    (
        "title-of-a-work",
        "2",
        "quoted words after `called`, `entitled`, or a noun for a work, and names of programmes",
        "a partial quotation of nobody: a title is no utterance; the title of the video it names",
        "Ito streamed a video called “Last light”. -> title, no speaker",
    ),
    (
        "reported-statement",
        "2",
        (
            "a verb of saying with its subject, before or behind a clause without marks; a phrase"
            " such as `according to`"
        ),
        "an indirect quotation up to the end of the clause",
        "A nurse said that the ward was full. -> the ward was full",
    ),
    (
        "attribution",
        "2",
        (
            "the verb or noun of saying beside a quotation and its subject, with insertions,"
            " several subjects and subjects behind the verb; a paragraph that ends with a colon; a"
            " signature behind a dash"
        ),
        (
            "the speaker, the words that name the speaker and the cue; silence for a passive, and"
            " for a thing that is said to say something"
        ),
        "“Go,” said Ms Ito, who told Reuters more. -> Ms Ito (not Reuters)",
    ),
    (
        "unsaid",
        "1",
        "negations, denials, `if` and what could have been before a verb of saying",
        "no speaker: words that somebody did not say are nobody's",
        "Ana Ruiz never said “Go.” -> no speaker",
    ),
    (
        "other-language",
        "1",
        "the language of the text, where it is known and not English",
        "quoted words, embeds and links alone, and no speaker: the other rules read English",
        "„Wir gehen“, sagte Ana Ruiz. -> Wir gehen, no speaker",
    ),
    (
        "pronoun",
        "2",
        (
            "`he`, `she` and `they` before a verb of saying, and who was the subject in the"
            " sentences before; honorifics and common given names tell whom a pronoun cannot mean"
        ),
        (
            "the last person whom it may mean; never the one who is spoken to; nobody after two"
            " paragraphs"
        ),
        "Ana Ruiz met Mr Lee. She said: “Go.” -> Ana Ruiz",
    ),
    (
        "speaker-name",
        "2",
        (
            "capitalised words that are the subject of a verb of saying or posting; offices,"
            " parties, places, works, buildings and bodies are told apart from names"
        ),
        "a speaker with the printed forms of the name, the longest as `name`; none corrected",
        "Ana Ruiz tweeted. Ruiz wrote: ... -> Ana Ruiz, printed as Ana Ruiz and Ruiz",
    ),
    (
        "handle",
        "2",
        "@ and letters",
        "a speaker known by the handle; the same person where it spells a name in the text",
        "@anaruiz tweeted, “Go.” -> @anaruiz, without a name",
    ),
    (
        "organization",
        "2",
        "capitalised words with a word for a body, acronyms, and bodies known everywhere",
        "an organization as speaker, where words between marks are given to it",
        "“We stay,” the River Rescue Service said. -> organization",
    ),
    (
        "unnamed-speaker",
        "2",
        "a noun phrase for a person, and `identified only as`",
        "a speaker of kind anonymous, with the describing words; a withheld name as printed",
        "An aid worker, identified only as Omar, said: “Go.” -> anonymous, Omar",
    ),
    (
        "role-beside-name",
        "2",
        "nouns for persons before a name, or after it between commas",
        "the role as printed",
        "Ana Ruiz, a nurse, said ... -> nurse",
    ),
    (
        "role-self-described",
        "2",
        "quoted words after `describes himself as`",
        "a role, beside the partial quotation",
        "Lee, who describes herself as a “poet”, said ... -> poet",
    ),
    (
        "reported-by",
        "2",
        "a newspaper or agency that was told something, quotes or published it",
        "who reported the words, as printed",
        "“Go,” she told the Harbour Gazette. -> reported by Harbour Gazette",
    ),
    (
        "medium",
        "2",
        (
            "verbs of posting with their subject and object, platforms, embed codes, addresses,"
            " signed posts, and words about `my last video`"
        ),
        (
            "one video or post for each act of publishing that the text tells, and the medium of"
            " the words beside it"
        ),
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

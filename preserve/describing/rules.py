"""The rules behind claims: each is a named, versioned value that says what it reads and asserts.

A claim's `rule` is `id/version`. A rule whose answers change gets a new version, so that two
descriptions of the same text can be told apart by the rules that made them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from preserve.describing.voice_rules import VOICE_RULES
from preserve.model.claim import Candidate, Claim, Status
from preserve.model.span import Span


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: its name, never reused.
        version: raised whenever its answers change.
        reads: what in a text it looks at.
        asserts: what it claims, with which status, and when it keeps silent.
        example: a text written for the purpose, and what the rule makes of it.
    """

    id: str
    version: str
    reads: str
    asserts: str
    example: str

    @property
    def name(self) -> str:
        """The form that claims carry: `id/version`."""
        return f"{self.id}/{self.version}"

    def claims(
        self,
        status: Status,
        value: str,
        evidence: Iterable[Span],
        candidates: Iterable[Candidate] = (),
    ) -> Claim:
        """Return a claim of this rule."""
        return Claim(value, status, self.name, tuple(evidence), tuple(candidates))

    def abstains(self, candidates: Iterable[Candidate] = ()) -> Claim:
        """Return an honest silence, with what was considered."""
        return Claim(None, Status.UNKNOWN, self.name, (), tuple(candidates))

    def contradicts(self, candidates: Iterable[Candidate]) -> Claim:
        """Return a claim without a value, because the text gives several that exclude another."""
        return Claim(None, Status.CONFLICTING, self.name, (), tuple(candidates))


HEADLINE = Rule(
    "headline",
    "1",
    "the lines before the first paragraph of prose; breadcrumbs, date lines, bylines, section"
    " names and other furniture are passed over",
    "the first title-like line as stated; further title lines are candidates; unknown when no"
    " title line is followed by prose",
    "`• Region / Bridge Reopens After Flood / Traffic returned to the old bridge on ...` gives"
    " `Bridge Reopens After Flood`",
)
OUTLET = Rule(
    "outlet",
    "1",
    "text that speaks for its publisher: copyright line, promotion of its own applications,"
    " newsletter line, staff named with a possessive, address of a contact line, links to more",
    "the name in a copyright line as stated; a name in repeated application promotion, or on which"
    " two such signs agree, as derived; conflicting for two such names; media that are quoted,"
    " credited or used as a platform are candidates only",
    "`© 2015 Harbour Gazette. All rights reserved.` gives `Harbour Gazette`",
)
DATE = Rule(
    "date",
    "1",
    "lines that hold nothing but a date (with a label, byline or time), before the text or"
    " labelled at its end; the dateline of an agency report",
    "the day, or the instant when time and a zone of one fixed offset are printed, as stated; the"
    " date of an update, dates in running text and numeric dates of unclear order are candidates",
    "`Published: 4 May 2015, 9:05 pm GMT` gives `2015-05-04T21:05:00+00:00`",
)
DATE_WINDOW = Rule(
    "date-window",
    "1",
    "the publication date; else days, months and years that the text speaks of as past, and"
    " periods counted from them",
    "the known day as derived; else an EDTF interval as inferred, parts that the text does not"
    " tell left unspecified or open; unknown when only weekdays are printed",
    "`The valley was flooded on Feb. 3.` gives `XXXX-02-03/..`",
)
AUTHORS = Rule(
    "authors",
    "1",
    "bylines, contact lines whose address spells the name, and a biography as the last paragraph",
    "names in a byline as stated; the others as derived; agencies, newsrooms and credits are"
    " candidates only; one unknown claim when there is no author",
    "`By Ines Marlow and Tom Reed for the Gazette` gives `Ines Marlow`, `Tom Reed`",
)
LANGUAGE = Rule(
    "language",
    "1",
    "the script, and the share of function words of several languages",
    "an ISO 639-1 code as derived; unknown when the text is short or two languages are close",
    "`The river was high and they did not know when it would fall.` gives `en`",
)
SOURCES_CITED = Rule(
    "sources-cited",
    "1",
    "phrases that credit somebody with information: according to, told, reported, quoted",
    "media, agencies and organizations so credited, in their printed form, as stated; persons"
    " are speakers, not sources in this list",
    "`The dam held, according to the Harbour Gazette.` gives `Harbour Gazette`",
)
BOILERPLATE = Rule(
    "boilerplate",
    "1",
    "short lines that belong to the page and not to the article, and a closing biography",
    "the spans of breadcrumbs, reading times, newsletter, copyright, share, cookie, contact and"
    " credit lines",
    "`3 minute read` is boilerplate",
)
LOSSES = Rule(
    "losses",
    "1",
    "paragraphs of no-break spaces after words that announce something to look at; a possessive"
    " directly before a participle in a sentence without a main verb",
    "an embed, or words inside a sentence, that the capture lost",
    "`They posted these photos:` and then a paragraph of one no-break space is a lost embed",
)
SUPPLIED = Rule(
    "supplied",
    "1",
    "the metadata that a person supplied with the article",
    "the supplied value, naming who asserted it; what had been read stays as a candidate",
    "`filename,dc.date` and `story.txt,2016-12-15` gives `2016-12-15`, supplied",
)

ALL_RULES: tuple[Rule, ...] = (
    HEADLINE,
    OUTLET,
    DATE,
    DATE_WINDOW,
    AUTHORS,
    LANGUAGE,
    SOURCES_CITED,
    BOILERPLATE,
    LOSSES,
    SUPPLIED,
    *(Rule(*row) for row in VOICE_RULES),
)
"""Every rule of this room that makes claims, for the generated page."""

"""Capitalised words that are no persons: what companies, bodies, works and events are called."""

from preserve.describing.gazetteer import listed

THING_ENDS = listed(
    "act administration agreement airlines airways alliance amendment analytics arena award awards"
    " belt bible bill bills books brands bowl building campaign capital cartel casino"
    " caucus caucuses championship chamber channel charter chemical christmas civil clause climate"
    " code communications community conference consulting convention convoy course creek crisis"
    " cup daily debate deal declaration digest dynamics dynasty economics edition electric"
    " election elections empire energy enterprises entertainment enterprise era estate exchange"
    " express factory family festival fair files final finals financial foods forum fathers front"
    " games gallery hall-of-fame holdings hotel hotels hq hour inauguration industries industry"
    " initiative inn insurance intelligence investments journalism labs laboratory legacy letters"
    " library live lounge magazine mall memorial monthly monument motors museum musical"
    " nation neighborhood oil olympics order orchestra organisation orleans pac pacs partners"
    " partnership pact petroleum pharmaceuticals pictures plan plaza poll polls primaries primary"
    " prison prize productions project properties protocol quarterly rally realty records republic"
    " report research resistance resort resorts restaurant review revolution rights riots roundup"
    " school schools scandal securities security show sites solutions states statement"
    " station store stores studio studios suites summit super symphony"
    " systems tax technologies technology theater theatre today tour town treaty tribes"
    " troops tuesday update valley variety video village virus weekly wire works workers world"
    " year yearbook zone"
)
"""Last words that make a run of capitals the name of a thing, whatever stands before them."""

BODIES = listed(
    "administration campaign camp team transition presidency organization organisation empire"
    " foundation family ticket brand era cabinet estate"
)
"""Nouns in small letters that turn a name before them into the name of a body."""

THINGS = frozenset(
    ["bible", "quran", "koran", "torah", "gospel", "genesis", "exodus", "islam", "christianity",
     "judaism", "hinduism", "buddhism", "t-shirt", "internet", "constitution", "democracy",
     "medicare", "medicaid", "brexit", "god", "earth"]
)  # fmt: skip
OPENERS = listed(
    "first second third fourth last next overall likewise similarly significantly importantly"
    " obviously clearly apparently asked former then-president then-senator longtime late onetime"
    " presumptive incumbent so-called self-described top senior veteran prominent leading rival"
    " fellow chief deputy acting interim ex longtime outgoing incoming even nor plus such same"
    " whenever photo image file copyright caption credit video watch related text abstract updated"
    " update"
    " correction editor's breaking exclusive opinion analysis follow still besides given whether"
    " including like based citing noting calling saying speaking asking thanks thank sorry dear"
    " hello ok okay well oh hey why wow sure right wrong true false dead good"
    " more less enough nobody everybody everyone anyone someone something nothing everything"
    " anything people critics experts supporters opponents investors voters polls lawmakers"
)
"""Words that open a sentence, or stand before a name, with a capital, and are no part of it."""

SURNAMES = listed(
    "baker cook butcher carpenter farmer fisher bishop pope prince dean judge king marshall driver"
    " guard major priest painter player porter singer cleaner miller mason chancellor provost"
    " backer principal banker trader carver shepherd driver lord monk rector"
    " sage cardinal father brother justice abbott sheriff constable"
    " page archer rancher justice abbot archbishop tailor"
)
"""Jobs and ranks that are surnames where a given name stands before them."""

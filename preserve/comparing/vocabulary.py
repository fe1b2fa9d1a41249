"""Closed lists of English words: grammar, everyday words, relatives, and what hedges a number.

Generic English only; nothing here names a person, a place or an event.
"""

from types import MappingProxyType

from preserve.describing.gazetteer import listed

GRAMMAR = listed(
    "a an the this that these those some any each every either neither both all such own same"
    " i me my mine myself you your yours yourself he him his himself she her hers herself it its"
    " itself we us our ours ourselves they them their theirs themselves who whom whose which what"
    " and or but nor so yet if then than as because while when where why how whether though"
    " although of in on at by to from with without into onto over under about after before during"
    " since until against between among through across around near for per via up down out off"
    " is are was were be been being am 's 're 'm do does did done doing has have had having 've"
    " will would shall should can could may might must ought 'll 'd not no n't never"
    " don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't cannot couldn't"
    " shouldn't haven't hasn't hadn't i'm you're we're they're he's she's it's that's there's"
    " i've you've we've they've i'll you'll we'll they'll he'll she'll i'd we'd they'd let's"
    " there here also too very just only even still again more most much many few less least"
    " other others another one"
)
PLAIN = listed(
    "say tell go get come make take give see know think want need use find look work call try ask"
    " feel leave put keep let begin help show hear play run move live believe bring happen write"
    " sit stand lose pay meet include continue set learn change lead understand watch follow stop"
    " create speak read spend grow open walk win offer remember love consider appear buy wait"
    " serve die send expect build stay fall cut reach kill remain thing something anything nothing"
    " everything someone anyone everyone nobody everybody people person man woman men women child"
    " children kid family friend time year day night week month hour minute moment morning today"
    " tomorrow yesterday now then later soon ago life world country state city town place home"
    " house school street area part number group case point fact problem question answer way"
    " right left side hand head eye face word name line end start last first next new old good bad"
    " great big small little long short high low young early late important different able sure"
    " true real best better worst worse great happy sad sorry please thank thanks yes okay well"
    " back away always often once ever really maybe perhaps together enough lot kind sort bit"
    " two three four five six seven eight nine ten hundred thousand million second half whole"
    " matter job business issue money government company system program party law power war peace"
    " news story report message video post tweet picture"
)
"""Words of everyday talk: two people may say a sentence of them by chance."""

KIN = MappingProxyType(
    {
        "dad": "father",
        "daddy": "father",
        "papa": "father",
        "fathers": "father",
        "mom": "mother",
        "mum": "mother",
        "mommy": "mother",
        "mummy": "mother",
        "mama": "mother",
        "mothers": "mother",
        "kid": "child",
        "kids": "child",
        "children": "child",
        "men": "man",
        "women": "woman",
        "wives": "wife",
        "grandma": "grandmother",
        "grandpa": "grandfather",
    }
)
RELATIVES = listed(
    "father mother daughter son wife husband sister brother grandmother grandfather baby uncle aunt"
    " cousin nephew niece fiancee fiance twins twin"
)
NEGATIONS = listed(
    "not no never nobody nothing cannot can't don't doesn't didn't isn't aren't wasn't weren't"
    " won't wouldn't couldn't shouldn't haven't hasn't hadn't n't neither nor without"
)
AUXILIARIES = listed(
    "is are was were be been being am has have had do does did will would shall should can could"
    " may might must cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't"
    " couldn't shouldn't haven't hasn't hadn't"
)
HONORIFICS = listed(
    "mr mrs ms miss mx dr doctor prof professor sir dame lord lady rev reverend fr father sister"
    " sheikh shaykh imam rabbi pope captain capt colonel col general gen major maj sergeant sgt"
    " lieutenant lt president senator sen representative rep gov governor mayor judge justice"
    " ambassador minister secretary madam madame monsieur senor herr frau hon st"
)
ARTICLES = listed("al el as ad ash at an ar ul")
"""The Arabic article before a surname, in its printed forms: left aside when names are held
against each other."""

"""Places that are no persons: countries, states and provinces with their short forms, big cities.

General lists, for the one question whether capitalised words name a place.
"""

from preserve.describing.gazetteer import COUNTRIES, listed

STATES = listed(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia"
    " hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts"
    " michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon"
    " pennsylvania tennessee texas utah vermont virginia wisconsin wyoming ontario quebec alberta"
    " manitoba saskatchewan queensland tasmania bavaria catalonia crimea siberia kashmir punjab"
    " guam"
)
"""States and provinces of one word; "New ..." and "South ..." are told by their first word."""

_SHORT_STATES = listed(
    "ala ariz ark calif colo conn del fla ga ill ind kan ky mass md mich minn mo mont neb nev okla"
    " ore pa penn tenn tex va vt wash wis wyo d.c. n.y. n.j. n.h. n.c. s.c. n.d. s.d. n.m. w.va."
    " b.c. u.k. u.s. u.n. e.u."
)
_CITIES = listed(
    "atlanta baltimore boston brooklyn buffalo chicago cincinnati cleveland dallas denver detroit"
    " honolulu houston indianapolis jacksonville manhattan memphis miami milwaukee minneapolis"
    " nashville oakland omaha orlando philadelphia phoenix pittsburgh portland raleigh richmond"
    " sacramento seattle tampa toledo tucson tulsa wichita anchorage albuquerque harlem queens"
    " hollywood toronto montreal vancouver ottawa calgary edmonton sydney melbourne brisbane perth"
    " adelaide canberra auckland wellington manchester liverpool birmingham leeds sheffield"
    " bristol glasgow edinburgh cardiff belfast dublin cork oxford cambridge dubai doha mecca"
    " medina mosul basra aleppo homs idlib raqqa gaza hebron ramallah haifa istanbul izmir tripoli"
    " benghazi tunis algiers casablanca lagos nairobi kampala khartoum mogadishu johannesburg"
    " pretoria durban harare accra dakar kinshasa mumbai kolkata bangalore chennai karachi lahore"
    " kandahar dhaka colombo bangkok hanoi manila jakarta singapore seoul pyongyang shanghai"
    " guangzhou shenzhen wuhan osaka kyoto hiroshima taipei budapest bucharest sofia belgrade"
    " zagreb sarajevo pristina warsaw krakow gdansk minsk vilnius riga tallinn helsinki stockholm"
    " oslo copenhagen hamburg munich cologne frankfurt stuttgart dresden leipzig vienna salzburg"
    " zurich basel milan turin naples venice palermo athens lisbon porto barcelona seville valencia"
    " bilbao marseille lyon nice toulouse bordeaux strasbourg lille calais antwerp ghent amsterdam"
    " rotterdam havana caracas bogota lima quito santiago brasilia honduras guatemala nicaragua"
    " panama haiti jamaica bahamas bermuda europe eurasia antarctica arctic mediterranean baltic"
    " balkans pacific atlantic burma"
)
_LONG_PLACES = frozenset(
    {
        "baton rouge", "buenos aires", "cedar rapids", "costa rica", "des moines", "eau claire",
        "el paso", "el salvador", "ho chi minh", "hong kong", "kuala lumpur", "long beach",
        "middle east", "mexico city", "palm beach", "palo alto", "puerto rico", "rhode island",
        "rio de janeiro", "salt lake", "silicon valley", "sri lanka", "saudi arabia", "tel aviv",
        "cape town", "addis ababa", "phnom penh", "great britain", "united kingdom",
        "united states", "middle west", "north america", "latin america", "capitol hill",
        "wall street", "rust belt", "bible belt", "sun belt",
    }
)  # fmt: skip
_DIRECTIONS = frozenset(
    ["east", "west", "north", "south", "eastern", "western", "northern", "southern", "central"]
)
_PLACE_STARTS = _DIRECTIONS | frozenset(
    ["new", "los", "las", "san", "santa", "saint", "st", "mount", "port", "fort", "cape", "lake",
     "operation", "hurricane", "cyclone", "typhoon", "flight", "highway", "interstate"]
)  # fmt: skip
_PLACE_ENDS = frozenset(
    [
        "city", "east", "west", "street", "square", "avenue", "road", "province", "governorate",
        "district", "region", "county", "valley", "river", "island", "islands", "airport",
        "university", "bridge", "park", "sea", "gulf", "desert", "mountains", "hill", "beach",
        "boulevard", "heights", "springs", "falls", "township", "borough", "bay", "canal",
        "harbor", "harbour", "coast", "peninsula", "ocean", "highway", "tower", "towers", "plaza",
    ]
)  # fmt: skip
PLACES = COUNTRIES | STATES | _SHORT_STATES | _CITIES | _DIRECTIONS


def is_place(words: list[str]) -> bool:
    """Whether capitalised words, given in lower case, name a place."""
    if PLACES.issuperset(words):
        return True
    if len(words) == 1:
        return False
    ends = words[0] in _PLACE_STARTS or words[-1] in _PLACE_ENDS
    return ends or " ".join(words) in _LONG_PLACES

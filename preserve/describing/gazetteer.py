"""Generic word lists: honorifics, jobs, nationalities, countries, organisation words, platforms.

Lists of *kinds* of words; no list here was made from the articles that the rules are tried on.
"""

from types import MappingProxyType


def listed(text: str) -> frozenset[str]:
    """Return the words of a list that is printed as one text."""
    return frozenset(text.split())


HONORIFICS = listed(
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr father sister brother"
    " sheikh sheik shaikh imam rabbi gen col maj capt lt sgt cpl pvt sen rep gov hon judge justice"
    " king queen prince princess pope bishop archbishop cardinal ayatollah mullah"
    " sens reps govs gens drs profs messrs adm cmdr col cpt sgts supt pres rabbi msgr revs lieut"
)
SUFFIXES = listed("jr sr ii iii iv")
MALE = listed(
    "mr sir lord father brother king prince man boy gentleman spokesman chairman policeman"
    " businessman fisherman fireman cameraman husband son uncle grandfather dad men boys he his"
    " him himself congressman statesman nephew imam sheikh pope bishop"
)
FEMALE = listed(
    "mrs ms miss dame lady sister queen princess woman girl spokeswoman chairwoman policewoman"
    " businesswoman wife daughter aunt grandmother mother mum mom women girls she her hers herself"
    " congresswoman actress niece schoolgirl housewife"
)
GENERIC_PERSONS = listed(
    "man woman boy girl person men women people resident residents civilian civilians citizen"
    " citizens user users someone somebody child children mother father son daughter sister"
    " brother wife husband protester protesters survivor survivors witness witnesses refugee"
    " refugees source sources relative relatives neighbour neighbor voter villager father uncle"
    " aunt cousin gentleman lady teenager youth dad mum mom grandmother grandfather"
)
"""Nouns that say a person is meant, and are no job or office."""

_JOBS = listed(
    "activist teacher journalist reporter photographer filmmaker film-maker director artist"
    " designer trainer student doctor nurse surgeon paramedic medic physician dentist pharmacist"
    " lawyer attorney judge prosecutor solicitor barrister ambassador envoy diplomat consul"
    " spokesman spokeswoman spokesperson spokesmen spokeswomen spokespeople spokespersons"
    " president vice-president minister chancellor premier senator congressman congresswoman"
    " lawmaker legislator deputy mayor governor councillor councilor secretary"
    " secretary-general secretary-general's undersecretary chairman chairwoman chairperson chair"
    " chief head leader commander general colonel captain major lieutenant sergeant soldier"
    " fighter rebel officer official officials policeman policewoman detective inspector"
    " constable sheriff analyst expert researcher scientist professor lecturer academic historian"
    " economist author writer novelist poet editor columnist blogger vlogger correspondent"
    " presenter anchor broadcaster commentator producer actor actress singer musician painter"
    " engineer architect builder carpenter mechanic driver farmer fisherman shopkeeper"
    " businessman businesswoman entrepreneur executive ceo manager coordinator co-ordinator"
    " adviser advisor aide assistant consultant volunteer worker rescuer firefighter pilot"
    " priest pastor imam rabbi bishop cleric monk nun campaigner advocate defender organiser"
    " organizer founder co-founder member delegate representative negotiator mediator monitor"
    " observer investigator rapporteur commissioner administrator librarian archivist curator"
    " translator interpreter fixer cameraman videographer media-activist dissident critic veteran"
    " coach player athlete footballer captain referee owner landlord tenant resident civilian"
    " graduate pupil scholar psychologist psychiatrist therapist counsellor pediatrician"
    " paediatrician anaesthetist midwife carer banker trader broker accountant clerk cook chef"
    " waiter waitress baker butcher tailor cleaner guard prisoner detainee hostage victim"
    " spokeman spokeperson spokesman-designate candidate politician treasurer superintendent"
    " principal headteacher headmaster dean rector provost neighbour friend colleague"
    " counsel strategist pollster nominee front-runner frontrunner contender rival opponent"
    " supporter backer ally donor operative lobbyist staffer speechwriter co-host host moderator"
    " speaker whip incumbent challenger predecessor successor counterpart surrogate democrat"
    " publisher investor billionaire mogul tycoon developer magnate comedian physicist chemist"
    " astronaut astronomer philosopher theologian statistician mathematician linguist biographer"
    " lieutenant-governor ex-president vice-chairman co-chairman co-chair organizer scholar fellow"
    " winner hero rapper dancer playwright screenwriter choreographer composer conductor"
    " photojournalist essayist memoirist naturalist environmentalist feminist anarchist socialist"
    " technician programmer electrician plumber rancher retiree delegate elector caucusgoer"
    " ombudsman congressperson councilman councilwoman alderman assemblyman assemblywoman"
    " supervisor registrar warden ranger trooper marshal sheriff"
    " selectman newsman newswoman anchorman anchorwoman salesman saleswoman policymaker"
)


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith("man"):
        return noun[:-3] + "men"
    return noun + ("es" if noun.endswith(("s", "ch", "sh")) else "s")


JOBS = _JOBS | frozenset(_plural(job) for job in _JOBS)
PARTISANS = listed("republicans democrats conservatives liberals tories socialists libertarians")
PERSON_NOUNS = JOBS | GENERIC_PERSONS | PARTISANS
PLURAL_NOUNS = (
    frozenset(_plural(job) for job in _JOBS)
    | PARTISANS
    | listed(
        "men women people residents civilians citizens users children protesters survivors"
        " witnesses refugees sources relatives others officials"
    )
)
CROWD = PARTISANS | listed(
    "people residents civilians citizens users children men women refugees protesters others"
    " activists journalists families fighters rebels members victims survivors players voters"
)
"""Plurals that are speakers only where words between marks are given to them."""

ORG_WORDS = listed(
    "agency army assembly association authority bank board bureau cabinet center centre church"
    " club coalition college commission committee company congress corporation council court"
    " crescent cross defence defense department directorate embassy federation force forces"
    " foundation front fund government group helmets hospital hospitals house institute"
    " international kremlin league legion media military militia ministry mission monitor"
    " movement nations network news observatory office organisation organization parliament party"
    " pentagon police press programme program radio senate service services society staff state"
    " syndicate team television times tribune trust tv union university watch without post"
    " telegraph guardian herald journal gazette inc ltd llc plc corp united rovers wanderers"
)
OFFICE_NOUNS = listed("office agency ministry department commission mission council committee")
KNOWN_ORGS = listed(
    "amnesty wikileaks cia fed unicef oxfam unhcr unesco hamas hezbollah hizbollah isis isil"
    " reuters interpol"
    " kremlin pentagon taliban whitehall downing congress parliament facebook google apple"
    " microsoft amazon bellingcat mercycorps pravda interfax tass xinhua sana anadolu"
)
MEDIA = listed(
    "reuters bbc cnn afp ap npr itv cbs nbc abc msnbc sky guardian telegraph times post"
    " independent jazeera arabiya bloomberg press news tribune herald journal gazette mirror mail"
    " express sun spiegel monde welle tass interfax xinhua sana anadolu newsweek time vice"
    " buzzfeed politico axios magazine newspaper agency radio television tv agence haaretz"
)
PLATFORMS = MappingProxyType(
    {
        "twitter": "Twitter",
        "tweet": "Twitter",
        "tweets": "Twitter",
        "tweeted": "Twitter",
        "tweeting": "Twitter",
        "retweeted": "Twitter",
        "facebook": "Facebook",
        "instagram": "Instagram",
        "youtube": "YouTube",
        "periscope": "Periscope",
        "whatsapp": "WhatsApp",
        "telegram": "Telegram",
        "snapchat": "Snapchat",
        "skype": "Skype",
        "viber": "Viber",
        "tiktok": "TikTok",
        "vk": "VK",
        "weibo": "Weibo",
        "reddit": "Reddit",
        "tumblr": "Tumblr",
        "vine": "Vine",
        "bluesky": "Bluesky",
        "mastodon": "Mastodon",
        "imessage": "iMessage",
    }
)
VIDEO_NOUNS = listed("video videos clip clips footage film films stream streams livestream vlog")
POST_NOUNS = listed("tweet tweets message messages post posts photo photos image images selfie")
VIDEO_PLATFORMS = frozenset({"Periscope", "YouTube", "Vine"})
TITLED_NOUNS = VIDEO_NOUNS | listed(
    "song book album documentary movie programme program article series show page channel blog"
    " report paper novel poem play essay exhibition campaign operation account group podcast"
    " magazine newspaper website band game study column dossier painting"
)

NATIONALITIES = listed(
    "afghan african albanian algerian american arab argentine armenian asian australian austrian"
    " bahraini bangladeshi belarusian belgian bosnian brazilian british bulgarian canadian chilean"
    " chinese colombian croatian cuban czech danish dutch egyptian english ethiopian european"
    " finnish french georgian german ghanaian greek hungarian indian indonesian iranian iraqi irish"
    " israeli italian japanese jewish jordanian kenyan korean kurdish kuwaiti latin lebanese libyan"
    " malaysian mexican moroccan muslim nigerian norwegian omani pakistani palestinian persian"
    " peruvian philippine polish portuguese qatari romanian russian saudi scottish serbian shia"
    " shiite shi'ite sunni somali spanish sudanese swedish swiss syrian thai tunisian turkish"
    " ukrainian venezuelan vietnamese welsh western yemeni christian catholic"
)
PARTIES = listed(
    "republican democratic democrat gop tory labour conservative liberal socialist communist"
    " libertarian progressive presidential congressional senatorial gubernatorial federal"
)
"""Words for parties and offices that stand before a name as an adjective does."""

COUNTRIES = listed(
    "afghanistan africa albania algeria america argentina armenia asia australia austria bahrain"
    " bangladesh belarus belgium bosnia brazil britain bulgaria canada chile china colombia croatia"
    " cuba denmark egypt england ethiopia europe finland france germany ghana greece hungary"
    " iceland india indonesia iran iraq ireland israel italy japan jordan kenya korea kosovo kuwait"
    " lebanon libya malaysia mexico morocco myanmar nepal nigeria norway oman pakistan palestine"
    " peru philippines poland portugal qatar romania russia rwanda scotland serbia singapore"
    " somalia spain sudan sweden switzerland syria taiwan thailand tunisia turkey uganda ukraine"
    " uk u.k. us u.s. usa u.s.a. venezuela vietnam wales yemen zimbabwe moscow washington london"
    " paris berlin beijing tehran damascus ankara baghdad cairo jerusalem brussels geneva kyiv kiev"
    " rome madrid tokyo delhi riyadh beirut amman islamabad kabul"
)
CALENDAR = listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december jan feb mar apr jun jul aug sep sept oct"
    " nov dec mon tue tues wed thu thur thurs fri sat easter christmas ramadan am pm est gmt edt"
)
FUNCTION_WORDS = listed(
    "a an the this that these those some any each every all both many most much more few several"
    " other others another one two three four five six seven eight nine ten no none"
    " i you he she it we they me him her us them my your his its our their mine yours who whom"
    " whose which what when where why how if then than and or but nor so yet for of in on at by to"
    " from with without as into onto over under about after before during since until while"
    " because although though however meanwhile also still even just only there here now today"
    " yesterday tomorrow tonight later earlier once again not is are was were be been being am do"
    " does did has have had will would can could may might must shall should let please yes"
    " according despite amid among across inside outside near against between through throughout"
    " within like unlike instead perhaps maybe indeed finally elsewhere separately"
    " previously recently earlier moreover furthermore therefore thus hence nevertheless"
    " nonetheless additionally afterwards around hundreds thousands dozens millions close get"
    " read write watch see share join follow click additional"
)
DETERMINERS = listed(
    "a an the one another this that these those some two three four five six seven eight nine ten"
    " several many few other his her their its our my each every any no all both most"
)
PARTICLES = listed("al el bin ibn bint abu van von der den de da di du del la le dos das ter ben")

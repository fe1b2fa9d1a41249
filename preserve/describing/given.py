"""Given names that tell whether "he" or "she" may mean somebody: only the commonest ones.

Lists of census offices, without the names that men and women share.
"""

from preserve.describing.gazetteer import listed

_MEN = listed(
    "james john robert michael william david richard joseph thomas charles daniel matthew anthony"
    " mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason"
    " jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin"
    " samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose henry adam"
    " douglas nathan peter zachary kyle walter harold jeremy ethan carl keith roger gerald"
    " sean arthur lawrence joe bob jim tom tim mike dave dan steve bill ted rick greg jeff ken ben"
    " juan carlos luis pedro pablo miguel diego jorge mohammed muhammad ahmed ali omar hassan"
    " hussein mahmoud ibrahim khalid yusuf ivan sergei dmitri vladimir boris igor hans karl klaus"
    " pierre jacques francois giovanni marco luca graham nigel simon ian neil alan philip phillip"
    " roy ralph eugene russell bruce albert harry howard vincent louis martin stuart gordon hugh"
    " oliver oscar leo max felix lucas fred doug chuck ron don matt ray ed phil barry norman"
)
_WOMEN = listed(
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty"
    " sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie"
    " rebecca sharon laura cynthia dorothy amy kathleen angela shirley brenda emma anna pamela"
    " nicole samantha katherine christine helen debra rachel carolyn janet maria catherine heather"
    " diane olivia julie joyce victoria ruth virginia lauren kelly christina joan evelyn judith"
    " andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann kathryn"
    " abigail sophia frances jean alice judy isabella julia grace amber denise danielle marilyn"
    " beverly charlotte natalie theresa diana brittany doris kayla alexis lori marie ana carmen"
    " lucia elena fatima aisha layla natasha olga svetlana ingrid greta claire sophie fiona"
    " gillian nicola louise lucy anne jane kate katie jill wendy tina sally sue peggy rosa eva"
)
_SHARED = listed("kelly virginia madison ashley alexis jean don marie ali")


def gender_of_given(low: str) -> str:
    """Return `m` or `f` for a given name in lower case, or nothing where it does not tell."""
    if low in _SHARED:
        return ""
    if low in _MEN:
        return "m"
    return "f" if low in _WOMEN else ""

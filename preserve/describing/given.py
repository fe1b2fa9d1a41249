"""Given names that tell whether "he" or "she" may mean somebody: common ones of many languages.

A name that men and women share (Kim, Chris, Robin, Andrea), or that is a place or a month as well,
is in no list and tells nothing.
"""

from preserve.describing.gazetteer import listed

_MEN = listed(
    "aaron abdullah adam ahmed alan albert alejandro alexander alfred andrew anthony antonio"
    " arthur barry ben benjamin bernard bill billy bob bobby boris brad bradley brandon brendan"
    " brian bruce bryan carl carlos charles charlie chuck craig dan daniel dave david dennis"
    " derek diego dimitri dmitri donald doug douglas dylan ed eddie edward edwin eric ernest"
    " ethan eugene evan felipe felix fernando francisco francois frank fred frederick gary geoff"
    " geoffrey george gerald giovanni glenn gordon graham greg gregory hans harold harry hassan"
    " henry howard hugh hussein ian ibrahim igor isaac ivan jack jacob jacques jake james jason"
    " jeff jeffrey jeremy jerry jim jimmy joe joel john johnny jonathan jorge jose joseph joshua"
    " juan julian justin karl keith ken kenneth kevin khaled khalid klaus kyle larry lars"
    " lawrence leo leon leonard lorenzo louis luca lucas luis luke mahmoud manuel marc marco"
    " marcus mario mark martin marvin matt matthew max michael miguel mike mikhail mohamed"
    " mohammad mohammed muhammad mustafa nathan neil nicholas nick nigel norman oliver omar"
    " oscar owen pablo patrick paul pedro pete peter phil philip phillip pierre rafael ralph"
    " ramon raul ray raymond ricardo richard rick robert roberto rodney roger roland ron ronald"
    " ross roy russell ryan samuel scott sean sergei seth simon stefan stephen steve steven"
    " stuart ted teddy terrence theodore thomas tim timothy todd tom tommy tony trevor tyler"
    " vernon victor vincent vladimir walter warren wayne wilhelm william yusuf zachary"
)
_WOMEN = listed(
    "abigail agnes aisha alexandra alice alison allison amanda amber amelia amy ana angela"
    " angelica anita ann anna anne annie antonia barbara beatrice becky bertha beth betsy betty"
    " beverly bonnie brenda brittany camila carla carmen carol carole caroline carolyn catherine"
    " cecilia charlotte cheryl chloe christina christine cindy claire clara claudia colleen"
    " connie cristina crystal cynthia daisy danielle deborah debra denise diana diane dolores"
    " donna doris dorothy edith eileen elaine eleanor elena elisabeth elizabeth ella ellen emily"
    " emma erica erika erin esther ethel eva evelyn fatima fiona frances gabriela gail gillian"
    " gina gladys gloria grace greta hannah heather heidi helen helena ida ingrid irene iris"
    " isabel isabella jacqueline jane janet janice jasmine jenna jennifer jenny jessica jill"
    " joan joanna joanne josephine joyce juanita judith judy julia julie karen kate katherine"
    " kathleen kathryn kathy katie kayla kimberly kristen kristin laura lauren laurie layla"
    " leila lena lillian linda lisa lois lori louise lucia lucy lydia madeleine mandy margaret"
    " maria marilyn marjorie martha mary maureen megan melanie melissa meredith michelle mildred"
    " miriam molly monica nancy naomi natalie natasha nicola nicole nina nora norma olga olivia"
    " pamela patricia paula pauline peggy penelope phyllis rachel rebecca renee rhonda rita"
    " roberta rosa rose rosemary ruth sally samantha sandra sara sarah sharon sheila shirley"
    " silvia sofia sonia sophia sophie stella stephanie sue susan suzanne svetlana sylvia tamara"
    " tammy tanya teresa theresa tiffany tina ursula valerie vanessa vera veronica victoria"
    " vivian wanda wendy yolanda yvonne zoe"
)


def gender_of_given(low: str) -> str:
    """Return `m` or `f` for a given name in lower case, or nothing where it does not tell."""
    if low in _MEN:
        return "m"
    return "f" if low in _WOMEN else ""

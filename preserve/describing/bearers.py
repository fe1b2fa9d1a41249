"""Common given names that are borne almost only by men, or almost only by women.

Frequent names of several languages, so that "she" is not read as a man; a name that both bear
(Kim, Chris, Robin, Andrea) or that is a place or a month as well is in no list, and tells nothing.
"""

from preserve.describing.gazetteer import HONORIFICS
from preserve.describing.prose import Token


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MEN = _words(
    "aaron abdullah adam ahmed alan albert alejandro alexander alfred ali andrew anthony antonio"
    " arthur barry benjamin bernard bill billy bob bobby brad bradley brandon brendan brian bruce"
    " bryan carl carlos charles charlie chuck craig dan daniel dave david dennis derek diego"
    " dimitri donald doug douglas dylan ed eddie edward edwin eric ernest ethan eugene evan felipe"
    " fernando francisco frank fred frederick gary geoff geoffrey george gerald giovanni glenn"
    " gordon graham greg gregory hans harold harry hassan henry howard hugh hussein ian ibrahim"
    " igor isaac ivan jack jacob jake james jason jean-paul jeff jeffrey jeremy jerry jim jimmy joe"
    " joel john johnny jonathan jorge jose joseph joshua juan julian justin karl keith ken kenneth"
    " kevin khaled kyle larry lars lawrence leo leon leonard lorenzo louis luis luke mahmoud manuel"
    " marc marco marcus mario mark martin marvin matt matthew max michael miguel mike mikhail"
    " mohamed mohammad mohammed muhammad mustafa nathan neil nicholas nick nigel norman oliver omar"
    " oscar owen pablo patrick paul pedro pete peter phil philip phillip pierre rafael ralph ramon"
    " raul ray raymond ricardo richard rick robert roberto rodney roger roland ron ronald ross roy"
    " russell ryan samuel scott sean sergei seth simon stefan stephen steve steven stuart ted"
    " teddy terrence theodore thomas tim timothy todd tom tommy tony trevor tyler vernon victor"
    " vincent vladimir walter warren wayne wilhelm william yusuf zachary"
)
_WOMEN = _words(
    "abigail agnes aisha alexandra alice alison allison amanda amber amelia amy ana angela"
    " angelica anita ann anna anne annie antonia ashley barbara beatrice becky bertha beth"
    " betsy betty beverly bonnie brenda brittany camila carla carmen carol carole caroline carolyn"
    " catherine cecilia cheryl chloe christina christine cindy claire clara claudia"
    " colleen connie cristina crystal cynthia daisy danielle deborah debra denise diana diane"
    " dolores donna doris dorothy edith eileen elaine eleanor elena elisabeth elizabeth ella ellen"
    " emily emma erica erika erin esther ethel eva evelyn fatima fiona frances gabriela"
    " gail gina gladys gloria grace greta hannah heather heidi helen helena ida ingrid irene iris"
    " isabel isabella jacqueline jane janet janice jasmine jean jenna jennifer jenny jessica jill"
    " joan joanna joanne josephine joyce juanita judith judy julia julie karen kate katherine"
    " kathleen kathryn kathy katie kayla kimberly kristen kristin laura lauren laurie leila lena"
    " lillian linda lisa lois louise lucia lucy lydia madeleine mandy margaret maria"
    " marie marilyn marjorie martha mary maureen megan melanie melissa meredith michelle mildred"
    " miriam molly monica nancy naomi natalie natasha nicole nina nora norma olga olivia pamela"
    " patricia paula pauline peggy penelope phyllis rachel rebecca renee rhonda rita roberta rosa"
    " rose rosemary ruth sally samantha sandra sara sarah shannon sharon sheila shirley silvia"
    " sofia sonia sophia sophie stella stephanie sue susan suzanne sylvia tamara tammy tanya"
    " teresa theresa tiffany tina ursula valerie vanessa vera veronica vivian"
    " wanda wendy yolanda yvonne zoe"
)


def gender_of_given(words: tuple[Token, ...]) -> str:
    """Return `m` or `f` where the given name of a full name tells it, else nothing."""
    first = 0
    for index, word in enumerate(words[:-1]):
        if word.low in HONORIFICS:  # "Ohio Gov. Ann Lee"
            first = index + 1
    given = next((word.low for word in words[first:-1] if word.text[0].isalpha()), "")
    if given in _MEN:
        return "m"
    return "f" if given in _WOMEN else ""

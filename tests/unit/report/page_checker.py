"""Reads a page as a browser and a screen reader would, and says what is wrong with it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "br", "hr", "img", "input", "link", "base", "col", "source"}
FORBIDDEN = {
    "script",
    "iframe",
    "object",
    "embed",
    "link",
    "img",
    "form",
    "base",
    "style",
    "image",
    "use",
}
DRAWN = {"title", "desc", "defs", "pattern", "rect", "line", "text"}
ADDRESSES = {"src", "href", "action", "data", "srcset", "poster", "background", "formaction"}
HEARD = {"td", "th", "caption", "dt", "dd", "h1", "h2", "h3", "h4", "pre"}


@dataclass
class Table:
    caption: str | None = None
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    name: str = ""


@dataclass
class Picture:
    title: str = ""
    description: str = ""
    shapes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """A parsed page: its problems, headings, tables and texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.open: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.tables: list[Table] = []
        self.pictures: list[Picture] = []
        self.facts: dict[str, str] = {}
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.html_lang: str | None = None
        self.policy: str | None = None
        self._heard: list[str] = []
        self._term = ""
        self.all_text: list[str] = []
        self.feed(text)
        self.close()
        if self.open:
            self.problems.append(f"left open: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._judge(tag, values)
        self._note(tag, values)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append(Table(name=values.get("class", "")))
        elif tag == "tr" and "thead" not in self.open:
            self.tables[-1].rows.append([])
        if tag == "svg":
            self.pictures.append(Picture())
        elif "svg" in self.open:
            self.pictures[-1].shapes.append((tag, values))
        if tag in HEARD or "svg" in self.open:
            self._heard = []

    def _note(self, tag: str, values: dict[str, str]) -> None:
        if tag == "html":
            self.html_lang = values.get("lang")
        if values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = values["content"]
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("aria-labelledby", "aria-describedby"):
            self.labels.extend(values.get(name, "").split())

    def _judge(self, tag: str, values: dict[str, str]) -> None:
        if tag in FORBIDDEN and not (tag == "style" and self.open == ["html", "head"]):
            self.problems.append(f"there is a <{tag}>")
        self._judge_picture(tag, values)
        for name, value in values.items():
            if name.startswith("on") or name == "style":
                self.problems.append(f"there is {name}= in <{tag}>")
            if name in ADDRESSES and not value.startswith("#"):
                self.problems.append(f"<{tag}> points to {value}")
        if tag == "th" and values.get("scope") not in {"col", "row"}:
            self.problems.append("a th without scope")
        if tag == "td" and not values.get("data-label"):
            self.problems.append("a cell without its label")
        if tag in {"bdi", "pre"} and values.get("dir") not in {"auto", "ltr"}:
            self.problems.append(f"a <{tag}> without a direction")

    def _judge_picture(self, tag: str, values: dict[str, str]) -> None:
        if tag == "svg" and (values.get("role") != "img" or "aria-labelledby" not in values):
            self.problems.append("a picture without a role or a name")
        if "svg" in self.open and tag not in DRAWN:
            self.problems.append(f"there is a <{tag}> in a picture")
        for value in values.values():
            if "svg" in self.open and "url(" in value and not value.startswith("url(#"):
                self.problems.append(f"<{tag}> fetches {value}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")
            return
        text = " ".join("".join(self._heard).split())
        if "svg" in self.open:
            self._drawn(tag, text)
        elif tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append((int(tag[1]), text))
        elif tag == "caption":
            self.tables[-1].caption = text
        elif tag == "th" and "thead" in self.open:
            self.tables[-1].heads.append(text)
        elif tag in {"th", "td"}:
            self.tables[-1].rows[-1].append(text)
        elif tag == "dt":
            self._term = text
        elif tag == "dd":
            self.facts[self._term] = text

    def _drawn(self, tag: str, text: str) -> None:
        if tag == "title":
            self.pictures[-1].title = text
        elif tag == "desc":
            self.pictures[-1].description = text
        elif tag == "text":
            self.pictures[-1].texts.append(text)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self._heard.append(data)
            self.all_text.append(data)

    @property
    def text(self) -> str:
        return "".join(self.all_text)

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)


def problems_of(text: str) -> list[str]:
    """Return everything that is wrong with a page."""
    page = Page(text)
    return [*page.problems, *_heading_problems(page), *_table_problems(page), *_frame(page, text)]


def _heading_problems(page: Page) -> list[str]:
    problems = []
    levels = [level for level, _ in page.headings]
    if levels.count(1) != 1 or levels[:1] != [1]:
        problems.append(f"headings begin {levels[:2]}, with {levels.count(1)} of the first level")
    for above, below in pairwise(levels):
        if below > above + 1:
            problems.append(f"a heading of level {below} follows one of level {above}")
    problems.extend("an empty heading" for _, words in page.headings if not words)
    return problems


def _table_problems(page: Page) -> list[str]:
    problems = []
    for table in page.tables:
        if not table.caption:
            problems.append(f"table {table.name} has no caption")
        if any(len(row) != len(table.heads) for row in table.rows):
            problems.append(f"table {table.name} has rows of another width")
    return problems


def _frame(page: Page, text: str) -> list[str]:
    problems = []
    if len(page.ids) != len(set(page.ids)):
        problems.append("an id occurs twice")
    problems += [f"no {label}" for label in page.labels if label not in page.ids]
    for picture in page.pictures:
        if not picture.title or not picture.description:
            problems.append("a picture without words")
    if not page.html_lang:
        problems.append("no language")
    if page.policy is None or "default-src 'none'" not in page.policy:
        problems.append("no policy against fetching")
    if 'href="#main"' not in text or "main" not in page.ids:
        problems.append("no link that skips to the content")
    return problems

"""Articles as HTML: Markdown of the CommonMark kind, without raw HTML, without pictures, links of the web alone."""

from markdown_it import MarkdownIt
from markupsafe import Markup

__all__ = ["html_of"]

_PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table").disable("image")
_PARSER.validateLink = lambda url: url.startswith(("https://", "http://", "/news", "/guides", "tel:"))  # type: ignore[method-assign]


def html_of(body: str) -> Markup:
    """The body as HTML that may stand in a page (CPU work: some milliseconds for a long one)."""
    return Markup(_PARSER.render(body))  # noqa: S704 - the parser escapes everything that it does not make itself

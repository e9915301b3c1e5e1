"""The Jinja environment of all pages: everything is escaped."""

from functools import cache

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["render"]


@cache
def environment() -> Environment:
    """The environment over ``handlers/pages/templates``; an unknown name is an error."""
    return Environment(
        loader=PackageLoader("handlers.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, *, status: int = 200, **values: object) -> web.Response:
    """A page from a template."""
    text = environment().get_template(template).render(**values)
    return web.Response(status=status, text=text, content_type="text/html", charset="utf-8")

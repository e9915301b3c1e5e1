"""The Jinja environments of all pages (everything is escaped), and their static files."""

from functools import cache
from importlib.resources import files

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from handlers.access import Access, access

__all__ = ["environment", "page", "render", "static_files"]

PAGES = "handlers.pages"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def environment(package: str = PAGES) -> Environment:
    """The environment over the package's ``templates``; an unknown name is an error."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, *, status: int = 200, **values: object) -> web.Response:
    """A page for citizens, from a template of this package."""
    return page(PAGES, template, status=status, **values)


def page(package: str, template: str, *, status: int = 200, **values: object) -> web.Response:
    """A page from a template of ``package``."""
    text = environment(package).get_template(template).render(**values)
    return web.Response(status=status, text=text, content_type="text/html", charset="utf-8")


def static_files(app: web.Application, prefix: str, package: str) -> None:
    """Serve the package's ``static`` folder from memory: few, small files, no path to traverse."""
    held = {
        entry.name: (entry.read_bytes(), TYPES[entry.name[entry.name.rindex(".") :]])
        for entry in files(package).joinpath("static").iterdir()
    }

    @access(Access.ANYONE)
    async def serve(request: web.Request) -> web.Response:
        found = held.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        body, content_type = found
        headers = {"Cache-Control": "public, max-age=300"}
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)

    app.router.add_get(prefix + "/{name}", serve)

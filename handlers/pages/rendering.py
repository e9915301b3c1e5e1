"""The Jinja environments of all pages (everything is escaped), and their static files.

Templates and files are few and small: they are read once, when a package is first used at
import time, so that no request waits for a disk. A template is compiled when it is first used,
or by ``compile_templates``: at import time that would be a third of a second of every start.
"""

from functools import cache
from importlib.resources import files

from aiohttp import web
from jinja2 import DictLoader, Environment, StrictUndefined

from handlers.access import Access, access

__all__ = ["PAGES", "compile_templates", "environment", "page", "render", "static_files"]

PAGES = "handlers.pages"
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_ready: dict[str, Environment] = {}


@cache
def environment(package: str) -> Environment:
    """The environment over the package's ``templates``; an unknown name is an error."""
    templates = {entry.name: entry.read_text("utf-8") for entry in files(package).joinpath("templates").iterdir()}
    made = Environment(
        loader=DictLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    _ready[package] = made
    return made


def compile_templates() -> None:
    """Compile what is not compiled yet (tens of milliseconds each), in a thread, so that no citizen waits for it."""
    for made in list(_ready.values()):
        for name in made.list_templates():
            made.get_template(name)


@cache
def static_of(package: str) -> dict[str, tuple[bytes, str]]:
    """Body and content type of each file in the package's ``static``, by name."""
    return {
        entry.name: (entry.read_bytes(), TYPES[entry.name.rpartition(".")[2]])
        for entry in files(package).joinpath("static").iterdir()
        if entry.name.rpartition(".")[2] in TYPES
    }


def render(template: str, *, status: int = 200, **values: object) -> web.Response:
    """A page for citizens, from a template of this package."""
    return page(PAGES, template, status=status, **values)


def page(package: str, template: str, *, status: int = 200, **values: object) -> web.Response:
    """A page from a template of ``package``."""
    text = environment(package).get_template(template).render(**values)
    return web.Response(status=status, text=text, content_type="text/html", charset="utf-8")


def static_files(app: web.Application, prefix: str, package: str) -> None:
    """Serve the package's ``static`` folder from memory: no path to traverse."""
    held = static_of(package)

    @access(Access.ANYONE)
    async def serve(request: web.Request) -> web.Response:
        found = held.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        body, content_type = found
        headers = {"Cache-Control": "public, max-age=300"}
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)

    app.router.add_get(prefix + "/{name}", serve)


environment(PAGES)
static_of(PAGES)

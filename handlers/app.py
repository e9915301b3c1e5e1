"""The composition root of the web application: services in, routes out."""

from aiohttp import web

from handlers import ops
from handlers.keys import SERVICES
from handlers.middlewares import observe, render_errors, secure
from handlers.miniapp import PREFIX, sub_app
from handlers.pages import directory, guide
from handlers.pages.rendering import PAGES, static_files
from handlers.services import Services
from handlers.simulator import Simulator, simulator_app
from handlers.wechat import wechat_app

__all__ = ["make_app"]


def make_app(services: Services, simulator: Simulator | None = None) -> web.Application:
    """The application over these services; its caller opens and closes them around it."""
    app = web.Application(middlewares=[observe(services.metrics), secure, render_errors])
    app[SERVICES] = services
    app.router.add_routes(ops.routes)
    app.router.add_routes(directory.routes)
    app.router.add_routes(guide.routes)
    static_files(app, "/static", PAGES)
    app.add_subapp(PREFIX, sub_app())
    if services.callback is not None:
        app.add_subapp("/wechat", wechat_app(services.callback))
    if simulator is not None:
        simulator_app(app, simulator)
    return app

"""The composition root of the web application: services in, routes out."""

from aiohttp import web

from handlers import ops
from handlers.auth import CITIZEN_BUCKETS
from handlers.callbacks import callbacks_app
from handlers.connections import Heads
from handlers.console import console_app
from handlers.display import display_app
from handlers.headers import add_headers
from handlers.keys import SERVICES
from handlers.limits import CITIZEN_BURST, CITIZEN_PER_SECOND, Buckets, limit
from handlers.middlewares import observe, render_errors
from handlers.miniapp import PREFIX, sub_app
from handlers.origin import TrustedProxies
from handlers.pages import api_docs, directory, guide, news, place
from handlers.pages.rendering import PAGES, static_files
from handlers.services import Services
from handlers.simulator import Simulator, simulator_app
from handlers.sockets import add_sockets
from handlers.wechat import wechat_app

__all__ = ["make_app"]


def make_app(
    services: Services,
    simulator: Simulator | None = None,
    *,
    buckets: Buckets | None = None,
    heads: Heads | None = None,
) -> web.Application:
    """The application over these services; its caller opens and closes them around it."""
    settings = services.settings
    middlewares = [observe(services.metrics, Heads() if heads is None else heads), render_errors]
    if settings.rate_limits:
        held = Buckets() if buckets is None else buckets
        middlewares.append(limit(held, TrustedProxies.of(settings.trusted_proxies)))
    app = web.Application(middlewares=middlewares)
    app[SERVICES] = services
    if settings.rate_limits:
        app[CITIZEN_BUCKETS] = Buckets(burst=CITIZEN_BURST, per_second=CITIZEN_PER_SECOND)
    add_sockets(app)
    app.on_response_prepare.append(add_headers)
    app.router.add_routes(ops.routes)
    app.router.add_routes(directory.routes)
    app.router.add_routes(guide.routes)
    app.router.add_routes(news.routes)
    app.router.add_routes(place.routes)
    app.router.add_routes(api_docs.routes)
    static_files(app, "/static", PAGES)
    app.add_subapp(PREFIX, sub_app())
    console_app(app)
    display_app(app)
    if services.callback is not None:
        app.add_subapp("/wechat", wechat_app(services.callback))
    if services.approval is not None:
        app.add_subapp("/callbacks", callbacks_app(services.approval, services.record_update, services.metrics))
    if simulator is not None:
        simulator_app(app, simulator)
    return app

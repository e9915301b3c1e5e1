"""Where the application keeps what its handlers use (read through ``request.config_dict``)."""

from aiohttp import web

from handlers.services import Services

__all__ = ["SERVICES", "services_of"]

SERVICES: web.AppKey[Services] = web.AppKey("services", Services)


def services_of(request: web.Request) -> Services:
    """The services of the application that serves this request."""
    return request.config_dict[SERVICES]

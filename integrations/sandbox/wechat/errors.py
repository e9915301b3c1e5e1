"""The platform's errors: errcode and errmsg, as its 全局返回码 page lists them."""

from aiohttp import web

__all__ = ["ApiError", "error_answer"]

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40003: "invalid openid",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40015: "invalid menu type",
    40016: "invalid button size",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40025: "invalid sub button name size",
    40029: "invalid code",
    40037: "invalid template_id",
    40125: "invalid appsecret",
    40164: "invalid ip, not in whitelist",
    41001: "access_token missing",
    42001: "access_token expired",
    43101: "user refuse to accept the msg",
    43004: "require subscribe",
    44002: "empty post data",
    44004: "empty content",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    46003: "menu no exist",
    47003: "argument invalid",
    47001: "data format error",
}


class ApiError(Exception):
    """A call that is refused with an errcode."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def error_answer(code: int) -> web.Response:
    """The answer: status 200, as WeChat sends it."""
    return web.json_response({"errcode": code, "errmsg": MESSAGES.get(code, "error")})

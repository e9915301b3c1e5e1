"""Errors at the edge: domain code → HTTP status, as RFC 9457 problem documents.

``detail`` is Chinese, because a citizen's phone shows it.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from aiohttp import web

from affairs.errors import DomainError

__all__ = ["DETAILS", "STATUS", "problem", "problem_of"]

STATUS: dict[str, HTTPStatus] = {
    "domain-error": HTTPStatus.INTERNAL_SERVER_ERROR,
    "invalid-value": HTTPStatus.UNPROCESSABLE_ENTITY,
    "no-such-item": HTTPStatus.NOT_FOUND,
    "no-such-guide": HTTPStatus.NOT_FOUND,
    "no-such-region": HTTPStatus.NOT_FOUND,
    "no-such-version": HTTPStatus.NOT_FOUND,
    "nothing-to-publish": HTTPStatus.UNPROCESSABLE_ENTITY,
    "catalogue-conflict": HTTPStatus.CONFLICT,
    "regression-worse": HTTPStatus.CONFLICT,
    "too-many-requests": HTTPStatus.TOO_MANY_REQUESTS,
    "store-unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "service-unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "not-signed-in": HTTPStatus.UNAUTHORIZED,
    "invalid-code": HTTPStatus.UNAUTHORIZED,
    "identity-mismatch": HTTPStatus.CONFLICT,
    "idempotency-mismatch": HTTPStatus.CONFLICT,
    "not-online": HTTPStatus.CONFLICT,
    "no-such-application": HTTPStatus.NOT_FOUND,
    "no-such-principal": HTTPStatus.NOT_FOUND,
    "out-of-time": HTTPStatus.CONFLICT,
    "no-such-preregistration": HTTPStatus.NOT_FOUND,
    "no-such-material": HTTPStatus.NOT_FOUND,
    "revision-conflict": HTTPStatus.CONFLICT,
    "not-changeable": HTTPStatus.CONFLICT,
    "not-ready": HTTPStatus.CONFLICT,
    "not-checked": HTTPStatus.CONFLICT,
    "no-such-field": HTTPStatus.NOT_FOUND,
    "no-such-situation": HTTPStatus.NOT_FOUND,
    "identity-required": HTTPStatus.CONFLICT,
    "no-such-file": HTTPStatus.NOT_FOUND,
    "no-such-case": HTTPStatus.NOT_FOUND,
    "no-such-notice": HTTPStatus.NOT_FOUND,
    "already-rated": HTTPStatus.CONFLICT,
    "too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "not-permitted": HTTPStatus.FORBIDDEN,
    "log-in-refused": HTTPStatus.UNAUTHORIZED,
    "log-in-blocked": HTTPStatus.TOO_MANY_REQUESTS,
    "code-refused": HTTPStatus.UNAUTHORIZED,
    "second-factor-conflict": HTTPStatus.CONFLICT,
    "no-such-article": HTTPStatus.NOT_FOUND,
    "article-conflict": HTTPStatus.CONFLICT,
    "no-such-staff": HTTPStatus.NOT_FOUND,
    "no-such-department": HTTPStatus.NOT_FOUND,
    "no-such-session": HTTPStatus.NOT_FOUND,
    "login-taken": HTTPStatus.CONFLICT,
    "department-taken": HTTPStatus.CONFLICT,
    "staff-conflict": HTTPStatus.CONFLICT,
    "last-admin": HTTPStatus.CONFLICT,
    "already-booked": HTTPStatus.CONFLICT,
    "appointment-over": HTTPStatus.CONFLICT,
    "booking-barred": HTTPStatus.CONFLICT,
    "booking-limit": HTTPStatus.CONFLICT,
    "hold-expired": HTTPStatus.CONFLICT,
    "no-such-appointment": HTTPStatus.NOT_FOUND,
    "no-such-slot": HTTPStatus.NOT_FOUND,
    "no-such-waiting": HTTPStatus.NOT_FOUND,
    "not-bookable": HTTPStatus.CONFLICT,
    "slot-full": HTTPStatus.CONFLICT,
    "supply-changed": HTTPStatus.CONFLICT,
    "too-late": HTTPStatus.CONFLICT,
    "check-in-closed": HTTPStatus.CONFLICT,
    "hall-full": HTTPStatus.CONFLICT,
    "no-such-hall": HTTPStatus.NOT_FOUND,
    "no-such-ticket": HTTPStatus.NOT_FOUND,
    "nobody-waiting": HTTPStatus.CONFLICT,
    "not-at-window": HTTPStatus.CONFLICT,
    "ticket-moved": HTTPStatus.CONFLICT,
    "window-busy": HTTPStatus.CONFLICT,
    "window-taken": HTTPStatus.CONFLICT,
    "no-such-matter": HTTPStatus.NOT_FOUND,
    "matter-moved": HTTPStatus.CONFLICT,
    "no-such-handover": HTTPStatus.NOT_FOUND,
    "no-such-correction": HTTPStatus.CONFLICT,
    "handover-over": HTTPStatus.CONFLICT,
    "handover-taken": HTTPStatus.CONFLICT,
}
"""HTTP status of every domain error code; a test proves that none is absent."""

DETAILS: dict[str, str] = {
    "domain-error": "系统开小差了，请稍后再试。",
    "invalid-value": "填写的内容有误，请核对后再提交。",
    "no-such-item": "没有找到这个事项，它不在现行的政务服务事项目录里。",
    "no-such-guide": "这个事项没有适用于该区域的办事指南。",
    "no-such-region": "没有找到这个区划。",
    "no-such-version": "没有这个版本的事项目录。",
    "nothing-to-publish": "导入的内容里没有任何事项。",
    "catalogue-conflict": "事项目录刚刚被更新过，请刷新后重试。",
    "regression-worse": "发布后有些问题会答得更差，没有发布。",
    "too-many-requests": "操作太频繁了，请稍等片刻再试。",
    "store-unavailable": "服务暂时不可用，请稍后再试。",
    "service-unavailable": "对方的服务暂时连不上，请稍后再试。",
    "not-signed-in": "请先登录。",
    "invalid-code": "登录凭证无效或已过期，请重新获取。",
    "identity-mismatch": "姓名与身份证号不一致，请核对；一个账号只能由一个人实名使用。",
    "idempotency-mismatch": "这个 Idempotency-Key 已经用于另一个请求，请换一个。",
    "not-online": "这个事项暂时不能在这里申报，请按办事指南到窗口或指定网站办理。",
    "no-such-application": "没有找到这个申报。",
    "out-of-time": "日期不在可以选择的范围内。",
    "no-such-principal": "没有找到这个办事主体，或您没有权限代办。",
    "no-such-preregistration": "预登记码不对、已过期或已被用过。",
    "no-such-material": "这个申报不需要这项材料，或还没有上传。",
    "revision-conflict": "这个申报刚刚在别处被修改过，请刷新后再改。",
    "not-changeable": "这个申报现在不能这样操作。",
    "no-such-field": "表单里没有这一项。",
    "no-such-situation": "这个事项没有这个情形。",
    "not-checked": "这份申报还没有检查过，请先检查一遍。",
    "not-ready": "还有需要改正的地方，改好后才能提交。",
    "identity-required": "请先完成实名认证。",
    "not-permitted": "您的角色没有这项权限。",
    "log-in-refused": "登录名或密码不正确。",
    "log-in-blocked": "密码输错次数过多，请稍后再试。",
    "code-refused": "验证码不正确、已用过或已过期，请重新输入或重新登录。",
    "second-factor-conflict": "动态验证码的设置已变化，请刷新页面。",
    "no-such-article": "没有这篇内容，或已不再公开。",
    "article-conflict": "这篇内容刚刚被他人修改过，请重新打开后再改。",
    "no-such-staff": "没有这位工作人员，或账号已停用。",
    "no-such-department": "没有这个部门。",
    "no-such-session": "没有这个登录，可能已经退出。",
    "login-taken": "这个登录名已被使用。",
    "department-taken": "已有同名的部门。",
    "staff-conflict": "这个账号刚刚被他人修改过，请刷新后重试。",
    "last-admin": "这是最后一个系统管理员，请先指定另一位管理员。",
    "already-booked": "您已经预约了这件事，请到“我的预约”里查看或改期。",
    "appointment-over": "这个预约已经取消、过期或结束了。",
    "booking-barred": "因多次预约后没有到场，暂时不能预约。如有特殊情况，可以对爽约记录提出申诉。",
    "booking-limit": "您的预约已达到上限，请先办完或取消一些。",
    "hold-expired": "没有在保留时间内确认，号已经释放，请重新预约。",
    "no-such-appointment": "没有找到这个预约。",
    "no-such-slot": "没有这个预约时段。",
    "no-such-waiting": "没有找到这个候补。",
    "not-bookable": "这件事暂时不能预约，请在办公时间直接到窗口办理。",
    "slot-full": "这个时段约满了，请换一个时间。",
    "supply-changed": "刚才有人修改了预约设置，请重新查看后再改。",
    "no-such-matter": "没有找到这个诉求。",
    "matter-moved": "这个诉求已由同事办理、已答复，或现在不能这样操作。",
    "no-such-handover": "没有找到这次咨询。",
    "no-such-correction": "没有等您确认的修改，或者修改内容已经更新，请刷新后再看。",
    "handover-over": "这次咨询已经结束了。",
    "handover-taken": "这次咨询已由同事接手，或状态已经变了。",
    "too-late": "离预约时间太近，已经不能改期或取消了。",
    "not-found": "没有找到您要的内容。",
    "method-not-allowed": "不支持这种操作。",
    "unsupported-media-type": "请求正文须为 application/json。",
    "malformed-json": "请求正文不是有效的 JSON。",
    "too-many-files": "这项材料的文件已经够多了，请先删掉不要的。",
    "unreadable-table": "表格读不出来，请用模板填写后再上传。",
    "unreadable-body": "请求正文没有传完整，请重试。",
    "request-timeout": "请求正文传得太慢了，请重试。",
    "no-such-file": "没有找到这个文件。",
    "no-such-case": "没有找到这个办件，请核对申报号。",
    "no-such-notice": "没有找到这条通知。",
    "already-rated": "这次服务已经评价过了。",
    "too-large": "提交的内容太大了。",
    "invalid-request": "请求有误，请核对各项内容。",
    "internal-error": "系统开小差了，请稍后再试。",
    "unavailable": "服务暂时不可用，请稍后再试。",
    "check-in-closed": "现在不能签到，请看预约的时间。",
    "hall-full": "今天的现场号已经发完，请预约其他时间。",
    "no-such-hall": "没有这个大厅，或那里没有办这件事的窗口。",
    "no-such-ticket": "没有这个号，或还没有签到。",
    "nobody-waiting": "现在没有人等候这个窗口。",
    "not-at-window": "请先在窗口上岗；转去的窗口也要有人。",
    "ticket-moved": "这个号已经不在您的窗口，请看最新的情况。",
    "window-busy": "窗口还有人在办理，请先办结、挂起或过号。",
    "window-taken": "这个窗口已经有人上岗。",
}
"""What is told, by code, where the error itself brings no words."""

CODES: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.REQUEST_TIMEOUT: "request-timeout",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.TOO_MANY_REQUESTS: "too-many-requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal-error",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}


def problem(
    status: int,
    code: str,
    detail: str = "",
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> web.Response:
    """An ``application/problem+json`` response with ``code`` and Chinese ``detail``; ``more`` are further members."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": detail or DETAILS.get(code, DETAILS["invalid-request"]),
    }
    if errors:
        body["errors"] = list(errors)
    body |= more or {}
    return web.Response(
        status=status,
        text=json.dumps(body, ensure_ascii=False),
        content_type="application/problem+json",
        headers=headers,
    )


def problem_of(error: Exception, status: HTTPStatus | None = None, **more: object) -> web.Response:
    """The problem document of a domain error, with ``more`` members, or of an HTTP error of aiohttp.

    ``status`` is instead of the table's.
    """
    if isinstance(error, DomainError):
        status = status or STATUS[error.code]
        ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR  # its words are for the operator
        detail = "" if ours or error.detail == error.code else error.detail
        headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else None
        errors = [{"field": error.field, "message": detail or DETAILS[error.code]}] if error.field else []
        return problem(status, error.code, detail, errors=errors, headers=headers, more=more)
    if isinstance(error, web.HTTPException):
        allowed = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return problem(error.status, CODES.get(error.status, "invalid-request"), headers=allowed)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error")

"""What the platform refuses in a menu."""

from typing import Any

from integrations.sandbox.wechat.errors import ApiError

__all__ = ["check_menu"]

CLICK_TYPES = frozenset(
    {
        "click",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)


def check_menu(menu: Any) -> None:
    """Raises ApiError with the code of the first fault."""
    buttons = menu.get("button") if isinstance(menu, dict) else None
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise ApiError(40016)
    for button in buttons:
        _check_button(button, 16, 40018)


def _check_button(button: Any, name_bytes: int, code: int) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("name"), str):
        raise ApiError(47001)
    if not 1 <= len(button["name"].encode()) <= name_bytes:
        raise ApiError(code)
    beneath = button.get("sub_button")
    if not beneath:
        _check_action(button)
        return
    if not isinstance(beneath, list) or len(beneath) > 5:
        raise ApiError(40023)
    for sub in beneath:
        if isinstance(sub, dict) and sub.get("sub_button"):
            raise ApiError(40023)
        _check_button(sub, 40, 40025)


def _check_action(button: dict[str, Any]) -> None:
    kind = button.get("type")
    if kind == "view":
        if not 1 <= len(str(button.get("url", "")).encode()) <= 1024:
            raise ApiError(40020)
    elif kind in CLICK_TYPES:
        if not 1 <= len(str(button.get("key", "")).encode()) <= 128:
            raise ApiError(40019)
    else:
        raise ApiError(40015)

"""The official account's menu: 我要办, 我要查, 我要问, validated against WeChat's limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from integrations.wechat.limits import (
    KEY_BYTES,
    MENU_BUTTONS,
    MENU_NAME_BYTES,
    MENU_SUB_BUTTONS,
    MENU_SUB_NAME_BYTES,
    MENU_URL_BYTES,
)

__all__ = ["Button", "InvalidMenu", "default_menu", "menu_body", "menu_faults"]


class InvalidMenu(Exception):
    """A menu that WeChat would refuse; ``faults`` has every reason, a line each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Button:
    """One button: a ``key`` that comes back on a click, a page's ``url``, or further ``buttons``."""

    name: str
    key: str = ""
    url: str = ""
    buttons: tuple["Button", ...] = ()


def default_menu(base_url: str = "", hot: Sequence[tuple[str, str]] = ()) -> tuple[Button, ...]:
    """The product's menu. ``hot`` are (item code, short name) to be asked with one tap; the
    directory is offered where there is a public https address. Keys are what the bot routes by.
    """
    asked = [Button(_cut(name), key=f"item:{code}") for code, name in hot[: MENU_SUB_BUTTONS - 2]]
    page = Button("网上政务超市", url=f"{base_url}/guides") if base_url.startswith("https://") else None
    return (
        Button(
            "办事指南", buttons=(*asked, page or Button("事项目录", key="directory"), Button("能问什么", key="help"))
        ),
        Button("我的办件", buttons=(Button("办件进度", key="ask:办件进度"), Button("预约取号", key="ask:我要预约"))),
        Button(
            "服务大厅",
            buttons=(
                Button("地址与时间", key="centre"),
                Button("人工咨询", key="human"),
                Button("投诉建议", key="ask:我要投诉"),
            ),
        ),
    )


def menu_body(buttons: Sequence[Button]) -> dict[str, Any]:
    """The body of ``menu/create``. Raises InvalidMenu with every fault."""
    faults = menu_faults(buttons)
    if faults:
        raise InvalidMenu(faults)
    return {"button": [_button(button) for button in buttons]}


def menu_faults(buttons: Sequence[Button]) -> list[str]:
    """Everything WeChat would refuse, in English for the operator."""
    faults = (
        [] if 1 <= len(buttons) <= MENU_BUTTONS else [f"a menu has 1 to {MENU_BUTTONS} buttons, not {len(buttons)}"]
    )
    for button in buttons:
        faults += _own_faults(button, MENU_NAME_BYTES)
        if len(button.buttons) > MENU_SUB_BUTTONS:
            faults.append(f"{button.name}: at most {MENU_SUB_BUTTONS} buttons beneath it")
        for sub in button.buttons:
            faults += _own_faults(sub, MENU_SUB_NAME_BYTES)
            if sub.buttons:
                faults.append(f"{sub.name}: no third level")
    return faults


def _own_faults(button: Button, name_bytes: int) -> list[str]:
    bounds = (("name", button.name, name_bytes), ("key", button.key, KEY_BYTES), ("url", button.url, MENU_URL_BYTES))
    faults = [
        f"{button.name}: {what} has more than {most} bytes" for what, text, most in bounds if len(text.encode()) > most
    ]
    if not button.name.strip():
        faults.append("a button without a name")
    if sum(map(bool, (button.key, button.url, button.buttons))) != 1:
        faults.append(f"{button.name}: needs exactly one of key, url, buttons")
    if button.url and not button.url.startswith(("https://", "http://")):
        faults.append(f"{button.name}: url is not http(s)")
    return faults


def _button(button: Button) -> Mapping[str, Any]:
    if button.buttons:
        return {"name": button.name, "sub_button": [_button(each) for each in button.buttons]}
    if button.url:
        return {"type": "view", "name": button.name, "url": button.url}
    return {"type": "click", "name": button.name, "key": button.key}


def _cut(name: str) -> str:
    return name.encode()[:MENU_SUB_NAME_BYTES].decode(errors="ignore")

"""The menu: what WeChat would refuse is told before it is asked."""

import pytest

from integrations.sandbox.wechat.menus import check_menu
from integrations.wechat.menu import Button, InvalidMenu, default_menu, menu_body, menu_faults

HOT = [(f"code{number}", "居民身份证丢失补领办理指南") for number in range(9)]


@pytest.mark.parametrize("base", ["", "http://127.0.0.1:8080", "https://fw.example.gov.cn"])
@pytest.mark.parametrize("hot", [[], HOT[:2], HOT])
def test_the_product_s_menu_is_valid_here_and_there(base, hot):
    body = menu_body(default_menu(base, hot))
    check_menu(body)
    assert [button["name"] for button in body["button"]] == ["办事指南", "我的办件", "服务大厅"]


def test_a_directory_button_needs_a_public_address():
    def urls(base: str) -> list[str]:
        return [
            sub["url"]
            for button in menu_body(default_menu(base))["button"]
            for sub in button["sub_button"]
            if "url" in sub
        ]

    assert urls("https://fw.example.gov.cn") == ["https://fw.example.gov.cn/guides"]
    assert urls("http://127.0.0.1:8080") == []


OK = Button("好", key="k")


@pytest.mark.parametrize(
    "buttons",
    [
        [],
        [OK] * 4,
        [Button("上", buttons=(OK,) * 6)],
        [Button("名" * 6, key="k")],
        [Button("上", buttons=(Button("名" * 14, key="k"),))],
        [Button("好", key="k" * 129)],
        [Button("好", url="https://a/" + "x" * 1024)],
        [Button("好", url="ftp://a/")],
        [Button("好")],
        [Button("好", key="k", url="https://a/")],
        [Button(" ", key="k")],
        [Button("上", buttons=(Button("中", buttons=(OK,)),))],
    ],
)
def test_faults(buttons):
    assert menu_faults(buttons)
    with pytest.raises(InvalidMenu) as caught:
        menu_body(buttons)
    assert caught.value.faults


def test_all_faults_are_told_at_once():
    assert len(menu_faults([Button("名" * 6, key="k" * 129), Button("好")])) == 3

"""When news are asked for, and when an item is."""

import pytest

from bot.bulletin import column_asked


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ("有什么新政策", "policy"),
        ("最近有啥政策吗", "policy"),
        ("政策法规", "policy"),
        ("最新政策", "policy"),
        ("中心简介", "centre"),
        ("介绍一下政务服务中心的概况", "centre"),
        ("最近有什么新闻", "news"),
        ("通知公告", "news"),
        ("人才政策怎么申请", ""),
        ("有什么创业补贴政策", ""),
        ("公告登报怎么办", ""),
        ("中心在哪", ""),
        ("", ""),
    ],
)
def test_only_whole_messages_ask_for_a_column(said: str, column: str):
    assert column_asked(said) == column

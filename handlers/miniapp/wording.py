"""Sentences of the API."""

from knowledge.forms.difference import Difference

__all__ = ["rules_changed"]

NAMED = 3


def rules_changed(rules: Difference) -> str:
    """What the rules in force ask for otherwise than those that an application is judged by; '' = nothing."""
    if not rules:
        return ""
    parts = [
        f"{what}{_named(titles)}"
        for what, titles in (("新增", rules.added), ("取消", rules.removed), ("调整", rules.changed))
        if titles
    ]
    return f"办理要求已更新（{'，'.join(parts)}）。这份申报仍按您开始填写时的要求审查，也可以删除后按新要求重新申报。"


def _named(titles: tuple[str, ...]) -> str:
    more = f"等{len(titles)}项" if len(titles) > NAMED else ""
    return "、".join(f"「{title}」" for title in titles[:NAMED]) + more

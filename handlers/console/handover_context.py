"""What stands beside a conversation, as the page shows it."""

from typing import Any

from affairs.cases.words import PHASES
from affairs.handover.context import Context
from handlers.console.correction import rows_of
from handlers.console.desk import Desk
from handlers.console.handover_words import STATES, canned_lines
from handlers.console.reviews import SEVERITIES, answer_lines, item_name, material_lines

__all__ = ["context_values"]

APPLICATION_STATES = {
    "draft": "草稿",
    "submitted": "已提交",
    "correction": "待补正",
    "withdrawn": "已撤回",
    "closed": "已办结",
}
APPOINTMENT_STATES = {
    "held": "保留中",
    "confirmed": "已预约",
    "cancelled": "已取消",
    "expired": "未确认",
    "missed": "爽约",
    "excused": "爽约已申诉",
}


async def context_values(desk: Desk, context: Context) -> dict[str, Any]:
    """All that the page needs of it."""
    snapshot, application, form = desk.services.snapshot(), context.application, context.form
    canned = await desk.services.handovers.canned.all(desk.actor)
    citizen = context.citizen
    return {
        "who": (citizen.name or "未实名") if citizen else "已注销",
        "phone": citizen.phone if citizen else "",
        "brief": context.handover.brief,
        "canned": canned_lines([(each.title, each.text) for each in canned], context, desk.actor, snapshot),
        "application": application,
        "application_item": item_name(snapshot, application) if application else "",
        "application_state": APPLICATION_STATES.get(application.state, "") if application else "",
        "answers": answer_lines(form, application, snapshot) if application and form else [],
        "rows": rows_of(form, application, snapshot) if application and form and application.state.changeable else [],
        "asked": context.handover.correction,
        "materials": material_lines(form, application) if application and form else [],
        "checked": application.checked.findings if application and application.checked else (),
        "by_hand": [each for each in context.findings if not each.mended_at],
        "severities": SEVERITIES,
        "cases": [(each, PHASES[each.phase]) for each in context.cases],
        "appointments": [
            (each, APPOINTMENT_STATES.get(str(each.state), str(each.state))) for each in context.appointments
        ],
        "earlier": [(each, STATES[each.state]) for each in context.earlier],
        "guide": f"/guides/{context.handover.item_code}" if context.handover.item_code else "",
        "items": _items(context, snapshot.catalogue.items_by_code),
    }


def _items(context: Context, known: Any) -> list[tuple[str, str]]:
    """Items that a way of asking may belong to: the one it is about, then those shown before."""
    code = context.handover.item_code
    found = {code: known[code].name} if code in known else {}
    names = {each for asked in context.handover.brief.transcript for each in asked.items}
    found |= {code: item.name for code, item in known.items() if item.name in names}
    return list(found.items())

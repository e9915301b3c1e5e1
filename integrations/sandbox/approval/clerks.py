"""What clerks may do with a case, and when: the procedure of 行政许可法 ch. 4, small."""

import json
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from integrations.sandbox.approval.store import loaded

__all__ = ["ACTIONS", "AUTOMATIC", "Refused", "act", "china_now", "take"]

CHINA = timezone(timedelta(hours=8))
WINDOWS = ("综合窗口1", "综合窗口2", "综合窗口3")
REMEDIES = "可在收到决定之日起六十日内申请行政复议，或者六个月内提起行政诉讼"


class Refused(Exception):
    """The action does not fit the state, or lacks what it needs; the text says which."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action: from which states, to which ('' = back to the one before), the stage's name, what must be said."""

    label: str
    sources: frozenset[str]
    target: str
    event: str
    stage: str
    needs: tuple[str, ...] = ()


def _states(text: str) -> frozenset[str]:
    return frozenset(text.split())


ACTIONS: Mapping[str, Action] = {
    "accept": Action("受理", _states("received"), "accepted", "accepted", "受理"),
    "refuse_acceptance": Action(
        "不予受理", _states("received"), "acceptance_refused", "acceptance_refused", "受理", ("reason", "basis")
    ),
    "ask_correction": Action(
        "一次性告知补正", _states("received"), "correcting", "correction_asked", "补正", ("reason",)
    ),
    "receive_correction": Action("收到补正", _states("correcting"), "received", "correction_received", "补正"),
    "start_special": Action(
        "启动特别程序", _states("accepted reviewed"), "special", "special_started", "特别程序", ("special", "reason")
    ),
    "end_special": Action("特别程序结束", _states("special"), "", "special_ended", "特别程序"),
    "extend": Action("延期", _states("accepted reviewed"), "=", "extended", "延期", ("days", "reason")),
    "review": Action("审核", _states("accepted"), "reviewed", "reviewed", "审核"),
    "approve": Action("批准", _states("reviewed"), "approved", "approved", "批准"),
    "refuse": Action("不予许可", _states("accepted reviewed"), "refused", "refused", "决定", ("reason", "basis")),
    "close": Action("办结", _states("approved refused"), "closed", "closed", "办结"),
    "deliver": Action("送达", _states("closed"), "delivered", "delivered", "送达"),
    "withdraw": Action(
        "撤回", _states("received correcting accepted reviewed special"), "withdrawn", "withdrawn", "撤回"
    ),
    "say_unknown": Action(
        "上报未知状态", _states("received accepted reviewed approved closed"), "=", "zz-unknown", "会商"
    ),
}
AUTOMATIC: Mapping[str, str] = {"received": "accept", "accepted": "review", "reviewed": "approve", "approved": "close"}
"""What clerks do by themselves, by state."""
SAID = frozenset(
    [
        "actor",
        "department",
        "opinion",
        "reason",
        "basis",
        "remedies",
        "corrections",
        "until",
        "days",
        "special",
        "promisedUntil",
        "licenceName",
        "licenceNumber",
        "licenceUntil",
        "trackingNumber",
    ]
)


def china_now() -> datetime:
    """The stand-in's time."""
    return datetime.now(CHINA)


def take(
    connection: sqlite3.Connection, key: str, application_no: str, via: str, body: Mapping[str, Any]
) -> sqlite3.Row:
    """The case of this key, new or as it was taken before."""
    known = connection.execute("SELECT * FROM cases WHERE key = ?", (key,)).fetchone()
    if known is not None:
        found: sqlite3.Row = known
        return found
    now = china_now()
    cursor = connection.execute(
        "INSERT INTO cases (key, application_no, receipt_no, via, state, taken_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, application_no, uuid.uuid4().hex, via, "received", now.isoformat(), json.dumps(body, ensure_ascii=False)),
    )
    number = cursor.lastrowid or 0
    receipt = f"SL{now:%Y%m%d}{number:07d}"
    connection.execute("UPDATE cases SET receipt_no = ? WHERE number = ?", (receipt, number))
    row: sqlite3.Row = connection.execute("SELECT * FROM cases WHERE number = ?", (number,)).fetchone()
    _note(connection, row, "received", "收件", {})
    return row


def act(connection: sqlite3.Connection, receipt_no: str, name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out one action; the event it made. Raises Refused, KeyError for no such case."""
    action = ACTIONS.get(name)
    row = connection.execute("SELECT * FROM cases WHERE receipt_no = ?", (receipt_no,)).fetchone()
    if action is None or row is None:
        raise KeyError(name if action is None else receipt_no)
    if row["state"] not in action.sources:
        raise Refused(f"{action.label}: not in state {row['state']}")
    missing = [need for need in action.needs if not said.get(need)]
    if missing:
        raise Refused(f"{action.label}: needs {', '.join(missing)}")
    if name == "extend" and row["extended"]:
        raise Refused("延期: only once (行政许可法 art. 42)")
    target = {"": row["before"], "=": row["state"]}.get(action.target, action.target)
    connection.execute(
        "UPDATE cases SET state = ?, before = ?, extended = extended + ? WHERE number = ?",
        (target, row["state"], int(name == "extend"), row["number"]),
    )
    return _note(connection, row, action.event, action.stage, _completed(name, said))


def _completed(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What goes without saying: the remedies of a refusal, the number of a licence, until when to correct."""
    kept = {key: value for key, value in said.items() if key in SAID}
    if name in {"refuse", "refuse_acceptance"}:
        kept.setdefault("remedies", REMEDIES)
    if name == "ask_correction":
        kept.setdefault("until", (china_now() + timedelta(days=14)).isoformat())
        kept.setdefault("corrections", [{"place": "申请材料", "reason": str(said.get("reason", "")), "rule": ""}])
    if name == "approve":
        kept.setdefault("licenceName", "许可决定书")
        kept.setdefault("licenceNumber", f"YJ-{uuid.uuid4().hex[:10].upper()}")
    if name == "deliver":
        kept.setdefault("trackingNumber", f"EMS{uuid.uuid4().int % 10**9:09d}")
    return kept


def _note(
    connection: sqlite3.Connection, row: sqlite3.Row, state: str, stage: str, said: Mapping[str, Any]
) -> dict[str, Any]:
    count = connection.execute("SELECT count(*) FROM events WHERE case_number = ?", (row["number"],)).fetchone()[0]
    body = loaded(row)
    department = body.get("department")
    event = {
        "eventId": uuid.uuid4().hex,
        "sequence": count + 1,
        "at": china_now().isoformat(timespec="milliseconds"),
        "applicationNo": row["application_no"],
        "receiptNo": row["receipt_no"],
        "state": state,
        "stage": stage,
        "actor": WINDOWS[row["number"] % len(WINDOWS)],
        "department": department.get("name", "") if isinstance(department, Mapping) else "",
        **said,
    }
    connection.execute(
        "INSERT INTO events (case_number, body) VALUES (?, ?)", (row["number"], json.dumps(event, ensure_ascii=False))
    )
    return event

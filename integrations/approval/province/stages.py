"""A case as staged messages: basic → steps → special procedures → files → done. Pure.

Nothing is made up: a case whose steps leave a gap, or that is done without a step that ends it, is
refused with the reason, where others put in steps of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from affairs.approval.errors import FieldFault
from affairs.approval.packet import CasePacket, StepPlace
from integrations.approval.mapping import Rendered, Scope, render
from integrations.approval.profile import Profile

__all__ = ["Stage", "gaps", "stages"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One message: its name in the ledger, its name in the profile, its fields."""

    name: str
    message: str
    rendered: Rendered


def stages(profile: Profile, packet: CasePacket, settings: Mapping[str, str]) -> list[Stage]:
    """The messages of a case in the order they must arrive in."""

    def stage(name: str, message: str, place: str = "", **more: object) -> Stage:
        labels = {"case": ""} | {root: place for root in more if place}
        return Stage(
            name, message, render(profile, message, Scope({"case": packet, "settings": settings, **more}, labels))
        )

    made = [stage("basic", "basic")]
    for number, step in enumerate(packet.steps):
        made.append(stage(f"proc:{step.number}", "proc", f"steps[{number}]", step=step))
    for number, special in enumerate(packet.specials):
        place = f"specials[{number}]"
        made.append(stage(f"special:{special.number}:start", "special_start", place, special=special))
        if special.ended_at is not None:
            made.append(stage(f"special:{special.number}:end", "special_end", place, special=special))
    for number, material in enumerate(packet.materials):
        attached = "|".join(file.name for file in material.files)
        made.append(stage(f"file:{material.key}", "file", f"materials[{number}]", material=material, attached=attached))
    if packet.result is not None:
        made.append(stage("done", "done", result_kind="licence" if packet.result.licence_number else "none"))
    return made


def gaps(packet: CasePacket) -> Sequence[FieldFault]:
    """What makes the steps no procedure: gaps, an end before the beginning, done without an end."""
    faults = []
    numbers = [step.number for step in packet.steps]
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append(FieldFault("steps", "gap", "办理环节的序号应从1开始连续，中间不能缺少环节"))
    for number, step in enumerate(packet.steps):
        first, last = number == 0, number == len(packet.steps) - 1
        if first != (step.place in {StepPlace.START, StepPlace.ONLY}):
            faults.append(FieldFault(f"steps[{number}].place", "order", "开始环节必须是第一个环节，且只能有一个"))
        if step.place in {StepPlace.END, StepPlace.ONLY} and not last:
            faults.append(FieldFault(f"steps[{number}].place", "order", "结束环节之后不能再有环节"))
        if step.ended_at is not None and step.ended_at < step.started_at:
            faults.append(FieldFault(f"steps[{number}].ended_at", "order", "环节的结束时间早于开始时间"))
    ended = bool(packet.steps) and packet.steps[-1].place in {StepPlace.END, StepPlace.ONLY}
    if packet.result is not None and not ended:
        faults.append(FieldFault("result", "gap", "还没有结束环节，不能上报办结；缺少的环节不能代填"))
    if packet.result is not None and any(special.ended_at is None for special in packet.specials):
        faults.append(FieldFault("specials", "gap", "特别程序还没有结束，不能上报办结"))
    return faults

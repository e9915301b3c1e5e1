"""A whole guide as plain text, for the operator."""

from collections.abc import Iterator

from handlers.pages.wording import citation, fee_words, limit_words, material_words
from knowledge.guide import Guide, Item, Material

__all__ = ["guide_text"]


def guide_text(item: Item, guide: Guide | None) -> str:
    """Everything published, a heading a part; what is not published is left out."""
    lines = [f"{item.name} ({item.code}) {item.department}".rstrip(), f"状态 {item.state} {item.state_note}".rstrip()]
    if guide is not None:
        for heading, texts in _parts(guide):
            lines += [f"【{heading}】", *(f"  {text}" for text in texts)]
    return "\n".join(lines)


def _parts(guide: Guide) -> Iterator[tuple[str, list[str]]]:
    parts = {
        "业务办理项": [guide.variant],
        "区划": [guide.region],
        "受理条件": guide.conditions.splitlines(),
        "申请材料": _materials(guide.materials),
        "承诺时限": [limit_words(guide.promised)],
        "法定时限": [limit_words(guide.statutory)],
        "收费": [fee_words(guide.fee), guide.fee.basis],
        "办理地点": [
            text for venue in guide.venues for text in (venue.name, venue.address, venue.windows, venue.hours_text)
        ],
        "咨询电话": [*guide.phones, guide.consultation],
        "监督电话": list(guide.complaint_phones),
        "办理流程": [f"{step.name} {step.actor} {limit_words(step.limit)} {step.description}" for step in guide.steps]
        + [guide.process],
        "设定依据": [citation(basis) for basis in guide.legal_basis],
    }
    for heading, texts in parts.items():
        known = [text.strip() for text in texts if text.strip()]
        if known:
            yield heading, known
    for situation in guide.situations:
        yield f"情形:{situation.name}", _materials(situation.materials)


def _materials(materials: tuple[Material, ...]) -> list[str]:
    return [f"{number}. {each.name} {material_words(each)}".rstrip() for number, each in enumerate(materials, 1)]

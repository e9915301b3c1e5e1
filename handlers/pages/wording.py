"""Values of a guide in a citizen's words, for pages."""

from knowledge.guide import Channel, Fee, LegalBasis, LimitUnit, Material, TimeLimit

__all__ = ["CHANNELS", "citation", "fee_words", "limit_words", "material_words"]

CHANNELS = {
    Channel.WINDOW: "窗口办理",
    Channel.COMPUTER: "网上办理",
    Channel.MOBILE: "手机办理",
    Channel.COURIER: "快递申请",
    Channel.OTHER: "其他方式",
}
UNITS = {LimitUnit.WORKING_DAYS: "个工作日", LimitUnit.CALENDAR_DAYS: "日（自然日）"}


def limit_words(limit: TimeLimit | None, *, note: bool = True) -> str:
    """A time limit, with its note or without; '' when it is not published."""
    if limit is None:
        return ""
    words = "当场办结" if limit.days == 0 else f"{limit.days}{UNITS[limit.unit]}"
    return f"{words}（{limit.note}）" if limit.note and note else words


def fee_words(fee: Fee) -> str:
    """Whether and how much."""
    if fee.charged is None:
        return "未公布，请咨询窗口"
    if not fee.charged:
        return "不收费"
    return fee.standard or "收费，标准请咨询窗口"


def citation(basis: LegalBasis) -> str:
    """《title》 article (date of the version cited)."""
    title = basis.title if basis.title.startswith("《") else f"《{basis.title}》"
    dated = f"（{basis.dated:%Y-%m-%d}）" if basis.dated else ""
    return f"{title}{dated}{basis.article}"


def material_words(material: Material) -> str:
    """What of a material is needed: originals, copies, whether it must be there."""
    words = []
    if material.originals:
        words.append(f"原件{material.originals}份")
    if material.copies:
        words.append(f"复印件{material.copies}份")
    if material.required is False:
        words.append("非必备")
    if material.electronic:
        words.append("可用电子证照")
    return " · ".join(words)

"""Why a reply is what it is: shown by ``ask --explain`` and the API on demand."""

from typing import Any

from bot.flows.turn import Step, Turn

__all__ = ["explanation"]


def explanation(turn: Turn, step: Step) -> dict[str, Any]:
    """JSON-ready: the normalised message, what of it was looked for, its tokens, candidates with every
    part of their score, the margin, how sure it is that the catalogue is meant, whether vectors
    of meaning were asked, and what was taken from the conversation.
    """
    understanding, match = turn.understanding, turn.understanding.match
    told: dict[str, Any] = {
        "intent": understanding.intent.value,
        "said": understanding.text,
        "text": match.query if match else understanding.text,
        "region": understanding.region.code if understanding.region else "",
        "variant": understanding.variant.name if understanding.variant else "",
        "situation": understanding.situation,
        "facets": [facet.value for facet in understanding.facets],
        "conversation": _taken(turn),
        "outcome": step.outcome,
    }
    if match is None:
        return told
    candidates = [
        {
            "code": each.code,
            "name": each.name,
            "phrase": each.phrase,
            "score": round(each.score, 4),
            "confidence": round(each.confidence, 4),
            "parts": {name: round(part, 4) for name, part in each.parts.items()},
        }
        for each in match.candidates
    ]
    return {
        **told,
        "tokens": list(match.tokens),
        "margin": round(match.margin, 4),
        "meant": round(match.meant, 4),
        "vectors": "asked" if match.vectors else "none" if match.unsure else "not needed",
        "closest": None if match.closest is None else round(match.closest, 4),
        "decision": match.decision.value,
        "candidates": candidates,
    }


def _taken(turn: Turn) -> dict[str, Any]:
    session = turn.session
    return {
        "region": session.region or turn.setting.home,
        "focus": session.focus.item_code if session.focus else "",
        "pending": session.pending.item_code if session.pending else "",
        "options": len(session.offers),
    }

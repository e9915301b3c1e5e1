"""Weights and thresholds of the matcher: the only numbers learned from data.

docs/matching.md says how they were obtained and how to obtain them anew
(``python -m benchmarks.tune``).
"""

from types import MappingProxyType

__all__ = ["ANSWER_FROM", "DECLINE_BELOW", "MEANT", "MEANT_BIAS", "SHARPNESS", "WEIGHTS"]

WEIGHTS = MappingProxyType(
    {
        "document": 4.61,
        "name": 6.52,
        "meaning": 2.26,
        "sound": 2.46,
        "spelling": 4.03,
        "agrees": 1.45,
        "conflicts": -1.07,
        "unsaid": -1.35,
    }
)
"""Weight of each part in the fused score, whose softmax over the candidates is a probability."""

SHARPNESS = 1.0
"""Factor on the fused score before the softmax, so that its probabilities come true."""

MEANT = MappingProxyType(
    {
        "covered": 4.24,
        "name": 0.67,
        "spelling": 2.75,
        "known": 2.74,
        "business": 1.62,
        "action": 0.83,
        "service": 0.75,
        "asks": 1.0,
        "does": 0.85,
        "howto": 0.68,
        "chats": -2.64,
        "talk": -4.25,
        "topics": 0.0,
    }
)
"""Weight of each sign in the log odds that the catalogue is meant at all."""

MEANT_BIAS = -6.79

DECLINE_BELOW = 0.52
"""Probability of being meant under which nothing is offered."""

ANSWER_FROM = 0.58
"""Confidence from which one guide is given without asking back."""

"""Weights and thresholds of the matcher: the only numbers learned from data.

docs/matching.md says how they were obtained and how to obtain them anew
(``python -m benchmarks.tune``).
"""

from types import MappingProxyType

__all__ = [
    "ANSWER_FROM",
    "DECLINE_BELOW",
    "MEANT",
    "MEANT_BIAS",
    "PHRASES",
    "SHARPNESS",
    "VECTORS_BELOW",
    "WEIGHTS",
    "WEIGHTS_WITH_VECTORS",
]

WEIGHTS = MappingProxyType(
    {
        "document": 4.64,
        "name": 6.49,
        "meaning": 2.26,
        "sound": 2.48,
        "spelling": 3.97,
        "agrees": 1.46,
        "conflicts": -1.07,
        "unsaid": -1.37,
    }
)
"""Weight of each part in the fused score, whose softmax over the candidates is a probability."""

SHARPNESS = 1.0
"""Factor on the fused score before the softmax, so that its probabilities come true."""

MEANT = MappingProxyType(
    {
        "covered": 3.92,
        "name": 0.61,
        "spelling": 2.58,
        "known": 3.5,
        "business": 1.25,
        "action": 0.77,
        "service": 0.7,
        "asks": 0.92,
        "does": 0.85,
        "howto": 0.66,
        "chats": -2.7,
        "talk": -4.21,
        "topics": 0.0,
    }
)
"""Weight of each sign in the log odds that the catalogue is meant at all."""

MEANT_BIAS = -6.98

DECLINE_BELOW = (0.3, 0.5)
"""Probability of being meant under which nothing is offered, by how many names and aliases there are (see
:data:`PHRASES`). The fewer there are, the fewer of a real question's words the catalogue can know, and the
fewer of an off-topic one's it knows by chance."""

PHRASES = (1000, 4000)
"""Names and aliases of a small and of a large catalogue; in between the threshold rises with their logarithm."""

ANSWER_FROM = 0.58
"""Confidence from which one guide is given without asking back."""

WEIGHTS_WITH_VECTORS = MappingProxyType(
    {
        "document": 2.0,
        "name": 5.4,
        "meaning": 2.35,
        "sound": 2.0,
        "spelling": 1.46,
        "agrees": 1.36,
        "conflicts": -0.75,
        "unsaid": -0.97,
        "semantic": 0.92,
    }
)
"""The same where vectors of meaning were asked; ``semantic`` counts standard deviations above the mean item."""

VECTORS_BELOW = 0.5
"""Lead of the first candidate under which vectors of meaning are asked, where there are any."""

"""Weights and thresholds of the matcher: the only numbers learned from data.

docs/matching.md says how they were obtained and how to obtain them anew
(``python -m benchmarks.tune``).
"""

from types import MappingProxyType

__all__ = [
    "ANSWER_FROM",
    "CLOSE",
    "CLOSE_COUNTS",
    "CLOSE_PHRASES",
    "DECLINE_BELOW",
    "DOUBTED_BELOW",
    "MEANT",
    "MEANT_BIAS",
    "OFFER_FROM",
    "PHRASES",
    "SHARPNESS",
    "VECTORS_BELOW",
    "WEIGHTS",
    "WEIGHTS_WITH_VECTORS",
    "WRONG_GUIDE",
]

WEIGHTS = MappingProxyType(
    {
        "document": 4.14,
        "name": 6.2,
        "meaning": 2.13,
        "sound": 2.38,
        "spelling": 4.19,
        "agrees": 1.74,
        "conflicts": -1.03,
        "unsaid": -1.34,
        "same": 0.48,
        "other": -2.18,
    }
)
"""Weight of each part in the fused score, whose softmax over the candidates is a probability."""

SHARPNESS = 1.0
"""Factor on the fused score before the softmax, so that its probabilities come true."""

MEANT = MappingProxyType(
    {
        "covered": 4.74,
        "named": 1.5,
        "name": 0.06,
        "spelling": 1.96,
        "known": 3.08,
        "business": 0.85,
        "action": 1.0,
        "service": 0.61,
        "asks": 1.15,
        "does": 0.51,
        "howto": 0.81,
        "chats": -2.31,
        "talk": -3.97,
        "topics": 0.0,
        "other": -5.95,
        "head": -1.42,
    }
)
"""Weight of each sign in the log odds that the catalogue is meant at all."""

MEANT_BIAS = -6.69

DECLINE_BELOW = (0.25, 0.3)
"""Probability of being meant under which nothing is offered, by how many names and aliases there are (see
:data:`PHRASES`). The fewer there are, the fewer of a real question's words the catalogue can know, and the
fewer of an off-topic one's it knows by chance."""

PHRASES = (1000, 4000)
"""Names and aliases of a small and of a large catalogue; in between the threshold rises with their logarithm."""

WRONG_GUIDE = 4.0
"""What a wrong guide costs, in questions asked back: a wasted way to a window against a line to tap."""

ANSWER_FROM = 0.58
"""Confidence from which one guide is given without asking back: where :data:`WRONG_GUIDE` makes the sum of both least,
or within a twentieth of it (``benchmarks/threshold.py``)."""

OFFER_FROM = 0.12
"""Confidence of the best guess below which it is not worth showing."""

WEIGHTS_WITH_VECTORS = MappingProxyType(
    {
        "document": 0.0,
        "name": 5.03,
        "meaning": 2.75,
        "sound": 2.63,
        "spelling": 0.0,
        "agrees": 0.05,
        "conflicts": -1.52,
        "unsaid": -1.38,
        "same": 0.58,
        "other": -3.99,
        "semantic": 2.5,
    }
)
"""The same where vectors of meaning were asked; ``semantic`` counts standard deviations above the mean item."""

VECTORS_BELOW = 0.5
"""Lead of the first candidate under which vectors of meaning are asked, where there are any."""

DOUBTED_BELOW = 0.8
"""Probability of being meant under which vectors are asked too, however clear the first candidate leads."""

CLOSE = (0.42, 0.52)
"""Cosine of a question and its nearest phrase at which business and talk are as likely: where items have their
names alone, and from :data:`CLOSE_PHRASES` names and aliases an item on."""

CLOSE_PHRASES = 9

CLOSE_COUNTS = 10.0
"""Log odds that the catalogue is meant, for each 1.0 of cosine above that. Half of what the cosine alone would
earn (21 by either half of the questions): it is not independent of the words."""

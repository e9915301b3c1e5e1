"""Weights and thresholds of the matcher: the only numbers learned from data.

docs/matching.md says how they were obtained and how to obtain them anew
(``python -m benchmarks.tune``).
"""

from types import MappingProxyType

__all__ = ["WEIGHTS"]

WEIGHTS = MappingProxyType(
    {
        "document": 6.0,
        "name": 6.5,
        "meaning": 2.4,
        "sound": 1.0,
        "spelling": 3.8,
        "agrees": 1.6,
        "conflicts": -1.1,
        "unsaid": -1.3,
    }
)
"""Weight of each part in the fused score, whose softmax over the candidates is a probability."""

"""The two regressions behind the matcher's numbers, in plain numpy."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "fit_odds", "fit_ranking", "fit_sharpness"]

Array = NDArray[np.float64]

RATE, STEPS, RIDGE = 0.05, 400, 1e-3


def _descend(slope: Callable[[Array], Array], start: Array, sign: Array) -> Array:
    """Adam; a weight whose sign is fixed (±1) stays on its side of zero, 0 leaves it free."""
    weights = start.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        gradient = slope(weights)
        first, second = 0.9 * first + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        weights = weights - RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        weights = np.where((sign == 0) | (weights * sign > 0), weights, 0.0)
    return weights


def fit_ranking(values: Array, right: Array, shares: Array, sign: Array) -> Array:
    """Weights of the parts by softmax regression.

    ``values`` is questions × candidates × parts, ``right`` marks the wanted candidates,
    ``shares`` says how much each question counts.
    """
    spread = values.reshape(-1, values.shape[2]).std(0) + 1e-9
    scaled, shares = values / spread, shares / shares.sum()

    def slope(weights: Array) -> Array:
        score = scaled @ weights
        chance = np.exp(score - score.max(1, keepdims=True))
        chance /= chance.sum(1, keepdims=True)
        wanted = chance * right
        wanted /= wanted.sum(1, keepdims=True) + 1e-12
        return np.einsum("nk,nkf,n->f", chance - wanted, scaled, shares) + RIDGE * weights

    return _descend(slope, sign * 0.5, sign) / spread


def fit_odds(signs: Array, meant: Array, shares: Array, sign: Array) -> tuple[Array, float]:
    """Weights and bias of a logistic regression; both classes count the same in all."""
    spread = signs.std(0) + 1e-9
    scaled = np.column_stack((signs / spread, np.ones(len(signs))))
    shares = shares.copy()
    for kind in (0.0, 1.0):
        shares[meant == kind] /= 2 * shares[meant == kind].sum()

    def slope(weights: Array) -> Array:
        chance = 1 / (1 + np.exp(-scaled @ weights))
        ridge = 3 * RIDGE * np.append(weights[:-1], 0.0)
        return scaled.T @ (shares * (chance - meant)) + ridge

    weights = _descend(slope, np.append(sign * 0.5, 0.0), np.append(sign, 0.0))
    return weights[:-1] / spread, float(weights[-1])


def fit_sharpness(scores: list[Array], right: list[Array], shares: list[float]) -> float:
    """The factor on the scores with which the softmax gives the right ones most probability."""
    best, least = 1.0, np.inf
    for factor in np.linspace(0.3, 2.0, 35):
        loss = 0.0
        for score, wanted, share in zip(scores, right, shares, strict=True):
            chance = np.exp(factor * (score - score.max()))
            loss -= share * float(np.log((chance * wanted).sum() / chance.sum() + 1e-9))
        if loss < least:
            best, least = float(factor), loss
    return best

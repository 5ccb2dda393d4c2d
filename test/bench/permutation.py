"""The usual loop: swap the scores of two models case by case at random and measure both again with scikit-learn."""

import json
import sys
import time

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

request = json.load(sys.stdin)
random = np.random.default_rng(1)


def permute(measure, y, p, q, permutations):
    def difference(a, b):
        return measure(y, a) - measure(y, b)

    start = time.perf_counter()
    observed = difference(p, q)
    at_least = at_most = 0
    for _ in range(permutations):
        mask = random.integers(2, size=(len(y),) + (1,) * (p.ndim - 1))
        value = difference(np.where(mask, p, q), np.where(mask, q, p))
        at_least += value >= observed
        at_most += value <= observed
    seconds = time.perf_counter() - start
    p_value = min(1.0, 2 * (min(at_least, at_most) + 1) / (permutations + 1))
    return dict(observed=float(observed), p=float(p_value), seconds=seconds, permutations=permutations)


def mean_over_classes(measure):
    return lambda y, scores: np.mean([measure(y == k, scores[:, k]) for k in range(scores.shape[1])])


two, eight = request["two"], request["eight"]
y, p, q = (np.asarray(two[name]) for name in ("y", "p", "q"))
classes, a, b = (np.asarray(eight[name]) for name in ("y", "p", "q"))
few = request["fewPermutations"]
json.dump(
    dict(
        auc=permute(roc_auc_score, y, p, q, request["permutations"]),
        meanAveragePrecision=permute(mean_over_classes(average_precision_score), classes, a.T, b.T, few),
    ),
    sys.stdout,
)

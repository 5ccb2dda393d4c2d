"""The usual Python of the same resampling: a loop over index draws that calls scikit-learn.

Reads {auc: {y, p, resamples}, classes: {y, p, resamples: [...]}} and prints seconds. The loops are timed over some of
the resamples, each of which costs the same, and scaled up.
"""

import json
import sys
from time import perf_counter

import numpy as np
from sklearn import metrics


def seconds_each(timed, statistic, n):
    random = np.random.default_rng(1)
    start = perf_counter()
    for _ in range(timed):
        statistic(random.integers(0, n, n))
    return (perf_counter() - start) / timed


task = json.load(sys.stdin)
y, p = np.array(task["auc"]["y"]), np.array(task["auc"]["p"])
labels, scores = np.array(task["classes"]["y"]), np.array(task["classes"]["p"])
one_hot = (labels[:, None] == np.arange(scores.shape[1])).astype(int)
answers = scores.argmax(1)


def auc(rows):
    metrics.roc_auc_score(y[rows], p[rows])


def mean_average_precision_and_balanced_accuracy(rows):
    metrics.average_precision_score(one_hot[rows], scores[rows], average="macro")
    metrics.balanced_accuracy_score(labels[rows], answers[rows])


auc(np.arange(len(y)))
mean_average_precision_and_balanced_accuracy(np.arange(len(labels)))
classes = seconds_each(300, mean_average_precision_and_balanced_accuracy, len(labels))
result = dict(
    auc=seconds_each(2000, auc, len(y)) * task["auc"]["resamples"],
    classes=[classes * resamples for resamples in task["classes"]["resamples"]],
)
print(json.dumps(result))

"""Reference numbers of scipy, scikit-learn, statsmodels and numpy for Seedpoint's comparisons of models.

    python -m venv env && env/bin/pip install scipy==1.17.1 scikit-learn==1.9.1 statsmodels==0.15.0
    env/bin/python make.py
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

HERE = Path(__file__).parent


def adjusted():
    random = np.random.default_rng(3)
    cases = [[0.01, 0.04, 0.03, 0.005, 0.2], [0.5], [0.02, 0.02, 0.02], random.random(30).round(4).tolist()]
    return [
        dict(
            p=ps,
            holm=multipletests(ps, method="holm")[1].tolist(),
            benjaminiHochberg=multipletests(ps, method="fdr_bh")[1].tolist(),
        )
        for ps in cases
    ]


def mcnemar_cases():
    cases = []
    for b, c in [(0, 1), (3, 3), (1, 9), (12, 5), (40, 71), (200, 260)]:
        table = [[50, b], [c, 20]]
        exact = mcnemar(table, exact=True)
        asymptotic = mcnemar(table, exact=False, correction=False)
        least = min(b, c)
        mid = 2 * stats.binom.cdf(least, b + c, 0.5) - stats.binom.pmf(least, b + c, 0.5)
        cases.append(
            dict(
                b=b,
                c=c,
                exact=float(exact.pvalue),
                midP=float(mid),
                chiSquare=float(asymptotic.statistic),
                chiSquareP=float(asymptotic.pvalue),
            )
        )
    return cases


def mean_ap(y, scores):
    return np.mean([metrics.average_precision_score(y == k, scores[:, k]) for k in range(scores.shape[1])])


def mean_auc(y, scores):
    return np.mean([metrics.roc_auc_score(y == k, scores[:, k]) for k in range(scores.shape[1])])


def balanced(y, scores):
    return metrics.balanced_accuracy_score(y, np.argmax(scores, axis=1))


def swaps():
    """Paired swaps of small tied samples: all of them, by scipy."""
    random = np.random.default_rng(17)
    cases = []
    for n, levels in [(8, 4), (11, 6), (12, 1000)]:
        y = np.arange(n) % 2
        p = np.round(random.random(n) * levels + 0.4 * levels * y) / levels / 1.4
        q = np.round(random.random(n) * levels + 0.1 * levels * y) / levels / 1.4
        case = dict(y=y.tolist(), p=p.tolist(), q=q.tolist())
        for name, measure in [("auc", metrics.roc_auc_score), ("averagePrecision", metrics.average_precision_score)]:
            result = stats.permutation_test(
                (p, q),
                lambda a, b, measure=measure: measure(y, a) - measure(y, b),
                permutation_type="samples",
                vectorized=False,
                n_resamples=np.inf,
                alternative="two-sided",
            )
            case[name] = dict(difference=float(result.statistic), p=float(result.pvalue))
        cases.append(case)
    return cases


def classes():
    """Four classes: differences after given swaps, which test the kernels."""
    random = np.random.default_rng(29)
    n, k = 60, 4
    y = np.concatenate([np.arange(k), random.integers(0, k, n - k)])
    a = np.round(random.random((n, k)) + 0.6 * np.eye(k)[y], 1)
    b = np.round(random.random((n, k)) + 0.3 * np.eye(k)[y], 1)
    swapped = random.integers(0, 2, (5, n))
    swapped[0] = 0
    rows = []
    for swap in swapped:
        first = np.where(swap[:, None] == 1, b, a)
        second = np.where(swap[:, None] == 1, a, b)
        rows.append(
            dict(
                swapped=swap.tolist(),
                auc=float(mean_auc(y, first) - mean_auc(y, second)),
                averagePrecision=float(mean_ap(y, first) - mean_ap(y, second)),
                balancedAccuracy=float(balanced(y, first) - balanced(y, second)),
            )
        )
    return dict(y=y.tolist(), a=a.tolist(), b=b.tolist(), differences=rows)


def groups():
    a, b = [1.1, 2.3, 2.2, 3.5, 4.1], [2.2, 3.9, 5.0, 6.1]
    result = stats.permutation_test(
        (a, b), lambda x, y: np.mean(x) - np.mean(y), vectorized=False, n_resamples=np.inf, alternative="two-sided"
    )
    return dict(a=a, b=b, difference=float(result.statistic), p=float(result.pvalue))


def paired_difference():
    """The paired bootstrap of a difference of AUCs, by scipy."""
    random = np.random.default_rng(41)
    n = 90
    y = np.arange(n) % 2
    shared = random.normal(size=n) + 1.1 * y
    p = np.round(shared + 0.6 * random.normal(size=n), 3)
    q = np.round(shared + 1.2 * random.normal(size=n), 3)
    intervals = {}
    for method, name in [("BCa", "bca"), ("percentile", "percentile"), ("basic", "basic")]:
        result = stats.bootstrap(
            (y, p, q),
            lambda t, a, b: metrics.roc_auc_score(t, a) - metrics.roc_auc_score(t, b),
            paired=True,
            vectorized=False,
            n_resamples=19_999,
            method=method,
            random_state=np.random.default_rng(3),
        )
        intervals[name] = [float(result.confidence_interval.low), float(result.confidence_interval.high)]
    difference = float(metrics.roc_auc_score(y, p) - metrics.roc_auc_score(y, q))
    return dict(y=y.tolist(), p=p.tolist(), q=q.tolist(), difference=difference, intervals=intervals)


reference = dict(
    adjusted=adjusted(),
    mcnemar=mcnemar_cases(),
    swaps=swaps(),
    classes=classes(),
    groups=groups(),
    pairedDifference=paired_difference(),
)
(HERE / "comparison.json").write_text(json.dumps(reference) + "\n")

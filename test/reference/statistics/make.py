"""Reference numbers of scipy, scikit-learn and lifelines for Seedpoint's statistics tests.

    python -m venv env && env/bin/pip install scipy==1.17.1 scikit-learn==1.9.1 lifelines==0.30.3
    env/bin/python make.py
"""

import json
from pathlib import Path

import numpy as np
import scipy
from lifelines.statistics import multivariate_logrank_test
from scipy import stats
from sklearn import metrics

HERE = Path(__file__).parent


def write(name, value):
    (HERE / f"{name}.json").write_text(json.dumps(value) + "\n")


def distributions():
    z = [-38.0, -10.0, -6.0, -3.0, -1.0, -0.1, 0.0, 0.3, 1.0, 1.959963984540054, 3.0, 6.0, 10.0, 20.0, 37.0]
    p = [1e-300, 1e-100, 1e-20, 1e-8, 0.001, 0.025, 0.07, 0.3, 0.5, 0.6, 0.92, 0.975, 0.999, 1 - 1e-12]
    chi = [(x, df) for df in [1, 2, 3, 7, 30, 200] for x in [0.001, 0.5, 1.0, 3.84, 11.9, 40.0, 100.0, 700.0]]
    return dict(
        scipy=scipy.__version__,
        normalUpper=[[v, float(stats.norm.sf(v))] for v in z],
        normalQuantile=[[v, float(stats.norm.ppf(v))] for v in p],
        chiSquareUpper=[[x, df, float(stats.chi2.sf(x, df))] for x, df in chi],
        logGamma=[[v, float(scipy.special.gammaln(v))] for v in [0.1, 0.5, 1.5, 3.0, 10.0, 100.5, 5000.0]],
    )


def measures():
    random = np.random.default_rng(7)
    cases = []
    for n, levels in [(12, 4), (60, 8), (200, 1000)]:
        y = (random.random(n) < 0.4).astype(int)
        y[:2] = [0, 1]
        scores = np.round(random.random(n) * levels + 0.15 * levels * y) / levels
        predicted = random.integers(0, 4, n)
        targets = random.integers(0, 4, n)
        cases.append(
            dict(
                y=y.tolist(),
                scores=scores.tolist(),
                auc=float(metrics.roc_auc_score(y, scores)),
                averagePrecision=float(metrics.average_precision_score(y, scores)),
                targets=targets.tolist(),
                predicted=predicted.tolist(),
                accuracy=float(metrics.accuracy_score(targets, predicted)),
                balancedAccuracy=float(metrics.balanced_accuracy_score(targets, predicted)),
            )
        )
    return cases


def bootstrap():
    random = np.random.default_rng(11)
    n = 80
    y = np.arange(n) % 2
    scores = np.round(random.normal(size=n) + 1.3 * y, 3)
    intervals = {}
    for method, name in [("BCa", "bca"), ("percentile", "percentile"), ("basic", "basic")]:
        result = stats.bootstrap(
            (y, scores),
            lambda a, b: metrics.roc_auc_score(a, b),
            paired=True,
            vectorized=False,
            n_resamples=29_999,
            method=method,
            random_state=np.random.default_rng(3),
        )
        intervals[name] = [float(result.confidence_interval.low), float(result.confidence_interval.high)]
    return dict(y=y.tolist(), scores=scores.tolist(), estimate=float(metrics.roc_auc_score(y, scores)), intervals=intervals)


def log_rank():
    random = np.random.default_rng(5)
    n = 90
    groups = np.repeat([0, 1, 2], [20, 40, 30])
    times = np.ceil(random.exponential(10 + 6 * groups))
    events = (random.random(n) < 0.7).astype(int)
    tests = {}
    for weights, name in [(None, "log-rank"), ("wilcoxon", "gehan-breslow"), ("tarone-ware", "tarone-ware")]:
        result = multivariate_logrank_test(times, groups, events, weightings=weights)
        tests[name] = [float(result.test_statistic), float(result.p_value)]
    return dict(times=times.tolist(), events=events.tolist(), groups=groups.tolist(), tests=tests)


write("distributions", distributions())
write("measures", measures())
write("bootstrap", bootstrap())
write("log-rank", log_rank())

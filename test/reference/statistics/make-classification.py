"""Reference numbers of scikit-learn and statsmodels for the statistics of classification.

    python -m venv env && env/bin/pip install scikit-learn==1.9.1 statsmodels==0.15.0
    env/bin/python make-classification.py
"""

import json
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.proportion import proportion_confint

HERE = Path(__file__).parent


def rounded(value):
    return np.asarray(value, float).tolist()


def simulate(random, n, patients):
    """Two lesions of a patient share part of their outcome; predictions are too extreme and rounded, so tied."""
    patient = random.integers(0, patients, n)
    shared = random.normal(size=patients)[patient]
    linear = 1.4 * random.normal(size=n) + 0.6 * shared
    outcome = (random.random(n) < 1 / (1 + np.exp(-0.7 * linear - 0.2 - 0.5 * shared))).astype(int)
    probability = np.clip(np.round(1 / (1 + np.exp(-linear)), 3), 0.001, 0.999)
    return patient, outcome, probability


def two_classes():
    random = np.random.default_rng(23)
    patient, y, p = simulate(random, 240, 130)
    answer = (p >= 0.4).astype(int)
    return dict(
        patient=patient.tolist(),
        y=y.tolist(),
        p=p.tolist(),
        threshold=0.4,
        auc=metrics.roc_auc_score(y, p),
        averagePrecision=metrics.average_precision_score(y, p),
        balancedAccuracy=metrics.balanced_accuracy_score(y, answer),
        accuracy=metrics.accuracy_score(y, answer),
        sensitivity=metrics.recall_score(y, answer),
        specificity=metrics.recall_score(y, answer, pos_label=0),
        ppv=metrics.precision_score(y, answer),
        npv=metrics.precision_score(y, answer, pos_label=0),
        f1=metrics.f1_score(y, answer),
        kappa=metrics.cohen_kappa_score(y, answer),
        brier=metrics.brier_score_loss(y, p),
        logLoss=metrics.log_loss(y, p),
        matrix=metrics.confusion_matrix(y, answer).tolist(),
        precisionRecall=precision_recall(y, p),
        calibration=calibration(patient, y, p),
        netBenefit=[[t, net_benefit(y, p, t)] for t in [0.05, 0.2, 0.35, 0.5, 0.75]],
    )


def precision_recall(y, p):
    precision, recall, _ = metrics.precision_recall_curve(y, p)
    return dict(precision=rounded(precision), recall=rounded(recall))


def net_benefit(y, p, t):
    acted = p >= t
    return float((acted & (y == 1)).mean() - (acted & (y == 0)).mean() * t / (1 - t))


def calibration(patient, y, p):
    odds = np.log(p / (1 - p))
    both = sm.GLM(y, sm.add_constant(odds), family=sm.families.Binomial())
    large = sm.GLM(y, np.ones(len(y)), family=sm.families.Binomial(), offset=odds)
    clustered = dict(cov_type="cluster", cov_kwds=dict(groups=patient))
    bins = {}
    for strategy, name in [("quantile", "quantile"), ("uniform", "width")]:
        share, mean = calibration_curve(y, p, n_bins=8, strategy=strategy)
        bins[name] = dict(share=rounded(share), mean=rounded(mean))
    return dict(
        both=model(both.fit(tol=1e-12)),
        bothClustered=model(both.fit(tol=1e-12, **clustered)),
        large=model(large.fit(tol=1e-12)),
        largeClustered=model(large.fit(tol=1e-12, **clustered)),
        spline=spline(y, odds),
        bins=bins,
        wilson=[[k, n, *proportion_confint(k, n, method="wilson")] for k, n in [(0, 7), (3, 10), (24, 24), (50, 240)]],
    )


def model(fit):
    return dict(coefficients=rounded(fit.params), errors=rounded(fit.bse), intervals=rounded(fit.conf_int()))


def spline(y, odds):
    knots = np.quantile(odds, [0.05, 0.35, 0.65, 0.95])
    grid = np.log([0.1 / 0.9, 0.3 / 0.7, 1.0, 0.8 / 0.2])

    def design(x):
        cube = lambda value: np.maximum(0, value) ** 3
        first, before, last = knots[0], knots[-2], knots[-1]
        terms = [
            (
                cube(x - knot)
                - cube(x - before) * (last - knot) / (last - before)
                + cube(x - last) * (before - knot) / (last - before)
            )
            / (last - first) ** 2
            for knot in knots[:-2]
        ]
        return np.column_stack([np.ones(len(x)), x, *terms])

    fit = sm.GLM(y, design(odds), family=sm.families.Binomial()).fit(tol=1e-12)
    shown = fit.get_prediction(design(grid)).summary_frame(alpha=0.05)
    fitted = fit.predict(design(odds))
    return dict(
        knots=rounded(knots),
        basis=rounded(design(odds)[:5]),
        probabilities=[0.1, 0.3, 0.5, 0.8],
        mean=rounded(shown["mean"]),
        low=rounded(shown["mean_ci_lower"]),
        high=rounded(shown["mean_ci_upper"]),
        index=float(np.abs(fitted - 1 / (1 + np.exp(-odds))).mean()),
    )


def several_classes():
    random = np.random.default_rng(29)
    n, classes = 150, 4
    y = random.integers(0, classes, n)
    scores = np.exp(random.normal(size=(n, classes)) + 1.2 * (y[:, None] == np.arange(classes)))
    p = np.round(scores / scores.sum(1, keepdims=True), 6)
    p[:, -1] = 1 - p[:, :-1].sum(1)
    answer = p.argmax(1)
    one_hot = (y[:, None] == np.arange(classes)).astype(int)
    return dict(
        y=y.tolist(),
        p=rounded(p),
        meanAuc=metrics.roc_auc_score(y, p, multi_class="ovr", average="macro"),
        aucs=rounded(metrics.roc_auc_score(one_hot, p, average=None)),
        meanAveragePrecision=metrics.average_precision_score(one_hot, p, average="macro"),
        averagePrecisions=rounded(metrics.average_precision_score(one_hot, p, average=None)),
        balancedAccuracy=metrics.balanced_accuracy_score(y, answer),
        accuracy=metrics.accuracy_score(y, answer),
        recalls=rounded(metrics.recall_score(y, answer, average=None)),
        precisions=rounded(metrics.precision_score(y, answer, average=None)),
        kappa=metrics.cohen_kappa_score(y, answer),
        brier=metrics.brier_score_loss(y, p, scale_by_half=False),
        logLoss=metrics.log_loss(y, p),
        matrix=metrics.confusion_matrix(y, answer).tolist(),
    )


result = dict(twoClasses=two_classes(), severalClasses=several_classes())
(HERE / "classification.json").write_text(json.dumps(result) + "\n")

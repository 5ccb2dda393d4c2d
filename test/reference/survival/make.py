"""Reference numbers of lifelines and scikit-survival for Seedpoint's survival tests.

    python -m venv env && env/bin/pip install lifelines==0.30.3 scikit-survival==0.28.0
    env/bin/python make.py
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from lifelines.statistics import multivariate_logrank_test
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.metrics import brier_score, cumulative_dynamic_auc, integrated_brier_score
from sksurv.nonparametric import kaplan_meier_estimator
from sksurv.util import Surv

HERE = Path(__file__).parent


def fleming_harrington():
    data = pd.DataFrame(json.loads((HERE / "survival.json").read_text())["data"])
    tests = []
    for rho, gamma in [(0, 1), (1, 0), (0.5, 2), (1, 1)]:
        result = multivariate_logrank_test(
            data.time, data.group, data.event, weightings="fleming-harrington", p=rho, q=gamma
        )
        tests.append(dict(rho=rho, gamma=gamma, chi=float(result.test_statistic), p=float(result.p_value)))
    return tests


def accuracy_over_time():
    random = np.random.default_rng(17)
    n = 160
    # Some scores are equal; times are continuous, so that events and censorings never tie.
    score = np.round(random.normal(size=n), 1)
    death = random.exponential(900 * np.exp(-0.8 * score))
    censoring = random.uniform(50, 2200, n)
    time = np.round(np.minimum(death, censoring), 6)
    event = death <= censoring
    y = Surv.from_arrays(event, time)
    times = np.array([150.0, 365.0, 730.0, 1095.0])
    auc, mean_auc = cumulative_dynamic_auc(y, y, score, times)
    model = CoxPHSurvivalAnalysis(ties="efron", tol=1e-12, n_iter=200).fit(score[:, None], y)
    survival = np.vstack([f(times) for f in model.predict_survival_function(score[:, None])])
    km_times, km = kaplan_meier_estimator(event, time)
    reference = km[np.searchsorted(km_times, times, side="right") - 1]
    return dict(
        time=time.tolist(),
        event=event.astype(int).tolist(),
        score=score.tolist(),
        times=times.tolist(),
        auc=auc.tolist(),
        meanAuc=float(mean_auc),
        coefficient=float(model.coef_[0]),
        predicted=survival.tolist(),
        brier=brier_score(y, y, survival, times)[1].tolist(),
        integrated=float(integrated_brier_score(y, y, survival, times)),
        referenceBrier=brier_score(y, y, np.tile(reference, (n, 1)), times)[1].tolist(),
    )


def tied_accuracy():
    """AUC and Brier score by their definitions, pair by pair, with events and censorings at equal times."""
    random = np.random.default_rng(23)
    n = 60
    score = random.integers(0, 6, n)
    time = random.integers(1, 12, n)
    event = (random.random(n) < 0.6).astype(int)

    def censoring(t, before):
        value = 1.0
        for u in np.unique(time):
            if u > t or (before and u == t):
                break
            at_risk = np.sum(time >= u) - np.sum((time == u) & (event == 1))
            lost = np.sum((time == u) & (event == 0))
            value *= 1 - (lost / at_risk if lost else 0)
        return value

    result = []
    for t in [3, 6, 9]:
        cases = [i for i in range(n) if time[i] <= t and event[i] == 1]
        controls = [i for i in range(n) if time[i] > t]
        weights = {i: 1 / censoring(time[i], True) for i in cases}
        won = sum(
            weights[i] * ((score[i] > score[j]) + 0.5 * (score[i] == score[j])) for i in cases for j in controls
        )
        predicted = 1 - score / 8
        brier = sum(weights[i] * predicted[i] ** 2 for i in cases)
        brier += sum((1 - predicted[j]) ** 2 for j in controls) / censoring(t, False)
        result.append(dict(t=t, auc=won / (sum(weights.values()) * len(controls)), brier=brier / n))
    return dict(time=time.tolist(), event=event.tolist(), score=score.tolist(), at=result)


(HERE / "accuracy-over-time.json").write_text(
    json.dumps(dict(flemingHarrington=fleming_harrington(), smooth=accuracy_over_time(), tied=tied_accuracy())) + "\n"
)

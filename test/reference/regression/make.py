"""Reference numbers of statsmodels (logistic regression) for Seedpoint's regressions, and of the clustered AUC by its formula.

    python -m venv env && env/bin/pip install statsmodels==0.15.0 scikit-learn==1.9.1
    env/bin/python make.py
"""

import json
from pathlib import Path

import numpy as np
import statsmodels
import statsmodels.api as sm
from scipy import stats
from sklearn.metrics import roc_auc_score

HERE = Path(__file__).parent
random = np.random.default_rng(31)


def logit(y, x, groups=None):
    keywords = {} if groups is None else dict(cov_type="cluster", cov_kwds=dict(groups=groups, use_correction=False))
    fit = sm.Logit(y, sm.add_constant(x)).fit(disp=0, method="newton", maxiter=100, tol=1e-14, **keywords)
    return dict(
        intercept=float(fit.params[0]),
        coefficients=fit.params[1:].tolist(),
        covariance=np.asarray(fit.cov_params())[1:, 1:].tolist(),
        logLikelihood=[float(fit.llnull), float(fit.llf)],
        likelihoodRatio=[float(fit.llr), float(fit.llr_pvalue)],
    )


def obuchowski(y, score, groups):
    """Obuchowski (1997) by its double sums."""
    positive, negative = score[y == 1], score[y == 0]
    psi = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    area = psi.mean()
    v10, v01 = psi.mean(axis=1), psi.mean(axis=0)
    names = np.unique(groups)
    a = np.array([np.sum(v10[groups[y == 1] == g] - area) for g in names])
    b = np.array([np.sum(v01[groups[y == 0] == g] - area) for g in names])
    i10, i01, i = len(np.unique(groups[y == 1])), len(np.unique(groups[y == 0])), len(names)
    n10, n01 = len(positive), len(negative)
    s10 = i10 / ((i10 - 1) * n10) * np.sum(a**2)
    s01 = i01 / ((i01 - 1) * n01) * np.sum(b**2)
    s11 = i / (i - 1) * np.sum(a * b)
    return float(area), float(s10 / n10 + s01 / n01 + 2 * s11 / (n10 * n01))


def added(y, clinical, score):
    """Clinical, imaging and combined: likelihood-ratio test, AUC, Harrell's optimism (2,000 resamples), NRI, IDI."""
    designs = [clinical, score[:, None], np.column_stack([clinical, score])]
    fit = lambda y, x: sm.Logit(y, sm.add_constant(x, has_constant="add")).fit(disp=0, maxiter=100)  # noqa: E731
    area = lambda model, y, x: roc_auc_score(y, model.predict(sm.add_constant(x, has_constant="add")))  # noqa: E731
    models = [fit(y, x) for x in designs]
    apparent = [area(model, y, x) for model, x in zip(models, designs)]
    draws = np.random.default_rng(5)
    falls = []
    while len(falls) < 2000:
        rows = draws.integers(0, len(y), len(y))
        if y[rows].min() == y[rows].max():
            continue
        refitted = [fit(y[rows], x[rows]) for x in designs]
        falls.append([area(m, y[rows], x[rows]) - area(m, y, x) for m, x in zip(refitted, designs)])
    small, large = [models[i].predict(sm.add_constant(designs[i])) for i in (0, 2)]
    up = np.sign(large - small)
    chi = 2 * (models[2].llf - models[0].llf)
    return dict(
        chiSquare=float(chi),
        p=float(stats.chi2.sf(chi, 1)),
        apparent=apparent,
        optimism=np.mean(falls, axis=0).tolist(),
        nri=float(up[y == 1].mean() - up[y == 0].mean()),
        idi=float((large - small)[y == 1].mean() - (large - small)[y == 0].mean()),
    )


def case(n):
    age = np.round(random.normal(65, 9, n), 1)
    score = np.round(random.random(n), 2)
    sex = (random.random(n) < 0.6).astype(int)
    site = random.integers(0, 3, n)
    y = (random.random(n) < 1 / (1 + np.exp(-(-1 + 0.02 * (age - 65) + 2 * score - 0.5 * sex)))).astype(int)
    groups = random.integers(0, n // 2, n)
    x = np.column_stack([age, score, sex])
    dummies = np.column_stack([site == 1, site == 2]).astype(float)
    without = logit(y, np.column_stack([score, dummies]))
    whole = logit(y, np.column_stack([score, dummies, dummies * score[:, None]]))
    chi = 2 * (whole["logLikelihood"][1] - without["logLikelihood"][1])
    area, variance = obuchowski(y, score, groups)
    plain, plain_variance = obuchowski(y, score, np.arange(n))
    return dict(
        data=dict(y=y.tolist(), age=age.tolist(), score=score.tolist(), sex=sex.tolist(), site=site.tolist(), patient=groups.tolist()),
        fit=logit(y, x),
        clustered=logit(y, x, groups),
        interaction=dict(chiSquare=chi, p=float(stats.chi2.sf(chi, 2))),
        added=added(y, np.column_stack([age, sex]), score),
        auc=dict(estimate=area, variance=variance, independentVariance=plain_variance),
    )


cases = {"small": case(60), "large": case(400)}
(HERE / "cases.json").write_text(json.dumps(dict(statsmodels=statsmodels.__version__, cases=cases)) + "\n")

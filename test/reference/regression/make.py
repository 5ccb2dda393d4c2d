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
        auc=dict(estimate=area, variance=variance, independentVariance=plain_variance),
    )


cases = {"small": case(60), "large": case(400)}
(HERE / "cases.json").write_text(json.dumps(dict(statsmodels=statsmodels.__version__, cases=cases)) + "\n")

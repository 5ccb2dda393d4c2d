"""Reference coefficients of scikit-learn's LogisticRegression for Seedpoint's tests.

    python -m venv env && env/bin/pip install scikit-learn==1.9.1
    env/bin/python make.py

Writes one JSON per case beside this file. Features are rounded to float32 so that both sides see the same numbers.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

CASES = {
    "binary-tall": dict(rows=60, features=5, classes=2, seed=1),
    "binary-wide": dict(rows=30, features=80, classes=2, seed=2),
    "eight-classes-tall": dict(rows=160, features=6, classes=8, seed=3),
    "eight-classes-wide": dict(rows=48, features=70, classes=8, seed=4),
}
STRENGTHS = [1e-4, 1e-2, 1.0, 100.0]


def make(rows, features, classes, seed):
    random = np.random.default_rng(seed)
    targets = np.arange(rows) % classes
    centres = random.normal(scale=0.6, size=(classes, features))
    x = (random.normal(size=(rows, features)) + centres[targets]) * random.uniform(0.5, 20, features)
    x = np.round(x + random.uniform(-5, 5, features), 3).astype(np.float32)
    x[:, 0] = 3.25  # a constant column
    scaler = StandardScaler().fit(x.astype(np.float64))
    z = scaler.transform(x.astype(np.float64))
    fits = []
    for c in STRENGTHS:
        model = LogisticRegression(C=c, solver="lbfgs", max_iter=200_000, tol=1e-11).fit(z, targets)
        fits.append(
            dict(
                c=c,
                coefficients=model.coef_.tolist(),
                intercepts=model.intercept_.tolist(),
                probabilities=model.predict_proba(z[:5]).tolist(),
            )
        )
    return dict(
        sklearn=sklearn.__version__,
        classes=classes,
        features=[[float(v) for v in row] for row in x],
        targets=targets.tolist(),
        mean=scaler.mean_.tolist(),
        scale=scaler.scale_.tolist(),
        fits=fits,
    )


def weighted(classes, seed):
    """The same with `sample_weight`, some of them 0."""
    random = np.random.default_rng(seed)
    rows, features = 50, 4
    targets = np.arange(rows) % classes
    x = np.round(random.normal(size=(rows, features)) + random.normal(size=(classes, features))[targets], 3)
    weights = np.round(random.gamma(1.5, 1, rows), 3) * (random.random(rows) > 0.15)
    fits = []
    for c in [0.01, 1.0]:
        model = LogisticRegression(C=c, solver="lbfgs", max_iter=200_000, tol=1e-11).fit(x, targets, weights)
        fits.append(dict(c=c, coefficients=model.coef_.tolist(), intercepts=model.intercept_.tolist()))
    return dict(
        sklearn=sklearn.__version__,
        classes=classes,
        features=x.tolist(),
        targets=targets.tolist(),
        weights=weights.tolist(),
        fits=fits,
    )


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return value


for name, case in CASES.items():
    path = Path(__file__).with_name(f"{name}.json")
    path.write_text(json.dumps(rounded(make(**case))) + "\n")
    print(path.name, path.stat().st_size)

path = Path(__file__).with_name("weighted.json")
path.write_text(json.dumps(rounded([weighted(2, 5), weighted(4, 6)])) + "\n")
print(path.name, path.stat().st_size)

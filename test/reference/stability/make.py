"""Reference numbers of pingouin, scipy, scikit-learn and statsmodels for Seedpoint's tests of stability.

    python -m venv env && env/bin/pip install pingouin==0.7.0 scipy==1.17.1 scikit-learn==1.9.1 statsmodels==0.15.0
    env/bin/python make.py
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
import scipy
import statsmodels.api as sm
from scipy import stats
from sklearn.metrics import r2_score
from statsmodels.formula.api import ols

HERE = Path(__file__).parent
pingouin.options["round.column.CI95"] = None


def write(name, value):
    (HERE / f"{name}.json").write_text(json.dumps(value) + "\n")


def quantiles():
    tails = [0.5, 0.25, 0.05, 0.025, 0.005, 1e-6, 1e-12]
    wide = [0.999, 0.975, *tails]
    return dict(
        scipy=scipy.__version__,
        student=[[p, v, float(stats.t.isf(p, v))] for p in tails for v in [1, 2.5, 7, 30, 420]],
        f=[[p, a, b, float(stats.f.isf(p, a, b))] for p in wide if p > 1e-9 for a, b in [(1, 1), (5, 15), (7, 7.31), (120, 2.2), (420, 420)]],
        chiSquare=[[p, v, float(stats.chi2.isf(p, v))] for p in wide for v in [1, 3, 26, 421]],
    )


def icc():
    random = np.random.default_rng(11)
    tables = []
    for cases, raters, bias, spread in [(6, 4, 2.0, 1.0), (26, 2, 0.3, 0.2), (12, 3, 0.0, 5.0), (40, 5, 1.0, 1.0)]:
        table = random.normal(0, 1, (cases, 1)) + bias * random.normal(0, 1, raters) + spread * random.normal(0, 1, (cases, raters))
        table = np.round(table, 2)
        long = pd.DataFrame([(i, j, table[i, j]) for i in range(cases) for j in range(raters)], columns=["case", "rater", "value"])
        rows = pingouin.intraclass_corr(long, "case", "rater", "value")
        tables.append(
            dict(
                table=table.tolist(),
                forms=[
                    dict(
                        form=row["Type"].replace("ICC(1,1)", "ICC(1)")[4:-1],
                        icc=float(row["ICC"]),
                        f=float(row["F"]),
                        df=[float(row["df1"]), float(row["df2"])],
                        p=float(row["pval"]),
                        interval=[float(end) for end in row["CI95"]],
                    )
                    for _, row in rows.iterrows()
                ],
            )
        )
    return dict(pingouin=pingouin.__version__, tables=tables)


def pairs():
    random = np.random.default_rng(5)
    sets = []
    for n, digits in [(26, 3), (15, 1), (60, 2)]:
        first = np.round(random.beta(2, 2, n) + 0.05, digits)
        second = np.round(np.abs(first * 1.05 + random.normal(0, 0.05, n)) + 0.01, digits)
        line = sm.OLS(second, sm.add_constant(first)).fit()
        at = [float(first.min()), float(first.mean()), float(first.max())]
        band = line.get_prediction(np.column_stack([np.ones(3), at])).conf_int(alpha=0.05)
        long = pd.DataFrame(dict(case=np.tile(np.arange(n), 2), value=np.concatenate([first, second])))
        within = float(sm.stats.anova_lm(ols("value ~ C(case)", long).fit())["mean_sq"]["Residual"])
        deviation = np.sqrt(within)
        ends = [float(deviation * np.sqrt(n / stats.chi2.ppf(p, n))) for p in (0.975, 0.025)]
        rho = stats.spearmanr(first, second)
        differences = second - first
        bias = stats.ttest_1samp(differences, 0)
        bias_interval = bias.confidence_interval(0.95)
        s = differences.std(ddof=1)
        z = stats.norm.ppf(0.975)
        half = stats.t.ppf(0.975, n - 1) * s * np.sqrt(1 / n + z**2 / (2 * (n - 1)))
        trend = stats.linregress((first + second) / 2, differences)
        sets.append(
            dict(
                first=first.tolist(),
                second=second.tolist(),
                rSquared=float(stats.pearsonr(first, second)[0] ** 2),
                r2Score=[float(r2_score(first, second)), float(r2_score(second, first))],
                spearman=[float(rho.statistic), float(rho.pvalue)],
                slope=[float(line.params[1]), *map(float, line.conf_int()[1])],
                intercept=[float(line.params[0]), *map(float, line.conf_int()[0])],
                band=[[x, float(low), float(high)] for x, (low, high) in zip(at, band)],
                standardError=[float(deviation), *ends],
                variation=float(100 * np.sqrt(np.mean((differences**2 / 2) / ((first + second) / 2) ** 2))),
                bias=[float(differences.mean()), float(bias_interval.low), float(bias_interval.high)],
                biasP=float(bias.pvalue),
                lower=[float(differences.mean() - z * s), float(differences.mean() - z * s - half), float(differences.mean() - z * s + half)],
                upper=[float(differences.mean() + z * s), float(differences.mean() + z * s - half), float(differences.mean() + z * s + half)],
                trend=[float(trend.slope), float(trend.pvalue)],
            )
        )
    return sets


def variances():
    random = np.random.default_rng(3)
    sets = []
    for n, scale in [(50, 1.6), (20, 1.0), (12, 4.0)]:
        first = np.round(random.normal(0.64, 0.01, n), 4)
        second = np.round(0.6 * (first - 0.64) + random.normal(0.57, 0.01 * scale, n), 4)
        levene = stats.levene(first, second, center="median")
        morgan = stats.pearsonr(first + second, first - second)
        sets.append(
            dict(
                first=first.tolist(),
                second=second.tolist(),
                brownForsythe=[float(levene.statistic), float(levene.pvalue)],
                pitmanMorgan=[float(morgan.statistic), float(morgan.pvalue)],
            )
        )
    return sets


if __name__ == "__main__":
    write("quantiles", quantiles())
    write("icc", icc())
    write("pairs", pairs())
    write("variances", variances())

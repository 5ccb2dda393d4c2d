"""Reference values of the statistics of gene expression: correlations, adjusted p values, over-representation, GSEA.

Run in this folder with numpy, scipy, pandas, statsmodels and gseapy; writes the JSON files beside it.
All data are simulated here with a fixed seed.
"""

import json
import sys

import gseapy
import numpy as np
import pandas as pd
import scipy
from scipy import stats
from statsmodels.stats.multitest import multipletests

random = np.random.default_rng(20261123)


def write(name, content):
    with open(name, "w") as file:
        json.dump(content, file, allow_nan=False)
        file.write("\n")


def cells(array):
    return [[None if np.isnan(value) else float(value) for value in row] for row in array]


versions = {"python": sys.version.split()[0], "scipy": scipy.__version__, "gseapy": gseapy.__version__}

# Correlations with ties and missing cells.
patients, genes = 24, 12
score = np.round(random.normal(size=patients), 1)
expression = random.normal(size=(genes, patients)) + np.linspace(-1, 1, genes)[:, None] * score
expression[4] = np.round(expression[4])
expression[random.random(expression.shape) < 0.08] = np.nan
expression = expression.astype(np.float32).astype(float)
rows = []
for gene in expression:
    keep = ~np.isnan(gene)
    pearson = stats.pearsonr(gene[keep], score[keep])
    spearman = stats.spearmanr(gene[keep], score[keep])
    fisher = pearson.confidence_interval(0.95)
    rows.append(
        {
            "count": int(keep.sum()),
            "pearson": float(pearson.statistic),
            "pearsonP": float(pearson.pvalue),
            "low": float(fisher.low),
            "high": float(fisher.high),
            "spearman": float(spearman.statistic),
            "spearmanP": float(spearman.pvalue),
        }
    )
p_values = [row["pearsonP"] for row in rows]
adjusted = multipletests(p_values, method="fdr_bh")[1]

# Tails of Student's t and F, down to the smallest.
tails = [
    {"t": t, "df": df, "p": float(2 * stats.t.sf(abs(t), df))}
    for t, df in [(0.3, 3), (2.1, 5), (-4, 37), (12, 128), (40, 128), (1.96, 100000)]
]
f_tails = [
    {"f": f, "d1": d1, "d2": d2, "p": float(stats.f.sf(f, d1, d2))}
    for f, d1, d2 in [(0.2, 3, 7), (4.1, 1, 40), (25, 5, 100), (300, 2, 60)]
]
betas = [
    {"x": x, "a": a, "b": b, "value": float(scipy.special.betainc(a, b, x))}
    for x, a, b in [(0.2, 0.5, 0.5), (0.7, 2, 9), (0.01, 64, 0.5), (0.999, 30, 0.5), (0.5, 200, 180)]
]

# Two sets of sizes over the same genes, with ties and zeros.
first = np.round(np.abs(random.normal(0.3, 0.1, 80)), 2)
second = np.round(np.abs(random.normal(0.26, 0.1, 80)), 2)
second[:5] = first[:5]
signed = stats.wilcoxon(first, second, zero_method="wilcox", correction=False, method="asymptotic")
unpaired = stats.mannwhitneyu(first, second, alternative="two-sided", method="asymptotic")

write(
    "correlation.json",
    {
        "versions": versions,
        "score": score.tolist(),
        "expression": cells(expression),
        "rows": rows,
        "adjusted": adjusted.tolist(),
        "tails": tails,
        "fTails": f_tails,
        "betas": betas,
        "ranks": {
            "first": first.tolist(),
            "second": second.tolist(),
            "signedRankP": float(signed.pvalue),
            "mannWhitneyP": float(unpaired.pvalue),
        },
    },
)

# Hypergeometric upper tails: P(X >= k).
cases = [
    (5, 20000, 40, 100),
    (5, 5000, 30, 100),
    (1, 500, 10, 50),
    (0, 500, 10, 50),
    (12, 500, 60, 90),
    (30, 500, 45, 300),
    (40, 20000, 500, 400),
    (60, 20000, 60, 500),
    (10, 30, 20, 15),
    (5, 30, 20, 15),
]
tests = [
    {"hits": k, "universe": N, "marked": K, "drawn": n, "p": float(stats.hypergeom.sf(k - 1, N, K, n))}
    for k, N, K, n in cases
]

# Over-representation of chosen genes in sets that reach beyond the tested genes.
names = [f"G{i:03d}" for i in range(300)]
chosen = sorted(random.choice(names, 60, replace=False).tolist())
sets = {}
for number in range(40):
    size = int(random.integers(4, 40))
    pool = names[: 200 + number] if number % 4 else chosen + names[:80]
    members = random.choice(pool, size, replace=False).tolist()
    sets[f"set {number:02d}"] = members + [f"X{number:02d}-{i}" for i in range(int(random.integers(0, 8)))]
annotated = sorted(set(names) & {gene for members in sets.values() for gene in members})
query = [gene for gene in chosen if gene in annotated]
found = []
for name, members in sets.items():
    within = [gene for gene in members if gene in annotated]
    hits = [gene for gene in within if gene in query]
    if not 10 <= len(within) <= 500 or not hits:
        continue
    p = float(stats.hypergeom.sf(len(hits) - 1, len(annotated), len(within), len(query)))
    found.append({"name": name, "hits": len(hits), "size": len(within), "p": p})
for row, value in zip(found, multipletests([row["p"] for row in found], method="fdr_bh")[1]):
    row["adjusted"] = float(value)
p_sorted = np.array([row["p"] for row in found])
null_share = min(1.0, float((p_sorted >= 0.05).mean() / 0.95))
for row, value in zip(found, multipletests(p_sorted, method="fdr_bh")[1]):
    row["q"] = float(value * null_share)
write(
    "over-representation.json",
    {
        "versions": versions,
        "hypergeometric": tests,
        "genes": names,
        "chosen": chosen,
        "sets": [{"name": name, "genes": members} for name, members in sets.items()],
        "annotated": len(annotated),
        "drawn": len(query),
        "found": found,
    },
)

# Ranked enrichment: gseapy's prerank permutes genes.
ranking = pd.Series(np.sort(random.normal(size=300))[::-1], index=random.permutation(names))
collections = {
    "top": ranking.index[:60:3].tolist(),
    "bottom": ranking.index[-45::2].tolist(),
    "middle": ranking.index[130:170:2].tolist(),
    **{f"random {i}": random.choice(names, 15 + i, replace=False).tolist() for i in range(9)},
}
result = gseapy.prerank(
    rnk=ranking, gene_sets=collections, min_size=5, max_size=100, permutation_num=10000, weight=1, seed=1, outdir=None
)
write(
    "enrichment.json",
    {
        "versions": versions,
        "genes": ranking.index.tolist(),
        "values": ranking.tolist(),
        "sets": [{"name": name, "genes": members} for name, members in collections.items()],
        "found": [
            {
                "name": name,
                "es": float(row["es"]),
                "nes": float(row["nes"]),
                "p": float(row["pval"]),
                "fdr": float(row["fdr"]),
                "edge": sorted(row["lead_genes"].split(";")),
            }
            for name, row in result.results.items()
        ],
    },
)

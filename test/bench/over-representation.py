"""The peer of over-representation.ts: the same test with sets of Python, scipy and statsmodels, and by gseapy."""

import json
import sys
import time

import gseapy
from scipy.stats import hypergeom
from statsmodels.stats.multitest import multipletests

given = json.load(sys.stdin)
sets = {entry["name"]: entry["genes"] for entry in given["sets"]}


def by_scipy(genes, chosen):
    annotated = set().union(*sets.values()) & set(genes)
    query = annotated & set(chosen)
    found = []
    for name, members in sets.items():
        within = annotated.intersection(members)
        hits = within & query
        if 10 <= len(within) <= 500 and hits:
            found.append((name, len(hits), len(within)))
    hits = [row[1] for row in found]
    sizes = [row[2] for row in found]
    p = hypergeom.sf([k - 1 for k in hits], len(annotated), sizes, len(query))
    return len(found), float(p.min()), float(multipletests(p, method="fdr_bh")[1].min())


def by_gseapy(genes, chosen):
    annotated = set().union(*sets.values()) & set(genes)
    result = gseapy.enrich(gene_list=chosen, gene_sets=sets, background=list(annotated), outdir=None, no_plot=True)
    return len(result.results)


def timed(work, rounds):
    work()
    start = time.perf_counter()
    for _ in range(rounds):
        result = work()
    return (time.perf_counter() - start) / rounds, result


answers = []
for case in given["cases"]:
    seconds, (count, least, adjusted) = timed(lambda: by_scipy(case["genes"], case["chosen"]), 5)
    peer_seconds, _ = timed(lambda: by_gseapy(case["genes"], case["chosen"]), 2)
    answers.append(
        {"seconds": seconds, "gseapySeconds": peer_seconds, "tested": count, "leastP": least, "leastAdjusted": adjusted}
    )
json.dump(answers, sys.stdout)

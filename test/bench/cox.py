"""lifelines beside test/bench/cox.ts: rows of time, event, covariates as JSON in, times and results as JSON out."""

import json
import statistics
import sys
import time

import pandas
from lifelines import CoxPHFitter
from lifelines.utils import concordance_index

rows = json.load(sys.stdin)
data = pandas.DataFrame(rows, columns=["time", "event", *[f"x{j}" for j in range(len(rows[0]) - 2)]])


def seconds(work, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


fitter = CoxPHFitter()
fit = lambda: fitter.fit(data, "time", "event")  # noqa: E731
concordance = lambda: concordance_index(data["time"], -data["x0"], data["event"])  # noqa: E731
fit()
print(
    json.dumps(
        {
            "cox": seconds(fit, 3),
            "concordance": seconds(concordance, 3),
            "coefficients": fitter.params_.tolist(),
            "estimate": concordance(),
        }
    )
)

"""lifelines beside test/bench/kaplan-meier.ts: times, events and groups as JSON in, seconds and results as JSON out."""

import json
import sys
import time

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

data = json.load(sys.stdin)
times, events, groups = (np.array(data[name]) for name in ("times", "events", "groups"))


def seconds(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def curve(mask):
    return KaplanMeierFitter().fit(times[mask], events[mask]).median_survival_time_


def whole():
    medians = [curve(groups == group) for group in (0, 1)]
    test = logrank_test(times[groups == 0], times[groups == 1], events[groups == 0], events[groups == 1])
    return medians, test.test_statistic


everybody = np.ones(len(times), bool)
curve_seconds, median = min(seconds(lambda: curve(everybody)) for _ in range(2))
whole_seconds, (medians, statistic) = seconds(whole)
print(
    json.dumps(
        dict(
            curve=curve_seconds,
            whole=whole_seconds,
            median=float(median),
            medians=[float(m) for m in medians],
            chiSquare=float(statistic),
        )
    )
)

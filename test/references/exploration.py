"""Writes exploration.json: figures of scipy for the tests in shared/statistics that exploration uses.

Run: /usr/bin/python3 test/references/exploration.py   (scipy 1.10.1, numpy 1.24.2)
"""
import json
from pathlib import Path

import numpy as np
from scipy import special, stats
from scipy.stats.contingency import association

rng = np.random.default_rng(23)


def sample(size, shift=0.0, digits=None, scale=1.0):
    values = rng.normal(shift, scale, size)
    return (values if digits is None else np.round(values, digits)).tolist()


def two_samples(a, b):
    welch = stats.ttest_ind(a, b, equal_var=False)
    pooled = np.sqrt(((len(a) - 1) * np.var(a, ddof=1) + (len(b) - 1) * np.var(b, ddof=1)) / (len(a) + len(b) - 2))
    u = stats.mannwhitneyu(a, b, alternative="two-sided")
    return {
        "a": a,
        "b": b,
        "t": welch.statistic,
        "tp": welch.pvalue,
        "d": (np.mean(a) - np.mean(b)) / pooled,
        "u": u.statistic,
        "up": u.pvalue,
    }


def correlated(x, y):
    p, s = stats.pearsonr(x, y), stats.spearmanr(x, y)
    return {"x": x, "y": y, "pearson": p[0], "pearsonP": p[1], "spearman": s[0], "spearmanP": s[1]}


def table(counts):
    counts = np.array(counts)
    chi = stats.chi2_contingency(counts, correction=False)
    return {
        "counts": counts.ravel().tolist(),
        "shape": list(counts.shape),
        "chi2": chi[0],
        "p": chi[1],
        "df": chi[2],
        "smallestExpected": float(chi[3].min()),
        "v": association(counts, method="cramer"),
    }


def grouped(groups):
    values = np.concatenate(groups)
    labels = np.concatenate([[i] * len(g) for i, g in enumerate(groups)])
    h = stats.kruskal(*groups)
    between = sum(len(g) * (np.mean(g) - values.mean()) ** 2 for g in groups)
    eta = np.sqrt(between / ((values - values.mean()) ** 2).sum())
    return {"values": values.tolist(), "groups": labels.tolist(), "h": h.statistic, "p": h.pvalue, "eta": eta}


x = sample(200, digits=1)
figures = {
    "beta": [
        [a, b, v, special.betainc(a, b, v)]
        for a, b in [(0.5, 0.5), (2, 3), (10, 0.5), (500, 0.5), (50, 70)]
        for v in [0.001, 0.3, 0.5, 0.9, 0.999]
    ],
    "t": [[t, df, 2 * stats.t.sf(t, df)] for df in [1, 2.5, 10, 99, 12345.6, 1e6] for t in [0.01, 0.7, 1.96, 5, 30]],
    "twoSamples": [
        two_samples(sample(7), sample(8, 1)),
        two_samples(sample(5), sample(5)),
        two_samples(sample(40, digits=0), sample(60, 0.5, digits=0)),
        two_samples(sample(300, 1e3, scale=0.1), sample(200, 1e3 + 0.02, scale=0.3)),
        two_samples(sample(900), sample(700, 2)),
    ],
    "correlated": [
        correlated(x, [v * 0.5 + e for v, e in zip(x, sample(200))]),
        correlated(x, sample(200, digits=0)),
        correlated(sample(12), sample(12)),
    ],
    "tables": [
        table([[12, 7, 30], [9, 22, 14]]),
        table([[100, 20, 3, 44], [30, 60, 9, 21], [5, 6, 40, 17]]),
        table([[3, 1], [2, 9]]),
    ],
    "grouped": [
        grouped([sample(20), sample(31, 0.5), sample(12, 1)]),
        grouped([sample(50, digits=0), sample(50, digits=0), sample(50, 1, digits=0), sample(9, digits=0)]),
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(figures, default=float) + "\n")

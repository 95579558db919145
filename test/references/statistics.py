"""Writes statistics.json: figures of scipy for shared/statistics.

Run: /usr/bin/python3 test/references/statistics.py   (scipy 1.10.1, numpy 1.24.2)
"""
import json
from pathlib import Path

import numpy as np
from scipy import special, stats
from scipy.spatial.distance import jensenshannon

rng = np.random.default_rng(11)


def sample(size, shift=0.0, digits=None):
    values = rng.normal(shift, 1, size)
    return (values if digits is None else np.round(values, digits)).tolist()


def bias_corrected_v(table):
    """Bergsma (2013), straight from the paper."""
    n = table.sum()
    r, c = table.shape
    phi2 = stats.chi2_contingency(table, correction=False)[0] / n
    phi2 = max(0, phi2 - (r - 1) * (c - 1) / (n - 1))
    return float(np.sqrt(phi2 / (min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1)))


def adjusted(p):
    p = np.asarray(p)
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    out = np.empty(len(p))
    out[order] = np.minimum.accumulate(scaled[::-1])[::-1].clip(max=1)
    return out.tolist()


def ks_case(a, b):
    exact = stats.ks_2samp(a, b, method="exact")
    asymptotic = stats.ks_2samp(a, b, method="asymp")
    return {"a": a, "b": b, "d": exact.statistic, "exact": exact.pvalue, "asymptotic": asymptotic.pvalue}


def counts_case(a, b):
    a, b = np.array(a), np.array(b)
    chi = stats.chi2_contingency(np.array([a, b]), correction=False)
    return {
        "a": a.tolist(),
        "b": b.tolist(),
        "chi2": chi[0],
        "p": chi[1],
        "js": jensenshannon(a / a.sum(), b / b.sum()),
        "v": float(np.sqrt(chi[0] / (a.sum() + b.sum()))),
        "correctedV": bias_corrected_v(np.array([a, b])),
    }


p_values = np.sort(rng.uniform(size=12) ** 3).tolist()
rng.shuffle(p_values)
x, y = sample(60, digits=1), sample(60, digits=1)
figures = {
    "logGamma": [[v, special.gammaln(v)] for v in [0.5, 1, 2, 3.7, 10, 51.5, 1e4, 1e8]],
    "normalCdf": [[v, stats.norm.cdf(v)] for v in [-30, -8, -3, -1.96, -0.1, 0, 0.5, 2, 6]],
    "chi2sf": [[v, df, stats.chi2.sf(v, df)] for df in [1, 2, 5, 31, 60] for v in [0.01, 1, 10, 33, 200]],
    "chi2ppf": [[p, df, stats.chi2.ppf(p, df)] for df in [1, 2, 9, 33] for p in [0.01, 0.5, 0.95, 0.999]],
    "kolmogorov": [[v, special.kolmogorov(v)] for v in [0.2, 0.5, 0.99, 1.01, 1.36, 2, 3.5, 6]],
    "kstwo": [[d, n, stats.kstwo.sf(d, n)] for n in [20, 60, 200, 2000] for d in np.array([0.6, 1, 1.4, 2, 2.5]) / n**0.5],
    "ks": [
        ks_case(sample(9), sample(7)),
        ks_case(sample(40), sample(60, 0.5)),
        ks_case(sample(95), sample(100, 1.0)),
        ks_case(sample(400), sample(300, 0.2)),
    ],
    "wasserstein": [
        {"a": a, "b": b, "distance": stats.wasserstein_distance(a, b)}
        for a, b in [(sample(20), sample(31, 1)), (sample(50, digits=0), sample(50, 0.5, digits=0)), ([1.0], [4.0])]
    ],
    "counts": [
        counts_case([50, 30, 20], [40, 40, 20]),
        counts_case([500, 100, 80, 42, 30], [60, 30, 9, 7, 40]),
        counts_case([1000, 1000], [10, 30]),
    ],
    "fisher": [
        [table, stats.fisher_exact(table)[1]]
        for table in [[[5, 4995], [3, 97]], [[0, 5000], [2, 98]], [[1, 19], [7, 13]]]
    ],
    "twoProportion": [
        [table, stats.chi2_contingency(table, correction=False)[1]]
        for table in [[[300, 4700], [10, 90]], [[50, 50], [70, 30]]]
    ],
    "pValues": p_values,
    "adjusted": adjusted(p_values),
    "x": x,
    "y": y,
    "pearson": stats.pearsonr(x, y)[0],
    "spearman": stats.spearmanr(x, y)[0],
}
text = json.dumps(figures, default=float)
Path(__file__).with_suffix(".json").write_text(text + "\n")

"""Writes calibration.json: isotonic and sigmoid calibrators of scikit-learn's CalibratedClassifierCV on given
scores, and whole calibrated classifiers (ensemble=False) on given folds.

Run: python3 test/references/calibration.py   (scikit-learn 1.2.1)
"""
import functools
import json
from pathlib import Path

import numpy as np
import sklearn.calibration as calibration
from sklearn.calibration import CalibratedClassifierCV
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

# BFGS would stop at a gradient of 1e-5; the optimum itself is what is compared.
calibration.fmin_bfgs = functools.partial(calibration.fmin_bfgs, gtol=1e-9)
rng = np.random.default_rng(11)


def scores_case(name, scores, hits, asked):
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, hits)
    slope, offset = calibration._sigmoid_calibration(scores, hits)
    sigmoid = 1 / (1 + np.exp(slope * asked + offset))
    return {
        "name": name,
        "scores": scores.tolist(),
        "hits": hits.tolist(),
        "asked": asked.tolist(),
        "x": isotonic.X_thresholds_.tolist(),
        "y": isotonic.y_thresholds_.tolist(),
        "isotonic": isotonic.predict(asked).tolist(),
        "slope": slope,
        "offset": offset,
        "sigmoid": sigmoid.tolist(),
    }


def drawn(n, scale):
    scores = np.round(rng.normal(size=n) * scale, 3)
    hits = (rng.uniform(size=n) < 1 / (1 + np.exp(-0.5 * scores))).astype(int)
    return scores, hits


asked = np.array([-9.0, -2.5, -1, -0.25, 0, 0.1, 0.7, 1.3, 2, 3.75, 12])
few = np.array([0.1, 0.4, 0.35, 0.8, 0.8, 0.8, 0.2, 0.9])
curves = [
    scores_case("scores", *drawn(300, 2), asked),
    scores_case("many ties", np.round(rng.uniform(size=200), 1), rng.integers(0, 2, size=200), asked / 10),
    scores_case("few rows", few, np.array([0, 0, 1, 1, 0, 1, 0, 1]), asked / 10),
    scores_case("the wrong way round", few, np.array([1, 1, 0, 0, 1, 0, 1, 0]), asked / 10),
]

counts = rng.poisson(1.2, size=(90, 6)).astype(float)
three = (counts[:, 0] + rng.integers(0, 3, size=90)) % 3
numbers = np.round(rng.normal(size=(120, 3)), 3)
two = (numbers[:, 0] - numbers[:, 1] + rng.normal(size=120) > 0.3).astype(int)


def folds_of(y, k):
    fold = np.empty(len(y), dtype=int)
    for label in np.unique(y):
        rows = np.flatnonzero(y == label)
        fold[rows] = np.arange(len(rows)) % k
    return fold


def whole(name, estimator, X, y, k, method):
    fold = folds_of(y, k)
    cv = [(np.flatnonzero(fold != f), np.flatnonzero(fold == f)) for f in range(k)]
    model = CalibratedClassifierCV(estimator, method=method, cv=cv, ensemble=False).fit(X, y)
    return {
        "estimator": name,
        "method": method,
        "X": X.tolist(),
        "y": y.astype(int).tolist(),
        "fold": fold.tolist(),
        "probabilities": model.predict_proba(X).tolist(),
    }


logistic = LogisticRegression(C=1.0, solver="newton-cg", tol=1e-12, max_iter=10_000)
models = [
    whole(name, estimator, X, y, k, method)
    for method in ("isotonic", "sigmoid")
    for name, estimator, X, y, k in (
        ("multinomial-nb", MultinomialNB(), counts, three, 3),
        ("logistic-regression", logistic, numbers, two, 4),
    )
]
Path(__file__).with_suffix(".json").write_text(json.dumps({"curves": curves, "models": models}))

"""Writes linear-models.json: coefficients, probabilities and predictions of scikit-learn's
LogisticRegression and Ridge on small fixed data, solved far beyond the tolerance of the tests.

Run: python3 test/references/linear-models.py   (scikit-learn 1.2.1)
"""
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, Ridge

draw = np.random.default_rng(11)
N, F = 60, 4
# Unequal scales and offsets: the solver must not need scaled features to find the optimum.
X = np.round(draw.normal(size=(N, F)) * [1, 3, 0.5, 20] + [0, 5, -1, 300], 4)
score = (X - X.mean(0)) / X.std(0) @ np.array([1.2, -0.8, 0.4, 0.0])
binary = (score + draw.normal(size=N) > 0.3).astype(int)
ternary = np.digitize(score + 0.7 * draw.normal(size=N), [-0.6, 0.8])
target = np.round(3 + 2 * score + draw.normal(size=N), 4)
weights = np.round(draw.uniform(0.25, 3, size=N), 3)


def logistic(y, sample_weight=None, **params):
    """Newton's method reaches the optimum of the same objective to machine precision."""
    centre = X.mean(0) if params.get("fit_intercept", True) else np.zeros(F)
    model = LogisticRegression(solver="newton-cg", tol=1e-13, max_iter=10_000, **params)
    model.fit(X - centre, y, sample_weight=sample_weight)
    intercept = model.intercept_ - model.coef_ @ centre
    return {
        "coefficients": model.coef_.tolist(),
        "intercepts": np.atleast_1d(intercept).tolist(),
        "probabilities": model.predict_proba(X - centre).tolist(),
    }


def ridge(alpha, sample_weight=None, **params):
    model = Ridge(alpha=alpha, solver="cholesky", **params).fit(X, target, sample_weight=sample_weight)
    return {
        "coefficients": model.coef_.tolist(),
        "intercept": float(model.intercept_),
        "predictions": model.predict(X).tolist(),
    }


# L1 is not indifferent to scale, and SAGA is slow without one.
scaled = np.round((X - X.mean(0)) / X.std(0) + [0, 1, 0, -1], 4)
# Mostly zeros, as texts have them.
words = np.where(draw.uniform(size=(N, 12)) < 0.3, np.round(draw.uniform(0.1, 1, size=(N, 12)), 3), 0)


def penalized(y, rows, sample_weight=None, **params):
    model = LogisticRegression(solver="saga", tol=1e-13, max_iter=1_000_000, random_state=0, **params)
    model.fit(rows, y, sample_weight=sample_weight)
    return {
        "coefficients": model.coef_.tolist(),
        "intercepts": np.atleast_1d(model.intercept_).tolist(),
        "probabilities": model.predict_proba(rows).tolist(),
    }


def net(kind, rows, sample_weight=None, **params):
    model = kind(tol=1e-13, max_iter=1_000_000, **params).fit(rows, target, sample_weight=sample_weight)
    return {
        "coefficients": model.coef_.tolist(),
        "intercept": float(model.intercept_),
        "predictions": model.predict(rows).tolist(),
    }


def sparse_ridge(alpha, sample_weight=None):
    """Small enough to be solved as a dense one: the same objective."""
    model = Ridge(alpha=alpha, solver="cholesky").fit(words, target, sample_weight=sample_weight)
    return {
        "coefficients": model.coef_.tolist(),
        "intercept": float(model.intercept_),
        "predictions": model.predict(words).tolist(),
    }


l1 = {"penalty": "l1"}
elastic = {"penalty": "elasticnet", "l1_ratio": 0.4}
cases = {
    "scaled": scaled.tolist(),
    "words": words.tolist(),
    "penalized": [
        {"rows": rows, "y": y, "params": params, **({"weighted": True} if weighted else {}),
         **penalized({"binary": binary, "ternary": ternary}[y], {"scaled": scaled, "words": words}[rows],
                     weights if weighted else None, **params)}
        for rows, y, params, weighted in [
            ("scaled", "binary", {**l1, "C": 0.3}, False),
            ("scaled", "binary", {**elastic, "C": 0.5}, True),
            ("scaled", "ternary", {**l1, "C": 0.4}, False),
            ("scaled", "ternary", {**elastic, "C": 1.0}, False),
            ("scaled", "ternary", {**elastic, "C": 1.0, "fit_intercept": False}, False),
            ("words", "binary", {**l1, "C": 2.0}, False),
            ("words", "ternary", {"penalty": "l2", "C": 1.0}, True),
            ("words", "ternary", {**l1, "C": 2.0}, False),
            ("words", "ternary", {**elastic, "C": 3.0, "class_weight": "balanced"}, False),
        ]
    ],
    "nets": [
        {"rows": "scaled", "params": {"penalty": "l1", "alpha": 0.1}, **net(Lasso, scaled, alpha=0.1)},
        {"rows": "scaled", "params": {"penalty": "l1", "alpha": 0.5}, "weighted": True,
         **net(Lasso, scaled, weights, alpha=0.5)},
        {"rows": "scaled", "params": {"penalty": "elasticnet", "alpha": 0.3, "l1_ratio": 0.5},
         **net(ElasticNet, scaled, alpha=0.3, l1_ratio=0.5)},
        {"rows": "scaled", "params": {"penalty": "elasticnet", "alpha": 0.3, "l1_ratio": 0.5, "fit_intercept": False},
         **net(ElasticNet, scaled, alpha=0.3, l1_ratio=0.5, fit_intercept=False)},
        {"rows": "words", "params": {"penalty": "l1", "alpha": 0.02}, **net(Lasso, words, alpha=0.02)},
        {"rows": "words", "params": {"penalty": "elasticnet", "alpha": 0.05, "l1_ratio": 0.3}, "weighted": True,
         **net(ElasticNet, words, weights, alpha=0.05, l1_ratio=0.3)},
        {"rows": "words", "params": {"penalty": "l2", "alpha": 2.0}, **sparse_ridge(2.0)},
        {"rows": "words", "params": {"penalty": "l2", "alpha": 0.5}, "weighted": True, **sparse_ridge(0.5, weights)},
    ],
    "X": X.tolist(),
    "binary": binary.tolist(),
    "ternary": ternary.tolist(),
    "target": target.tolist(),
    "weights": weights.tolist(),
    "logistic": [
        {"y": "binary", "params": {"C": 1.0}, **logistic(binary, C=1.0)},
        {"y": "binary", "params": {"C": 0.05}, **logistic(binary, C=0.05)},
        {"y": "binary", "params": {"C": 10.0, "class_weight": "balanced"},
         **logistic(binary, C=10.0, class_weight="balanced")},
        {"y": "binary", "params": {"C": 1.0, "fit_intercept": False},
         **logistic(binary, C=1.0, fit_intercept=False)},
        {"y": "binary", "params": {"C": 2.0}, "weighted": True, **logistic(binary, weights, C=2.0)},
        {"y": "ternary", "params": {"C": 1.0}, **logistic(ternary, C=1.0, multi_class="multinomial")},
        {"y": "ternary", "params": {"C": 0.3, "class_weight": "balanced"},
         **logistic(ternary, C=0.3, class_weight="balanced", multi_class="multinomial")},
    ],
    "ridge": [
        {"params": {"alpha": 1.0}, **ridge(1.0)},
        {"params": {"alpha": 25.0}, **ridge(25.0)},
        {"params": {"alpha": 0.0}, **ridge(0.0)},
        {"params": {"alpha": 1.0, "fit_intercept": False}, **ridge(1.0, fit_intercept=False)},
        {"params": {"alpha": 3.0}, "weighted": True, **ridge(3.0, weights)},
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(cases) + "\n")

"""Writes cross-validation.json: the scores, fold by fold, of scikit-learn's cross_validate for pipelines of
median imputation, scaling and a linear model, on fixed rows and folds. The scaling and the medians differ from
fold to fold, so that figures made with a leak from the test rows would not agree.

Run: python3 test/references/cross-validation.py   (scikit-learn 1.2.1)
"""
import json
from pathlib import Path

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import RepeatedStratifiedKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

draw = np.random.default_rng(5)
N, F = 90, 4
X = np.round(draw.normal(size=(N, F)) * [1, 3, 0.5, 20] + [0, 5, -1, 300], 3)
score = (X - X.mean(0)) / X.std(0) @ np.array([1.2, -0.8, 0.4, 0.2])
label = (score + draw.normal(size=N) > 0.5).astype(int)
target = np.round(3 + 2 * score + draw.normal(size=N), 3)
X[draw.uniform(size=(N, F)) < 0.08] = np.nan

splits = list(RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=0).split(X, label))


def scores(model, y, scoring):
    pipeline = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), model)
    found = cross_validate(pipeline, X, y, cv=splits, scoring=scoring)
    return {
        name.removeprefix("test_"): (np.abs(values) if "neg" in scoring[name.removeprefix("test_")] else values).tolist()
        for name, values in found.items()
        if name.startswith("test_")
    }


logistic = LogisticRegression(solver="newton-cg", tol=1e-10, max_iter=10_000, C=0.5)
cases = {
    "X": [[None if np.isnan(cell) else float(cell) for cell in row] for row in X],
    "label": label.tolist(),
    "target": target.tolist(),
    "folds": [test.tolist() for _, test in splits],
    "logistic": scores(
        logistic,
        label,
        {"roc_auc": "roc_auc", "log_loss": "neg_log_loss", "accuracy": "accuracy", "brier": "neg_brier_score"},
    ),
    "ridge": scores(
        Ridge(alpha=2.0, solver="cholesky"),
        target,
        {"rmse": "neg_root_mean_squared_error", "mae": "neg_mean_absolute_error", "r2": "r2"},
    ),
}
for name in ("logistic", "ridge"):
    cases[f"{name}_spread"] = {
        metric: {"mean": float(np.mean(values)), "std": float(np.std(values))} for metric, values in cases[name].items()
    }
Path(__file__).with_suffix(".json").write_text(json.dumps(cases) + "\n")

"""Writes neighbors.json: probabilities and predictions of scikit-learn's KNeighborsClassifier and
KNeighborsRegressor on small fixed data without ties.

Run: python3 test/references/neighbors.py   (scikit-learn 1.2.1)
"""
import json
from pathlib import Path

import numpy as np
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

draw = np.random.default_rng(23)
X = np.round(draw.normal(size=(80, 4)), 5)
# Some cells are zero, as in sparse rows; one query is a training row.
X[draw.uniform(size=X.shape) < 0.25] = 0
queries = np.vstack([np.round(draw.normal(size=(15, 4)), 5), X[7]])
labels = np.digitize(X[:, 0] + X[:, 1] + 0.4 * draw.normal(size=80), [-0.5, 0.6])
target = np.round(X[:, 0] - 2 * X[:, 2] + 0.3 * draw.normal(size=80), 5)


def answers(n_neighbors, weights, metric="minkowski", p=2):
    params = {"n_neighbors": n_neighbors, "weights": weights, "metric": metric, "p": p}
    brute = {"algorithm": "brute"} if metric == "cosine" else {}
    classes = KNeighborsClassifier(**params, **brute).fit(X, labels)
    numbers = KNeighborsRegressor(**params, **brute).fit(X, target)
    return {
        "params": params,
        "probabilities": classes.predict_proba(queries).tolist(),
        "predictions": numbers.predict(queries).tolist(),
    }


cases = {
    "X": X.tolist(),
    "queries": queries.tolist(),
    "labels": labels.tolist(),
    "target": target.tolist(),
    "answers": [
        answers(5, "uniform"),
        answers(3, "distance"),
        answers(7, "uniform", p=1),
        answers(4, "distance", p=1),
        answers(6, "uniform", metric="cosine"),
        answers(5, "distance", metric="cosine"),
        answers(1, "uniform"),
        answers(80, "uniform"),
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(cases) + "\n")

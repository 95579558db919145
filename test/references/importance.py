"""Writes importance.json: permutation importance and partial dependence of scikit-learn, contributions of xgboost.

The model of the first two is a linear score through the logistic function, which both sides compute alike; the
permutations that scikit-learn drew are written down. xgboost's trees are written down with their covers.

Run: /usr/bin/python3 test/references/importance.py   (scikit-learn 1.2.1, xgboost 1.7.4)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
import xgboost
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.inspection import partial_dependence, permutation_importance

N_ROWS, N_REPEATS, SEED = 60, 4, 11
draw = np.random.RandomState(3)
X = np.round(draw.normal(size=(N_ROWS, 4)), 3)
X[:, 2] = draw.randint(0, 4, N_ROWS)
y = (X[:, 0] - 0.5 * X[:, 1] + 0.4 * X[:, 2] + draw.normal(size=N_ROWS) > 0.3).astype(int)
WEIGHTS, INTERCEPT = np.array([1.2, -0.7, 0.5, 0.0]), -0.4


class Fixed(BaseEstimator, ClassifierMixin):
    def fit(self, X, y):
        self.classes_ = np.array([0, 1])
        return self

    def predict_proba(self, X):
        p = 1 / (1 + np.exp(-(np.asarray(X) @ WEIGHTS + INTERCEPT)))
        return np.column_stack([1 - p, p])

    def predict(self, X):
        return (self.predict_proba(X)[:, 1] > 0.5).astype(int)


def permutations():
    """Those of scikit-learn's _calculate_permutation_scores: one seed a column, shuffled on and on."""
    seed = np.random.RandomState(SEED).randint(np.iinfo(np.int32).max + 1)
    columns = []
    for _ in range(X.shape[1]):
        state = np.random.RandomState(seed)
        step, rows, out = np.arange(N_ROWS), np.arange(N_ROWS), []
        for _ in range(N_REPEATS):
            state.shuffle(step)
            rows = rows[step]
            out.append(rows.tolist())
        columns.append(out)
    return columns


model = Fixed().fit(X, y)
scorers = {"roc_auc": "roc_auc", "accuracy": "accuracy", "log_loss": "neg_log_loss"}
importance = {}
for name, scorer in scorers.items():
    found = permutation_importance(model, X, y, scoring=scorer, n_repeats=N_REPEATS, random_state=SEED)
    importance[name] = {"mean": found.importances_mean.tolist(), "std": found.importances_std.tolist()}

dependence = []
for column in range(4):
    found = partial_dependence(model, X, [column], kind="both", method="brute", grid_resolution=7)
    dependence.append(
        {
            "grid": found["values"][0].tolist(),
            "mean": found["average"][0].tolist(),
            "individual": found["individual"][0][:5].tolist(),
        }
    )


def flat(tree):
    """Breadth-first, with the split that goes left at x < threshold."""
    nodes, queue = [], [tree]
    while queue:
        node = queue.pop(0)
        if "leaf" in node:
            nodes.append({"leaf": node["leaf"], "cover": node["cover"]})
            continue
        children = {child["nodeid"]: child for child in node["children"]}
        nodes.append(
            {
                "feature": int(node["split"][1:]),
                "threshold": node["split_condition"],
                "missing_left": node["missing"] == node["yes"],
            }
        )
        queue += [children[node["yes"]], children[node["no"]]]
    return nodes


gaps = X.copy()
gaps[draw.uniform(size=gaps.shape) < 0.15] = np.nan
boosted = xgboost.train(
    {"max_depth": 4, "objective": "binary:logistic", "eta": 0.5, "min_child_weight": 0.1, "base_score": 0.5, "nthread": 1},
    xgboost.DMatrix(gaps, label=y),
    num_boost_round=6,
)
trees = [flat(json.loads(text)) for text in boosted.get_dump(dump_format="json", with_stats=True)]
contributions = boosted.predict(xgboost.DMatrix(gaps[:20]), pred_contribs=True)

out = {
    "sklearn": sklearn.__version__,
    "xgboost": xgboost.__version__,
    "X": X.tolist(),
    "y": y.tolist(),
    "weights": WEIGHTS.tolist(),
    "intercept": INTERCEPT,
    "permutations": permutations(),
    "importance": importance,
    "dependence": dependence,
    "boosted": {
        "rows": [[None if np.isnan(x) else x for x in row] for row in gaps[:20].tolist()],
        "trees": trees,
        "contributions": np.asarray(contributions, dtype=float).tolist(),
    },
}
Path(__file__).with_name("importance.json").write_text(json.dumps(out) + "\n")

"""Writes neural-network.json: test scores of scikit-learn's networks on the data of trees.py.

Inputs are standardised on the training part. Adam, the same sizes, step size, batches and epochs as
test/estimators/neural-network-reference.test.ts; the penalty of scikit-learn is divided by the rows of a
batch, so it is given the rows as a factor here.

Run: python3 test/references/neural-network.py   (scikit-learn 1.2.1)
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import mean_squared_error, roc_auc_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).parent))
warnings.filterwarnings("ignore")

SEEDS = range(4)
DRAWS = range(5)
SETTINGS = {"hidden_layer_sizes": (32, 16), "learning_rate_init": 0.002, "batch_size": 32, "max_iter": 20}
L2 = 1e-4


def generator():
    """`make` of trees.py, without running the rest of that script."""
    source = (Path(__file__).parent / "trees.py").read_text()
    scope = {}
    exec(source[: source.index("\nMODELS = {")], scope)
    return scope["make"]


make = generator()
scores = {}
spread = {}
for activation in ("relu", "tanh", "logistic"):
    for task in ("binary", "number"):
        found = []
        for seed in SEEDS:
            X, y, X_test, y_test = make(task, seed)
            scaler = StandardScaler().fit(X)
            X, X_test = scaler.transform(X), scaler.transform(X_test)
            for draw in DRAWS:
                options = {**SETTINGS, "activation": activation, "alpha": L2 * SETTINGS["batch_size"]}
                options |= {"random_state": draw, "n_iter_no_change": 1000}
                if task == "binary":
                    p = MLPClassifier(**options).fit(X, y).predict_proba(X_test)[:, 1]
                    found.append(roc_auc_score(y_test, p))
                else:
                    mean, std = y.mean(), y.std()
                    model = MLPRegressor(**options).fit(X, (y - mean) / std)
                    found.append(np.sqrt(mean_squared_error(y_test, mean + std * model.predict(X_test))))
        scores[f"{activation}/{task}"] = round(float(np.mean(found)), 6)
        spread[f"{activation}/{task}"] = round(float(np.std(found)), 6)

document = {"sklearn": sklearn.__version__, "seeds": list(SEEDS), "scores": scores, "spread": spread}
Path(__file__).with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")

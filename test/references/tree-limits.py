"""Writes tree-limits.json: what scikit-learn's single tree makes of limits and of pruning.

The data are those of trees.py, with values cut to hundredths, so that each keeps a bin to itself.

Run: python3 test/references/tree-limits.py   (scikit-learn 1.2.1)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.tree import DecisionTreeRegressor

from trees import make

N_ROWS = 600
LIMITS = [
    {},
    {"ccp_alpha": 0.001},
    {"ccp_alpha": 0.02},
    {"ccp_alpha": 10},
    {"min_impurity_decrease": 0.002},
    {"min_impurity_decrease": 0.05},
    {"max_leaf_nodes": 5},
    {"max_leaf_nodes": 23, "max_depth": 4},
]

X, y, _, _ = make("number", 11)
X, y = np.floor(X[:N_ROWS] * 100), y[:N_ROWS]
trees = []
for limits in LIMITS:
    model = DecisionTreeRegressor(random_state=0, **{"max_depth": 8, "min_samples_leaf": 3, **limits}).fit(X, y)
    trees.append({"limits": limits, "leaves": int(model.get_n_leaves()), "predicted": model.predict(X[:40]).tolist()})
document = {"sklearn": sklearn.__version__, "trees": trees}
Path(__file__).with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")

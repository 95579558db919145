"""The peer of network.bench.ts: scikit-learn's MLPClassifier. Prints {"auc", "epochMs"} for a folder of doubles."""
import json
import sys
import time
import warnings

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
folder, workload = sys.argv[1], json.loads(sys.argv[2])


def read(name):
    return np.fromfile(f"{folder}/{name}.f64")


X, X_test = (read(name).reshape(-1, workload["nFeatures"]) for name in ("X", "X-test"))
y, y_test = read("y").astype(int), read("y-test")
model = MLPClassifier(
    tuple(workload["hidden"]),
    learning_rate_init=workload["learningRate"],
    batch_size=workload["batchSize"],
    max_iter=workload["epochs"],
    alpha=workload["l2"] * workload["batchSize"],
    n_iter_no_change=10**6,
    random_state=0,
)
start = time.perf_counter()
model.fit(X, y)
elapsed = time.perf_counter() - start
auc = roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])
print(json.dumps({"auc": auc, "epochMs": 1000 * elapsed / workload["epochs"]}))

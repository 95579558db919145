"""One measured fit of XGBoost: boosting-peer.py FOLDER WORKLOAD-AS-JSON; prints the figures as JSON."""
import json
import resource
import sys
import time
from os import path

import numpy as np
import xgboost

folder, workload = sys.argv[1], json.loads(sys.argv[2])


def doubles(name):
    return np.fromfile(path.join(folder, name))


X, y = doubles("X.f64").reshape(-1, workload["nFeatures"]), doubles("y.f64")
X_test, y_test = doubles("X-test.f64").reshape(-1, workload["nFeatures"]), doubles("y-test.f64")
classes = workload["nClasses"]
params = {
    "tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 31, "max_depth": 0, "eta": 0.1,
    "lambda": 0, "min_child_weight": 1, "nthread": 2,
    "objective": "binary:logistic" if classes == 2 else "multi:softprob",
    **({} if classes == 2 else {"num_class": classes}),
}
with open("/proc/self/statm") as statm:
    before = int(statm.read().split()[1]) * resource.getpagesize()
start = time.perf_counter()
model = xgboost.train(params, xgboost.DMatrix(X, y, nthread=2), workload["params"]["max_iter"])
fit_ms = 1000 * (time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
out = model.predict(xgboost.DMatrix(X_test))
chosen = (out > 0.5) if classes == 2 else out.argmax(1)
accuracy = float((chosen == y_test).mean())
model.set_param({"nthread": 1})
times = []
for _ in range(2 if len(X) > 200_000 else 3):
    start = time.process_time()
    model.inplace_predict(X)
    times.append(1000 * (time.process_time() - start))
start = time.perf_counter()
for row in range(20):
    model.inplace_predict(X_test[row : row + 1])
row_us = (time.perf_counter() - start) / 20 * 1e6
print(json.dumps({"fitMs": fit_ms, "predictMs": min(times), "accuracy": accuracy, "peakBytes": peak, "rowUs": row_us}))

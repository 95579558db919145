"""One measured fit of scikit-learn: trees-peer.py FOLDER WORKLOAD-AS-JSON; prints the figures as JSON."""
import json
import resource
import sys
import time
from os import path

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier

folder, workload = sys.argv[1], json.loads(sys.argv[2])


def doubles(name):
    return np.fromfile(path.join(folder, name))


X, y = doubles("X.f64").reshape(-1, workload["nFeatures"]), doubles("y.f64").astype(int)
X_test, y_test = doubles("X-test.f64").reshape(-1, workload["nFeatures"]), doubles("y-test.f64").astype(int)
params = workload["params"]
model = {
    "random-forest": lambda: RandomForestClassifier(n_jobs=2, random_state=0, **params),
    "extra-trees": lambda: ExtraTreesClassifier(n_jobs=2, random_state=0, **params),
    "gradient-boosting": lambda: HistGradientBoostingClassifier(early_stopping=False, random_state=0, **params),
}[workload["estimator"]]()
with open("/proc/self/statm") as statm:
    before = int(statm.read().split()[1]) * resource.getpagesize()
start = time.perf_counter()
model.fit(X, y)
fit_ms = 1000 * (time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
if hasattr(model, "n_jobs"):
    model.n_jobs = 1
accuracy = float((model.predict(X_test) == y_test).mean())
times = []
for _ in range(2 if len(X) > 200_000 else 3):
    start = time.process_time()
    model.predict_proba(X)
    times.append(1000 * (time.process_time() - start))
start = time.perf_counter()
for row in range(20):
    model.predict_proba(X_test[row : row + 1])
row_us = (time.perf_counter() - start) / 20 * 1e6
print(json.dumps({"fitMs": fit_ms, "predictMs": min(times), "accuracy": accuracy, "peakBytes": peak, "rowUs": row_us}))

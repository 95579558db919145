"""Writes trees.json: test scores of scikit-learn's tree models on data that both sides can make.

The data come from a 32-bit linear congruential generator by additions and multiplications alone, so
that test/estimators/congruential-data.ts makes the very same doubles.

Run: python3 test/references/trees.py   (scikit-learn 1.2.1)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn import ensemble, metrics, tree

N_FEATURES = 8
N_TRAIN = 2000
N_TEST = 3000
SEEDS = range(10)


def uniforms(seed):
    state = seed
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield state / 2**32


def make(task, seed):
    draw = uniforms(seed)
    X, y = [], []
    for _ in range(N_TRAIN + N_TEST):
        x = [next(draw) for _ in range(N_FEATURES)]
        x[2] = float(int(x[2] * 4))
        x[3] = 1.0 if x[3] > 0.7 else 0.0
        noise = -6.0
        for _ in range(12):
            noise += next(draw)
        signal = 3.0 * x[0] - 2.0 * x[1] + 0.5 * x[2] + 4.0 * x[0] * x[3] - 3.0 * x[4] * x[5]
        value = signal + 0.8 * noise
        y.append({"binary": float(value > 1.5), "three": float(value > 0.8) + float(value > 2.2), "number": value}[task])
        X.append(x)
    X, y = np.array(X), np.array(y)
    return X[:N_TRAIN], y[:N_TRAIN], X[N_TRAIN:], y[N_TRAIN:]


def score(task, model, X, y):
    if task == "number":
        return float(np.sqrt(metrics.mean_squared_error(y, model.predict(X))))
    if task == "binary":
        return float(metrics.roc_auc_score(y, model.predict_proba(X)[:, 1]))
    # A floor under the probabilities: a pure leaf that errs would drown the rest.
    p = model.predict_proba(X)[np.arange(len(y)), y.astype(int)]
    return float(-np.log(np.maximum(p, 0.01)).mean())


MODELS = {
    "random-forest": (
        lambda seed: ensemble.RandomForestClassifier(100, max_depth=10, random_state=seed, n_jobs=2),
        lambda seed: ensemble.RandomForestRegressor(100, max_depth=10, max_features=2, random_state=seed, n_jobs=2),
    ),
    "extra-trees": (
        lambda seed: ensemble.ExtraTreesClassifier(100, max_depth=16, random_state=seed, n_jobs=2),
        lambda seed: ensemble.ExtraTreesRegressor(100, max_depth=16, max_features=2, random_state=seed, n_jobs=2),
    ),
    "decision-tree": (
        lambda seed: tree.DecisionTreeClassifier(max_depth=6, min_samples_leaf=5, random_state=seed),
        lambda seed: tree.DecisionTreeRegressor(max_depth=6, min_samples_leaf=5, random_state=seed),
    ),
    "gradient-boosting": (
        lambda seed: ensemble.HistGradientBoostingClassifier(random_state=seed, early_stopping=False),
        lambda seed: ensemble.HistGradientBoostingRegressor(random_state=seed, early_stopping=False),
    ),
}


def main():
    figures = {}
    for name, (classifier, regressor) in MODELS.items():
        for task in ("binary", "three", "number"):
            scores = []
            for seed in SEEDS:
                X, y, X_test, y_test = make(task, seed)
                model = (regressor if task == "number" else classifier)(seed).fit(X, y)
                scores.append(score(task, model, X_test, y_test))
            figures[f"{name}/{task}"] = round(sum(scores) / len(scores), 6)

    X, y, _, _ = make("binary", 0)
    document = {
        "sklearn": sklearn.__version__,
        "seeds": list(SEEDS),
        "first_row": X[0].tolist(),
        "positive_share": float(y.mean()),
        "scores": figures,
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()

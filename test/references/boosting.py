"""Writes boosting.json: test scores of boosting in scikit-learn and XGBoost on data that both sides can make.

Three data sets, ten seeds each. The numbers come from a 32-bit linear congruential generator by additions
and multiplications alone, so that test/estimators/boosting-reference-data.ts makes the very same doubles;
a cell that is missing and a category code are part of the data. scikit-learn takes both natively; XGBoost
takes the codes as 0/1 columns. Beside them stands scikit-learn on medians and 0/1 columns, which is what
one would do without either.

Run: python3 test/references/boosting.py   (scikit-learn 1.2.1, xgboost 1.7.4; about two minutes)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
import xgboost
from sklearn import ensemble, metrics

N_FEATURES = 8
N_LEVELS = 24
N_TRAIN = 1500
N_TEST = 2500
SEEDS = range(10)
TASKS = ("binary", "number", "gaps")


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
        level = int(x[6] * x[6] * N_LEVELS)
        noise = -6.0
        for _ in range(12):
            noise += next(draw)
        hide = [next(draw) for _ in range(2)]
        effect = ((level * 7) % N_LEVELS) / N_LEVELS * 3.0
        signal = 3.0 * x[0] - 2.0 * x[1] + 4.0 * x[2] * x[3] - 3.0 * x[4] * x[5]
        if task == "gaps":
            signal += effect
        value = signal + 0.8 * noise
        x[6] = float(level)
        if task == "gaps":
            if x[0] > 0.6 and hide[0] < 0.7:
                x[0] = float("nan")
            if hide[1] < 0.15:
                x[2] = float("nan")
        y.append({"binary": float(value > 0.7), "number": value, "gaps": float(value > 2.3)}[task])
        X.append(x)
    X, y = np.array(X), np.array(y)
    return X[:N_TRAIN], y[:N_TRAIN], X[N_TRAIN:], y[N_TRAIN:]


def score(task, model, X, y):
    if task == "number":
        return float(np.sqrt(metrics.mean_squared_error(y, model.predict(X))))
    return float(metrics.roc_auc_score(y, model.predict_proba(X)[:, 1]))


def one_hot(X, fill):
    numbers = np.delete(X, 6, axis=1)
    if fill is not None:
        numbers = np.where(np.isnan(numbers), fill, numbers)
    return np.hstack([numbers, X[:, 6:7] == np.arange(N_LEVELS)])


def fill_of(X):
    return np.nanmedian(np.delete(X, 6, axis=1), axis=0)


def hist(task, **more):
    kind = ensemble.HistGradientBoostingRegressor if task == "number" else ensemble.HistGradientBoostingClassifier
    return kind(early_stopping=False, **more)


def xgb(task, seed):
    kind = xgboost.XGBRegressor if task == "number" else xgboost.XGBClassifier
    return kind(
        tree_method="hist", grow_policy="lossguide", max_leaves=31, max_depth=0, learning_rate=0.1,
        n_estimators=100, random_state=seed, n_jobs=1, min_child_weight=1,
    )


figures = {}
for task in TASKS:
    scores = {"sklearn": [], "xgboost": [], "one-hot": []}
    for seed in SEEDS:
        X, y, X_test, y_test = make(task, seed)
        native = hist(task, categorical_features=[6] if task == "gaps" else None).fit(X, y)
        scores["sklearn"].append(score(task, native, X_test, y_test))
        wide = (lambda Z: one_hot(Z, None)) if task == "gaps" else (lambda Z: Z)
        scores["xgboost"].append(score(task, xgb(task, seed).fit(wide(X), y), wide(X_test), y_test))
        if task == "gaps":
            fill = fill_of(X)
            filled = hist(task).fit(one_hot(X, fill), y)
            scores["one-hot"].append(score(task, filled, one_hot(X_test, fill), y_test))
    for name, values in scores.items():
        if values:
            figures[f"{task}/{name}"] = round(sum(values) / len(values), 6)

X, y, _, _ = make("gaps", 0)
document = {
    "sklearn": sklearn.__version__,
    "xgboost": xgboost.__version__,
    "seeds": list(SEEDS),
    "first_row": [None if np.isnan(value) else value for value in X[0]],
    "missing": int(np.isnan(X).sum()),
    "positive_share": float(y.mean()),
    "scores": figures,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")

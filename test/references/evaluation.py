"""Writes evaluation.json: figures of scikit-learn for shared/evaluation.

Run: /usr/bin/python3 test/references/evaluation.py   (scikit-learn 1.2.1, numpy 1.24.2)
"""
import json
from pathlib import Path

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

rng = np.random.default_rng(23)


def vectors(n, shares, digits, sharpness=1.5):
    """Class indices by the given shares, and softmax scores that lean towards the truth."""
    k = len(shares)
    y = np.concatenate([np.arange(k), rng.choice(k, n - k, p=shares)])
    logits = rng.normal(size=(n, k))
    logits[np.arange(n), y] += sharpness
    p = np.exp(logits)
    p /= p.sum(axis=1, keepdims=True)
    if digits is not None:
        p = np.round(p, digits)
        p[:, -1] = np.round(1 - p[:, :-1].sum(axis=1), digits)
    return y, p


def classes(y, predicted, weights):
    labels = np.arange(max(y.max(), predicted.max()) + 1)
    args = dict(labels=labels, sample_weight=weights, zero_division=0)
    out = {}
    for average in [None, "macro", "weighted"]:
        precision, recall, f1, support = metrics.precision_recall_fscore_support(y, predicted, average=average, **args)
        name = average or "perClass"
        out[name] = [np.asarray(v).tolist() for v in (precision, recall, f1)]
        if average is None:
            out["support"] = support.tolist()
    return out


def case(name, y, p, weighted=False):
    n, k = p.shape
    weights = rng.integers(1, 5, n).astype(float) if weighted else None
    predicted = p.argmax(axis=1)
    figures = {
        "name": name,
        "y": y.tolist(),
        "probabilities": p.ravel().tolist(),
        "weights": None if weights is None else weights.tolist(),
        "nClasses": k,
        "accuracy": metrics.accuracy_score(y, predicted, sample_weight=weights),
        "confusion": metrics.confusion_matrix(y, predicted, labels=range(k), sample_weight=weights).tolist(),
        **classes(y, predicted, weights),
        "classAuc": [metrics.roc_auc_score(y == c, p[:, c], sample_weight=weights) for c in range(k)],
        "classAp": [metrics.average_precision_score(y == c, p[:, c], sample_weight=weights) for c in range(k)],
        "logLoss": metrics.log_loss(y, p, sample_weight=weights),
    }
    if k == 2:
        figures["rocAuc"] = metrics.roc_auc_score(y, p[:, 1], sample_weight=weights)
        figures["brier"] = metrics.brier_score_loss(y, p[:, 1], sample_weight=weights)
        fpr, tpr, thresholds = metrics.roc_curve(y, p[:, 1], sample_weight=weights)
        figures["roc"] = [fpr.tolist(), tpr.tolist(), thresholds.tolist()]
        true_share, predicted_mean = calibration_curve(y, p[:, 1], n_bins=10)
        figures["calibration"] = [true_share.tolist(), predicted_mean.tolist()]
    else:
        figures["rocAuc"] = metrics.roc_auc_score(y, p, multi_class="ovr", average="macro")
        figures["brier"] = float(np.mean(((p - np.eye(k)[y]) ** 2).sum(axis=1)))
    return figures


def regression(name, y, predicted, weights=None):
    return {
        "name": name,
        "y": list(y),
        "predicted": list(predicted),
        "weights": None if weights is None else list(weights),
        "rmse": metrics.mean_squared_error(y, predicted, squared=False, sample_weight=weights),
        "mae": metrics.mean_absolute_error(y, predicted, sample_weight=weights),
        "r2": metrics.r2_score(y, predicted, sample_weight=weights),
    }


certain = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [0.25, 0.75]])
actual = rng.normal(10, 3, 50)
figures = {
    "classification": [
        case("binary", *vectors(200, [0.5, 0.5], None)),
        case("binary, ties", *vectors(300, [0.6, 0.4], 1)),
        case("binary, imbalanced", *vectors(400, [0.97, 0.03], 3, 2.5)),
        case("binary, weighted", *vectors(200, [0.7, 0.3], 2), weighted=True),
        case("binary, certain and wrong", np.array([0, 0, 1, 1, 0, 1]), certain),
        case("three classes", *vectors(300, [0.5, 0.3, 0.2], None)),
        case("five classes, ties, imbalanced", *vectors(400, [0.8, 0.1, 0.05, 0.03, 0.02], 1, 1.0)),
    ],
    "regression": [
        regression("numbers", actual, actual + rng.normal(0, 1, 50)),
        regression("weighted", actual, actual * 0.9, rng.integers(1, 4, 50).astype(float)),
        regression("constant, perfect", [4.0, 4.0, 4.0], [4.0, 4.0, 4.0]),
        regression("constant, imperfect", [4.0, 4.0, 4.0], [4.0, 5.0, 4.0]),
        regression("worse than the mean", [1.0, 2.0, 3.0], [3.0, 2.0, 1.0]),
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(figures, default=float) + "\n")

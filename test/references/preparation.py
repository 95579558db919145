"""Writes preparation.json: figures of scikit-learn's scalers, imputer and encoders on fixed columns.

Run: python3 test/references/preparation.py   (scikit-learn 1.2.1)
"""
import json
from pathlib import Path

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler

draw = np.random.default_rng(5)
wide = np.round(draw.normal(1e6, 3.7, size=41), 5)
small = np.round(draw.exponential(0.01, size=41), 7)
gappy = np.round(draw.normal(-4, 100, size=41), 3)
gappy[[0, 7, 8, 40]] = np.nan
constant = np.full(41, 0.1)
levels = np.array(["zeta", "Alpha", "beta", "É", "alpha"])[draw.integers(0, 5, size=41)]
classes = np.repeat([0, 1, 2, 3], [57, 23, 11, 4])

columns = {"wide": wide, "small": small, "gappy": gappy, "constant": constant}


def clean(values):
    return [None if np.isnan(v) else float(v) for v in np.ravel(values)]


def by_column(transformer):
    return {name: clean(transformer.fit_transform(v.reshape(-1, 1))) for name, v in columns.items()}


onehot = OneHotEncoder(sparse_output=False)
rare = OneHotEncoder(sparse_output=False, max_categories=3)
_, test = train_test_split(np.arange(len(classes)), test_size=0.2, stratify=classes, random_state=0)
figures = {
    "columns": {name: clean(v) for name, v in columns.items()},
    "levels": levels.tolist(),
    "standard": by_column(StandardScaler()),
    "minMax": by_column(MinMaxScaler()),
    "median": clean(SimpleImputer(strategy="median").fit_transform(gappy.reshape(-1, 1))),
    "mean": clean(SimpleImputer(strategy="mean").fit_transform(gappy.reshape(-1, 1))),
    "oneHot": onehot.fit_transform(levels.reshape(-1, 1)).tolist(),
    "oneHotLevels": onehot.categories_[0].tolist(),
    "oneHotRare": rare.fit_transform(levels.reshape(-1, 1)).tolist(),
    "ordinal": clean(OrdinalEncoder().fit_transform(levels.reshape(-1, 1))),
    "classes": classes.tolist(),
    "testCounts": np.bincount(classes[test]).tolist(),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(figures) + "\n")

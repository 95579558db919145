"""Writes text.json: TF-IDF weights of scikit-learn's TfidfVectorizer, and what MultinomialNB, ComplementNB
and LogisticRegression make of them, on a few sentences in three languages.

Run: python3 test/references/text.py   (scikit-learn 1.2.1)
"""
import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.utils.murmurhash import murmurhash3_32
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB

texts = [
    "The quick brown fox jumps over the lazy dog.",
    "A quick-witted FOX, and a slow brown dog!",
    "Le café est très bon; le thé n'est pas mauvais.",
    "Un café, deux thés: très, très bon café.",
    "Der Hund läuft über die Straße, die Straße ist lang.",
    "Über den Hund und die Katze; der Hund bellt.",
    "fox_trot 42 and dog 42: over  and\tover",
    "",
    "Καλημέρα κόσμε, καλημέρα",
    "naïve café dog fox 𝒳𝒴 naïve",
    "x y z",
    "the dog the dog the dog the fox",
]
labels = [0, 0, 1, 1, 2, 2, 0, 1, 2, 1, 2, 0]

options = [
    {"ngram_range": [1, 1]},
    {"ngram_range": [1, 2], "sublinear_tf": True},
    {"ngram_range": [2, 3], "use_idf": False},
    {"ngram_range": [1, 2], "strip_accents": "unicode", "max_df": 0.4},
    {"ngram_range": [1, 1], "lowercase": False, "min_df": 3},
    {"ngram_range": [2, 4], "analyzer": "char", "sublinear_tf": True},
    {"ngram_range": [1, 3], "analyzer": "char_wb", "strip_accents": "unicode"},
    {"ngram_range": [3, 5], "analyzer": "char_wb", "max_df": 0.5},
]


def case(given):
    params = {"min_df": 2, **given, "ngram_range": tuple(given["ngram_range"])}
    vectorizer = TfidfVectorizer(**params)
    X = vectorizer.fit_transform(texts)
    return {
        "options": {"min_df": 2, **given},
        "terms": vectorizer.get_feature_names_out().tolist(),
        "X": X.toarray().tolist(),
    }


hashing_options = [
    {"n_features": 16, "ngram_range": [1, 2]},
    {"n_features": 1024, "ngram_range": [1, 1], "alternate_sign": False, "strip_accents": "unicode"},
    {"n_features": 256, "ngram_range": [2, 4], "analyzer": "char"},
    {"n_features": 4096, "ngram_range": [3, 3], "analyzer": "char_wb", "lowercase": False},
]


def hashed(given):
    X = HashingVectorizer(**{**given, "ngram_range": tuple(given["ngram_range"])}).transform(texts)
    return {"options": given, "rows": [sorted(zip(row.indices.tolist(), row.data.tolist())) for row in X]}


second = ["dog", "quick", "", "thé", "hund", "straße", "fox trot", "over", "κόσμε", "naïve", "the", "dog fox"]


def joined(given):
    """The terms of both texts together; none reaches from one into the other."""
    params = {"min_df": 2, **given, "ngram_range": tuple(given["ngram_range"])}
    analyze = TfidfVectorizer(**params).build_analyzer()
    vectorizer = TfidfVectorizer(min_df=2, analyzer=lambda pair: analyze(pair[0]) + analyze(pair[1]))
    X = vectorizer.fit_transform(list(zip(texts, second)))
    return {
        "options": {"min_df": 2, **given},
        "terms": vectorizer.get_feature_names_out().tolist(),
        "X": X.toarray().tolist(),
    }


X = TfidfVectorizer(min_df=2, ngram_range=(1, 2)).fit_transform(texts)
weights = np.round(np.random.default_rng(5).uniform(0.5, 2, size=len(texts)), 3)


def model(estimator, weighted=False, **params):
    fitted = estimator(**params).fit(X, labels, sample_weight=weights if weighted else None)
    return {"params": params, "weighted": weighted, "probabilities": fitted.predict_proba(X).tolist()}


cases = {
    "texts": texts,
    "labels": labels,
    "weights": weights.tolist(),
    "tfidf": [case(given) for given in options],
    "murmur3": [[text, murmurhash3_32(text.encode(), seed=0)] for text in [*texts, *second, "a", "ab", "abc", "abcd"]],
    "hashed": [hashed(given) for given in hashing_options],
    "second": second,
    "joined": [joined({"ngram_range": [1, 2]}), joined({"ngram_range": [2, 3], "analyzer": "char_wb"})],
    "X": X.toarray().tolist(),
    "multinomial": [
        model(MultinomialNB, alpha=1.0),
        model(MultinomialNB, alpha=0.1, fit_prior=False),
        model(MultinomialNB, alpha=0.5, weighted=True),
    ],
    "complement": [
        model(ComplementNB, alpha=1.0),
        model(ComplementNB, alpha=0.1, norm=True),
        model(ComplementNB, alpha=0.5, weighted=True),
    ],
    "logistic": [
        model(LogisticRegression, C=1.0, solver="newton-cg", tol=1e-10, max_iter=10_000),
        model(LogisticRegression, C=20.0, solver="newton-cg", tol=1e-10, max_iter=10_000),
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(cases, ensure_ascii=False))

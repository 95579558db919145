"""Writes exp-log.json: exp, log and log1p by 60-digit decimals, correctly rounded to doubles.

Run: python3 test/references/exp-log.py
"""
import json
import math
import random
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 60
draw = random.Random(7)


def rounded(value: Decimal) -> float:
    return float(value)


exp_points = [0.0, 1.0, -1.0, 0.3465, 0.3466, 1e-9, -1e-30, 709.78, 709.0, -708.5, -740.0, -745.13]
exp_points += [draw.uniform(-700, 700) for _ in range(30)] + [draw.uniform(-1, 1) for _ in range(20)]
log_points = [1.0, 2.0, 0.5, 1.4142135623730951, 1.4142135623730954, 0.99999999, 1.00000001]
log_points += [5e-324, 2.2250738585072014e-308, 1.1e-310, 1.7976931348623157e308, 1e300]
log_points += [10 ** draw.uniform(-300, 300) for _ in range(20)] + [draw.uniform(0.5, 2) for _ in range(30)]
log1p_points = [1e-20, -1e-20, 1e-8, -1e-8, 0.4142, 0.4143, -0.2928, -0.293, -0.999999, 1e17, 3e15]
log1p_points += [draw.uniform(-0.99, 3) for _ in range(30)] + [10 ** draw.uniform(-12, 12) for _ in range(20)]

figures = {
    "exp": [[x, rounded(Decimal(x).exp())] for x in exp_points],
    "log": [[x, rounded(Decimal(x).ln())] for x in log_points],
    "log1p": [[x, rounded((1 + Decimal(x)).ln())] for x in log1p_points],
}
assert all(math.isfinite(v) for pairs in figures.values() for pair in pairs for v in pair)
Path(__file__).with_suffix(".json").write_text(json.dumps(figures) + "\n")

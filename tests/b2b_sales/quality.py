#!/usr/bin/env python3
"""Measures a model of scores by scikit-learn, from the scores that the API tells, and compares with what the API says of it.

RAPPORT_TOKEN=... tests/b2b_sales/quality.py --url http://127.0.0.1:8080/graphql --model <global id>
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import urllib.request

try:
    import numpy as np
    from sklearn.calibration import calibration_curve
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
except ImportError:
    print("the quality of the model is not compared with scikit-learn, which is not installed")
    sys.exit(0)

QUALITY = """query ($model: ID!) { scoringModel(id: $model) { deals won quality { deals won auc brierScore
    brierScoreOfShare logLoss lift { decile deals won said wonShare lift } calibration { from to deals said wonShare } } } }"""
SCORES = """query ($model: ID!, $after: ID) { scoringModelHeldOut(modelId: $model, first: 1000, after: $after) {
    nodes { probability isWon } nextAfter } }"""


class Api:
    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, query: str, **variables: object) -> dict:
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['RAPPORT_TOKEN']}"}
        request = urllib.request.Request(self.url, body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        if "errors" in told:
            sys.exit(json.dumps(told["errors"], indent=2))
        return told["data"]

    def scores(self, model: str) -> list[dict]:
        nodes, after = [], None
        while True:
            page = self.ask(SCORES, model=model, after=after)["scoringModelHeldOut"]
            nodes += page["nodes"]
            after = page["nextAfter"]
            if after is None:
                return nodes


class Comparison:
    def __init__(self) -> None:
        self.compared, self.differ = 0, 0

    def same(self, what: str, counted: float, told: float) -> None:
        self.compared += 1
        if abs(counted - told) > 1e-9:
            self.differ += 1
            print(f"{what}: scikit-learn says {counted}, the API {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--model", required=True)
    args = parser.parse_args()
    api, comparison = Api(args.url), Comparison()
    model = api.ask(QUALITY, model=args.model)["scoringModel"]
    told = model["quality"]
    nodes = api.scores(args.model)
    said = np.array([node["probability"] for node in nodes])
    won = np.array([int(node["isWon"]) for node in nodes])
    comparison.same("deals", len(nodes), told["deals"])
    comparison.same("won", int(won.sum()), told["won"])
    comparison.same("AUC", roc_auc_score(won, said), told["auc"])
    comparison.same("Brier score", brier_score_loss(won, said), told["brierScore"])
    share = np.full(len(won), model["won"] / model["deals"])
    comparison.same("Brier score of the share", brier_score_loss(won, share), told["brierScoreOfShare"])
    comparison.same("log loss", log_loss(won, said), told["logLoss"])
    shares, means = calibration_curve(won, said, n_bins=10, strategy="uniform")
    comparison.same("bins", len(shares), len(told["calibration"]))
    for counted, mean, one in zip(shares, means, told["calibration"]):
        comparison.same(f"won of those said {one['from']} to {one['to']}", counted, one["wonShare"])
        comparison.same(f"said of those said {one['from']} to {one['to']}", mean, one["said"])
    order = np.argsort(-said, kind="stable")
    bounds = [index * len(won) // 10 for index in range(11)]
    for index, one in enumerate(told["lift"]):
        members = order[bounds[index] : bounds[index + 1]]
        comparison.same(f"deals of decile {index + 1}", len(members), one["deals"])
        comparison.same(f"said of decile {index + 1}", said[members].mean(), one["said"])
        comparison.same(f"lift of decile {index + 1}", won[members].mean() / won.mean(), one["lift"])
    print(f"{comparison.compared} figures compared, {comparison.differ} differ")
    sys.exit(1 if comparison.differ else 0)


if __name__ == "__main__":
    main()

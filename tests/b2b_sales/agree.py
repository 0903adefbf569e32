#!/usr/bin/env python3
"""Counts deals in the CSV files of the b2b-sales data set, and compares with what the API says of their import.

RAPPORT_TOKEN=... tests/b2b_sales/agree.py --url http://127.0.0.1:8080/graphql --data path/to/b2b-sales
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import urllib.request
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

# The files end with 2017. Prospects have no day: they are in their stage since the import.
END = date(2018, 1, 1)
MOMENTS = [date(2016, 11, 15), date(2017, 3, 1), date(2017, 7, 14), date(2017, 10, 1), date(2017, 12, 31)]
GROUP = """key owner { name } product { name } entered won lost open winRate averageDaysToWin averageDaysToLose
           wonValues { amount currency }"""


def day(text: str) -> date | None:
    return datetime.strptime(text, "%m/%d/%Y").date() if text else None


class Deal:
    """A row, with dirty values as the mapping reads them."""

    def __init__(self, row: dict[str, str], prices: dict[str, int]) -> None:
        self.agent, self.stage = row["sales_agent"], row["deal_stage"]
        self.product = row["product"].replace("GTXPro", "GTX Pro")
        self.account = row["account"]
        self.engaged, self.closed = day(row["engage_date"]), day(row["close_date"])
        # In cents; an open deal is worth what its product costs.
        self.value = int(row["close_value"]) * 100 if row["close_value"] else prices[self.product]

    def quarter(self) -> str:
        return f"{self.engaged.year}-Q{(self.engaged.month + 2) // 3}"


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def group(deals: list[Deal]) -> dict:
    """What a group of a funnel says of these deals."""
    of = {stage: [deal for deal in deals if deal.stage == stage] for stage in ("Won", "Lost", "Engaging")}
    days = {stage: [(deal.closed - deal.engaged).days for deal in of[stage]] for stage in ("Won", "Lost")}
    won = sum(deal.value for deal in of["Won"])
    return {
        "entered": len(deals),
        "won": len(of["Won"]),
        "lost": len(of["Lost"]),
        "open": len(of["Engaging"]),
        "winRate": share(len(of["Won"]), len(of["Won"]) + len(of["Lost"])),
        "averageDaysToWin": share(sum(days["Won"]), len(days["Won"])),
        "averageDaysToLose": share(sum(days["Lost"]), len(days["Lost"])),
        "wonValues": [{"amount": won, "currency": "USD"}] if of["Won"] else [],
    }


def snapshot(deals: list[Deal], moment: date) -> dict:
    """Which deals are in which stage as the day begins."""
    inside = defaultdict(list)
    for deal in deals:
        if deal.engaged <= moment:
            inside[deal.stage if deal.closed and deal.closed <= moment else "Engaging"].append(deal)
    return {
        stage: {
            "deals": len(inside[stage]),
            "customers": len({deal.account for deal in inside[stage]} - {""}),
            "value": sum(deal.value for deal in inside[stage]),
        }
        for stage in ("Engaging", "Won", "Lost")
    }


def kaplan_meier(deals: list[Deal], seen: date) -> dict:
    """After how many days a quarter, half and three quarters of the stays in Engaging were over."""
    ended, open_ = defaultdict(int), defaultdict(int)
    for deal in deals:
        until = deal.closed or seen
        (ended if deal.closed else open_)[(until - deal.engaged).days] += 1
    at_risk, go_on, found = len(deals), 1.0, {}
    for days in sorted({*ended, *open_}):
        go_on *= 1 - ended[days] / at_risk
        at_risk -= ended[days] + open_[days]
        for name, level in (("lowerQuartile", 0.75), ("median", 0.5), ("upperQuartile", 0.25)):
            if name not in found and go_on <= level + 1e-9:
                found[name] = days
    return {name: found.get(name) for name in ("lowerQuartile", "median", "upperQuartile")}


class Api:
    def __init__(self, url: str) -> None:
        self.url = url
        pipelines = self.ask("{ pipelines { nodes { id name } } }")["pipelines"]["nodes"]
        self.pipeline = next(one["id"] for one in pipelines if one["name"] == "B2B sales")

    def ask(self, query: str, **variables: object) -> dict:
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['RAPPORT_TOKEN']}"}
        request = urllib.request.Request(self.url, body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        if "errors" in told:
            sys.exit(json.dumps(told["errors"], indent=2))
        return told["data"]

    def funnel(self, by: str) -> dict:
        query = f"""query ($p: ID!, $by: FunnelGroupBy, $to: DateTime) {{ funnel(pipelineId: $p, groupBy: $by, to: $to) {{
            total {{ {GROUP} stages {{ stage {{ name }} entered movedOn lost unknown }} }} groups {{ {GROUP} }} }} }}"""
        return self.ask(query, p=self.pipeline, by=by, to=f"{END}T00:00:00Z")["funnel"]

    def snapshot(self, moment: date) -> dict:
        query = """query ($p: ID!, $at: DateTime) { pipelineSnapshot(pipelineId: $p, at: $at) { stages {
            stage { name } deals customers values { amount } } } }"""
        told = self.ask(query, p=self.pipeline, at=f"{moment}T00:00:00Z")["pipelineSnapshot"]["stages"]
        return {
            one["stage"]["name"]: {
                "deals": one["deals"],
                "customers": one["customers"],
                "value": sum(value["amount"] for value in one["values"]),
            }
            for one in told
            if one["stage"]["name"] != "Prospecting"
        }

    def durations(self) -> dict:
        query = """query ($p: ID!, $to: DateTime) { stageDurations(pipelineId: $p, to: $to) {
            stage { name } stays lowerQuartile median upperQuartile } }"""
        told = self.ask(query, p=self.pipeline, to=f"{END}T00:00:00Z")["stageDurations"]
        return next(one for one in told if one["stage"]["name"] == "Engaging")


class Comparison:
    def __init__(self) -> None:
        self.compared, self.differ = 0, 0

    def same(self, what: str, counted: object, told: object) -> None:
        self.compared += 1
        near = isinstance(counted, float) and isinstance(told, (int, float)) and abs(counted - told) < 1e-9
        if counted != told and not near:
            self.differ += 1
            print(f"{what}: the files say {counted}, the API {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--data", required=True, type=Path)
    args = parser.parse_args()

    def rows(name: str) -> list[dict[str, str]]:
        with open(args.data / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    prices = {row["product"]: int(row["sales_price"]) * 100 for row in rows("products.csv")}
    deals = [Deal(row, prices) for row in rows("sales_pipeline.csv")]
    engaged = [deal for deal in deals if deal.engaged]
    api, comparison = Api(args.url), Comparison()

    for by, key, name in [
        ("OWNER", lambda deal: deal.agent, lambda one: one["owner"]["name"]),
        ("PRODUCT", lambda deal: deal.product, lambda one: one["product"]["name"]),
        ("QUARTER", Deal.quarter, lambda one: one["key"]),
    ]:
        groups = defaultdict(list)
        for deal in engaged:
            groups[key(deal)].append(deal)
        told = api.funnel(by)
        found = {name(one): one for one in told["groups"]}
        comparison.same(f"groups by {by}", sorted(groups), sorted(found))
        for one, members in groups.items():
            for field, counted in group(members).items():
                comparison.same(f"{by} {one}: {field}", counted, found.get(one, {}).get(field))
        for field, counted in group(engaged).items():
            comparison.same(f"all: {field}", counted, told["total"][field])
        stage = next(one for one in told["total"]["stages"] if one["stage"]["name"] == "Engaging")
        whole = group(engaged)
        for field, counted in [("entered", whole["entered"]), ("movedOn", whole["won"]), ("lost", whole["lost"]), ("unknown", whole["open"])]:
            comparison.same(f"Engaging: {field}", counted, stage[field])

    for moment in MOMENTS:
        told = api.snapshot(moment)
        for stage, counted in snapshot(engaged, moment).items():
            comparison.same(f"{stage} at {moment}", counted, told.get(stage))

    told = api.durations()
    comparison.same("stays in Engaging", len(engaged), told["stays"])
    # What goes on is older today than when the files end, which moves no quantile below its age.
    today = date.today() + timedelta(days=1)
    for field, counted in kaplan_meier(engaged, today).items():
        comparison.same(f"Engaging: {field}", None if counted is None else float(counted), told[field])

    print(f"{comparison.compared} figures compared, {comparison.differ} differ")
    sys.exit(1 if comparison.differ else 0)


if __name__ == "__main__":
    main()

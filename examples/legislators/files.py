"""What the files say, in the words of the API: people, their offices and their terms."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

SOURCE = "congress-legislators"
COUNTRY = "US"
# How addresses, and phones that are no faxes, are told apart.
WASHINGTON = "Washington office"
DISTRICT = "district office"

COMPANIES = {
    "sen": {"externalId": "us-senate", "name": "United States Senate", "domains": ["senate.gov"]},
    "rep": {"externalId": "us-house", "name": "United States House of Representatives", "domains": ["house.gov"]},
}
ROLES = {"sen": "Senator", "rep": "Representative"}
GENDERS = {"F": "FEMALE", "M": "MALE"}
# By column. A person has no field for a website: it is kept as an account.
NETWORKS = {
    "twitter": "twitter",
    "facebook": "facebook",
    "youtube": "youtube",
    "instagram": "instagram",
    "website": "website",
    "contact_form": "contact-form",
}


class Person:
    """A person as the files have them: what `createContacts` takes, and the terms of office."""

    def __init__(self, row: dict, offices: list[dict], terms: list[dict]) -> None:
        self.external_id = row["external_id"]
        self.offices = len(offices)
        self.input = said({
            "externalId": self.external_id,
            "givenName": row["first_name"],
            "middleName": row["middle_name"],
            "familyName": row["last_name"],
            "honorificSuffix": row["suffix"],
            "nickname": row["nickname"],
            "birthDate": row["birthday"],
            "gender": GENDERS.get(row["gender"]),
            "country": COUNTRY,
            "source": SOURCE,
        })
        self.input["tags"] = [tag for tag in (row["party"], row["state"]) if tag]
        self.input["phones"] = phones(row, offices)
        self.input["addresses"] = addresses(row, offices)
        self.input["socialAccounts"] = [
            {"network": network, "handle": line(row[column])} for column, network in NETWORKS.items() if row[column]
        ]
        latest = max((term["start"] for term in terms), default=None)
        self.terms = [
            {
                "company": COMPANIES[term["chamber"]]["externalId"],
                "role": role(term),
                "startsOn": term["start"],
                "endsOn": term["end"],
                "isPrimary": term["start"] == latest,
            }
            for term in terms
        ]


def read(folder: Path) -> list[Person]:
    """The people in the files of a folder.

    Fails for an office or term of somebody who is not in `people.csv`: it would be left out without a word.
    """

    def rows(name: str) -> list[dict]:
        with open(folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def by_person(rows: list[dict]) -> dict[str, list[dict]]:
        found: dict[str, list[dict]] = {}
        for row in rows:
            found.setdefault(row["external_id"], []).append(row)
        return found

    offices, terms = by_person(rows("offices.csv")), by_person(rows("terms.csv"))
    people = [
        Person(row, offices.pop(row["external_id"], []), terms.pop(row["external_id"], []))
        for row in rows("people.csv")
    ]
    if offices or terms:
        raise ValueError(f"people.csv lacks {', '.join(sorted({*offices, *terms}))}")
    return people


def phones(row: dict, offices: list[dict]) -> list[dict]:
    """The numbers of all offices, Washington first, the faxes last; offices may share one."""
    numbers = [(row["phone"], WASHINGTON)]
    numbers += [(office["phone"], label(office)) for office in offices]
    numbers += [(place["fax"], "fax") for place in [row, *offices]]
    unique = dict.fromkeys(pair for pair in numbers if pair[0])
    return [{"number": number, "country": COUNTRY, "label": label} for number, label in unique]


def addresses(row: dict, offices: list[dict]) -> list[dict]:
    """The office in Washington, then those of the district."""
    found = []
    if row["address"]:
        # One line: `511 Hart Senate Office Building Washington DC 20510`.
        parts = re.fullmatch(r"(.+?),? Washington,? DC ([\d-]+)", row["address"])
        street, code = parts.groups() if parts else (row["address"], "")
        found.append(said({
            "street": line(street),
            "locality": "Washington",
            "region": "DC",
            "postalCode": code,
            "country": COUNTRY,
            "label": WASHINGTON,
        }))
    for office in offices:
        found.append(said({
            "street": "\n".join(filter(None, (line(office[part]) for part in ("street", "suite", "building")))),
            "locality": line(office["city"]),
            "region": office["state"],
            "postalCode": office["zip"],
            "country": COUNTRY,
            "label": label(office),
        }))
    return found


def label(office: dict) -> str:
    return f"{DISTRICT} {line(office['city'])}"


def role(term: dict) -> str:
    """`Senator for WA`, `Representative for WA-1`; district 0 is the whole state."""
    district = {"": "", "0": " at large"}.get(term["district"], f"-{term['district']}")
    return f"{ROLES[term['chamber']]} for {term['state']}{district}"


def said(values: dict) -> dict:
    """Without what the files leave empty: that stays as it is in the API."""
    return {field: value for field, value in values.items() if value}


def line(text: str) -> str:
    """A line as the API keeps it: Unicode's composed form, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())

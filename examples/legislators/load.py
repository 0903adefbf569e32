#!/usr/bin/env python3
"""Loads the members of the United States Congress through the API. Again and again, if you like: only what is missing
is created, and only what differs is changed."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import files
from api import MOST_VALUES, Api, ApiError, batches

COMPANIES = """
query Companies($ids: [String!]!, $first: Int!, $after: String) {
  companies(filter: { externalId: { in: $ids } }, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id externalId name domains country }
  }
}"""
CREATE_COMPANIES = """
mutation CreateCompanies($input: CreateCompaniesInput!) {
  createCompanies(input: $input) { companies { id externalId } }
}"""
UPDATE_COMPANY = """
mutation UpdateCompany($input: UpdateCompanyInput!) {
  updateCompany(input: $input) { company { id } }
}"""

PEOPLE = """
query People($ids: [String!]!, $first: Int!, $after: String) {
  contacts(filter: { externalId: { in: $ids } }, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id externalId givenName middleName familyName honorificSuffix nickname birthDate gender country source tags
      phones { number label }
      addresses { street locality region postalCode country label }
      socialAccounts { network handle }
      affiliations { id role startsOn endsOn isPrimary company { externalId } }
    }
  }
}"""
CREATE_PEOPLE = """
mutation CreatePeople($input: CreateContactsInput!) {
  createContacts(input: $input) { contacts { id externalId } }
}"""
UPDATE_PERSON = """
mutation UpdatePerson($input: UpdateContactInput!) {
  updateContact(input: $input) { contact { id } }
}"""

CREATE_TERMS = """
mutation CreateTerms($input: CreateAffiliationsInput!) {
  createAffiliations(input: $input) { affiliations { id } }
}"""
UPDATE_TERM = """
mutation UpdateTerm($input: UpdateAffiliationInput!) {
  updateAffiliation(input: $input) { affiliation { id } }
}"""

# Looks for the people in another way than loading does, so that a double would be counted.
COUNT = """
query Count($source: String!, $first: Int!, $after: String) {
  contacts(filter: { source: { eq: $source } }, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { addresses { label } affiliations { company { externalId } } }
  }
}"""


def load_companies(api: Api) -> dict[str, str]:
    """The global ids of the two chambers, by their external ids."""
    wanted = [{**company, "country": files.COUNTRY} for company in files.COMPANIES.values()]
    pages = api.pages("companies", COMPANIES, ids=[company["externalId"] for company in wanted])
    there = {company["externalId"]: company for page in pages for company in page["nodes"]}
    both = [(there[company["externalId"]], company) for company in wanted if company["externalId"] in there]
    changed = update(api, UPDATE_COMPANY, both)
    missing = [company for company in wanted if company["externalId"] not in there]
    for batch in batches(missing):
        for company in api.change(CREATE_COMPANIES, input={"companies": batch})["createCompanies"]["companies"]:
            there[company["externalId"]] = company
    tell("companies", len(missing), changed)
    return {external_id: company["id"] for external_id, company in there.items()}


def load_people(api: Api, people: list[files.Person]) -> dict[str, dict]:
    """Everybody as the API has them, by external id."""
    there: dict[str, dict] = {}
    ids = [person.external_id for person in people]
    for start in range(0, len(ids), MOST_VALUES):
        for page in api.pages("contacts", PEOPLE, ids=ids[start:start + MOST_VALUES]):
            there.update((person["externalId"], person) for person in page["nodes"])
    ours = {tag for person in people for tag in person.input["tags"]}
    both = [(there[person.external_id], person) for person in people if person.external_id in there]
    changed = update(api, UPDATE_PERSON, [(as_input(old), as_kept(new, old, ours)) for old, new in both])
    missing = [person.input for person in people if person.external_id not in there]
    for batch in batches(missing):
        for person in api.change(CREATE_PEOPLE, input={"contacts": batch})["createContacts"]["contacts"]:
            there[person["externalId"]] = {**person, "affiliations": []}
    tell("people", len(missing), changed)
    return there


def load_terms(api: Api, people: list[files.Person], there: dict[str, dict], companies: dict[str, str]) -> None:
    """An affiliation has no external id: it is known by its person, company and first day."""
    missing, both = [], []
    for person in people:
        contact = there[person.external_id]
        # The company is null when it was deleted.
        old = {
            (term["company"]["externalId"], term["startsOn"]): term
            for term in contact["affiliations"]
            if term["company"]
        }
        for term in person.terms:
            wanted = {field: value for field, value in term.items() if field != "company"}
            known = old.get((term["company"], term["startsOn"]))
            if known is None:
                ids = {"contactId": contact["id"], "companyId": companies[term["company"]]}
                missing.append({**ids, **wanted})
                continue
            if not wanted["isPrimary"]:
                # The one that becomes primary takes the place of the one that was.
                del wanted["isPrimary"]
            both.append((known, wanted))
    changed = update(api, UPDATE_TERM, both)
    for batch in batches(missing):
        api.change(CREATE_TERMS, input={"affiliations": batch})
    tell("terms", len(missing), changed)


def update(api: Api, mutation: str, pairs: list[tuple[dict, dict]]) -> int:
    """Changes what differs between records and what they should be; the number of those that did."""
    changed = 0
    for there, wanted in pairs:
        different = {field: value for field, value in wanted.items() if there[field] != value}
        if different:
            # The external id changes nothing: an error tells by it whom it is about.
            named = {field: wanted[field] for field in ("externalId",) if field in wanted}
            api.change(mutation, input={"id": there["id"], **named, **different})
            changed += 1
    return changed


def as_input(there: dict) -> dict:
    """A person of the API in the form of an input: entries without what is null, tags in one order."""
    fields = ("phones", "addresses", "socialAccounts")
    lists = {field: [files.said(entry) for entry in there[field]] for field in fields}
    return {**there, **lists, "tags": sorted(there["tags"])}


def as_kept(person: files.Person, there: dict, ours: set[str]) -> dict:
    """A person of the files as the API keeps them: phone numbers in the international form, and with the tags that
    others gave. A number in this form is an input too."""
    international = [
        {"number": "+1" + "".join(filter(str.isdigit, phone["number"])), "label": phone["label"]}
        for phone in person.input["phones"]
    ]
    others = [tag for tag in there["tags"] if tag not in ours]
    return {**person.input, "phones": international, "tags": sorted([*others, *person.input["tags"]])}


def counts(api: Api) -> dict[str, int]:
    """How many there are, read back through the API."""
    chambers = {company["externalId"] for company in files.COMPANIES.values()}
    offices = terms = total = 0
    for page in api.pages("contacts", COUNT, source=files.SOURCE):
        total = page["totalCount"]
        for person in page["nodes"]:
            offices += sum((address["label"] or "").startswith(files.DISTRICT) for address in person["addresses"])
            terms += sum((term["company"] or {}).get("externalId") in chambers for term in person["affiliations"])
    return {"people": total, "offices": offices, "terms": terms}


def tell(what: str, created: int, changed: int) -> None:
    print(f"{what}: {created:,} created, {changed:,} changed", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080/graphql", help="where the API is (%(default)s)")
    parser.add_argument("--token", default=os.environ.get("RAPPORT_TOKEN"), help="or in RAPPORT_TOKEN")
    parser.add_argument("--data", type=Path, required=True, help="the folder of people.csv, offices.csv and terms.csv")
    arguments = parser.parse_args()
    if not arguments.token:
        parser.error("a token is needed: rapport token --role admin")
    api = Api(arguments.url, arguments.token)
    try:
        people = files.read(arguments.data)
        companies = load_companies(api)
        there = load_people(api, people)
        load_terms(api, people, there, companies)
        found = counts(api)
    except (ApiError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    expected = {
        "people": len(people),
        "offices": sum(person.offices for person in people),
        "terms": sum(len(person.terms) for person in people),
    }
    print(f"{'':10}{'files':>8}{'API':>8}")
    for what, number in expected.items():
        print(f"{what:10}{number:8,}{found[what]:8,}{'' if found[what] == number else '  differ'}")
    return 0 if found == expected else 1


if __name__ == "__main__":
    sys.exit(main())

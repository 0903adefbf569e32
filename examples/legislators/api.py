"""A client of the API, out of Python's standard library alone."""

from __future__ import annotations

import http.client
import json
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator

# The server takes 1 MiB; the rest is for the document around the variables.
MOST_BYTES = 1_000_000
# How many records one mutation takes, how many values one filter, how many records one page.
MOST_RECORDS, MOST_VALUES, PAGE = 500, 200, 100
# How often a request is sent, and how many seconds the first wait is; each next is twice as long.
ATTEMPTS, WAIT = 6, 0.5
# How many bad values are shown. What an actor may not see is an error for each record of a page.
MOST_LINES = 20


class ApiError(Exception):
    """What the API refused: a line for each bad value, with its code and path."""

    def __init__(self, errors: list[dict], variables: dict) -> None:
        lines = [line for error in errors for line in told(error, variables)]
        more = [f"and {len(lines) - MOST_LINES:,} more"] if len(lines) > MOST_LINES else []
        super().__init__("\n".join(lines[:MOST_LINES] + more))


class Api:
    """The API at a URL, in the name of whoever the token is for."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.headers = {
            "Accept": "application/graphql-response+json",
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }

    def query(self, document: str, **variables: object) -> dict:
        """Asks. The answer is the data."""
        return self._send(document, variables, {})

    def change(self, document: str, **variables: object) -> dict:
        """Runs one mutation once, however often its answer gets lost on the way: all attempts have one key."""
        return self._send(document, variables, {"Idempotency-Key": str(uuid.uuid4())})

    def pages(self, field: str, document: str, **variables: object) -> Iterator[dict]:
        """All pages of the list that is this root field. The document takes `$first` and `$after`."""
        after = None
        while True:
            page = self.query(document, first=PAGE, after=after, **variables)[field]
            yield page
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def _send(self, document: str, variables: dict, headers: dict) -> dict:
        body = json.dumps({"query": document, "variables": variables}, ensure_ascii=False).encode()
        request = urllib.request.Request(self.url, body, {**self.headers, **headers})
        for attempt in range(ATTEMPTS):
            wait = WAIT * 2**attempt
            try:
                answer = self._answer(request)
            except (OSError, http.client.HTTPException) as lost:
                # Nobody knows whether it happened. With the same key it is safe to ask again.
                if attempt + 1 == ATTEMPTS:
                    raise ConnectionError(f"no answer from {self.url}: {lost}") from lost
                print(f"no answer ({lost}), again in {wait} s", file=sys.stderr)
            else:
                errors = answer.get("errors", [])
                if not errors:
                    return answer["data"]
                # The server says when to come back, if that is all there is to do: it is busy, or still at work on
                # the first attempt.
                later = [error.get("extensions", {}).get("retryAfter") for error in errors]
                if None in later or attempt + 1 == ATTEMPTS:
                    raise ApiError(errors, variables)
                wait = max(wait, *later)
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    @staticmethod
    def _answer(request: urllib.request.Request) -> dict:
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as refused:
            text = refused.read().decode(errors="replace")
            try:
                return json.loads(text)
            except ValueError:
                # Not from the API: a proxy before it, for instance.
                raise ConnectionError(f"HTTP {refused.code}: {text[:200]}") from None


def told(error: dict, variables: dict) -> Iterator[str]:
    """An error in lines, one for each bad value: its code and path, and whom it is about."""
    more = error.get("extensions", {})
    # The paths of violations are those of the input; an error without them has the path of its field in the answer.
    for place in more.get("violations", [error]):
        path = place.get("path", [])
        about = told_of(path, variables) if "violations" in more else []
        about += [f"request {more['requestId']}"] if "requestId" in more else []
        where = f" at {'.'.join(map(str, path))}" if path else ""
        yield f"{more.get('code', 'ERROR')}{where}: {place['message']} ({', '.join(about)})"


def told_of(path: list, variables: dict) -> list[str]:
    """The value at a path of the input, and the external id of the record that it stands in."""
    value, external_id = variables, None
    for step in path:
        if isinstance(value, dict):
            external_id = value.get("externalId", external_id)
            value = value.get(step)
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else None
    about = [f"external id {external_id}"] if external_id else []
    return [*about, f"value {value!r}"] if isinstance(value, (str, int)) else about


def batches(inputs: list[dict]) -> Iterator[list[dict]]:
    """The inputs in their order, in batches that one mutation takes."""
    batch, size = [], 0
    for one in inputs:
        bytes_of_one = len(json.dumps(one, ensure_ascii=False).encode()) + 2
        if batch and (len(batch) == MOST_RECORDS or size + bytes_of_one > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += bytes_of_one
    if batch:
        yield batch

"""Values of the schema's own scalars, most of them sound, and which codes tell that the server did its part."""

from hypothesis import strategies as st
from hypothesis_graphql import nodes
import schemathesis
from schemathesis.specs.graphql import validation

# Codes of README's list by which a request is refused, beside those that schemathesis knows. INTERNAL and what a server
# alone can be blamed for are faults.
validation.CLIENT_ERROR_MARKERS |= {"CONFLICT", "FORBIDDEN", "IDEMPOTENCY_MISMATCH", "NOT_FOUND", "PAYLOAD_TOO_LARGE", "TOO_COMPLEX"}


def texts(*sound: str):
    return st.one_of(st.sampled_from(sound), st.text(max_size=40)).map(nodes.String)


schemathesis.graphql.scalar("Date", texts("2026-11-22", "1999-12-31", "0000-00-00", "2026-02-30"))
schemathesis.graphql.scalar("DateTime", texts("2026-11-22T08:00:00Z", "2026-11-22T08:00:00.123456+14:00", "9999-12-31T23:59:60Z"))
schemathesis.graphql.scalar("EventCursor", texts("", "AAAA", "MQ"))
schemathesis.graphql.scalar("MinorUnits", texts("0", "-1", "9223372036854775807", "9223372036854775808"))
schemathesis.graphql.scalar("JSON", st.one_of(texts("{}", "a"), st.integers().map(nodes.Int)))
schemathesis.graphql.scalar("Upload", st.just(nodes.Null))

"""Values of the schema's own scalars, most of them sound."""

from hypothesis import strategies as st
from hypothesis_graphql import nodes
import schemathesis


def texts(*sound: str):
    return st.one_of(st.sampled_from(sound), st.text(max_size=40)).map(nodes.String)


schemathesis.graphql.scalar("Date", texts("2026-11-22", "1999-12-31", "0000-00-00", "2026-02-30"))
schemathesis.graphql.scalar("DateTime", texts("2026-11-22T08:00:00Z", "2026-11-22T08:00:00.123456+14:00", "9999-12-31T23:59:60Z"))
schemathesis.graphql.scalar("EventCursor", texts("", "AAAA", "MQ"))
schemathesis.graphql.scalar("MinorUnits", texts("0", "-1", "9223372036854775807", "9223372036854775808"))
schemathesis.graphql.scalar("JSON", st.one_of(texts("{}", "a"), st.integers().map(nodes.Int)))
schemathesis.graphql.scalar("Upload", st.just(nodes.Null))

"""How schemathesis writes what it does not know, and what it must not do."""

import schemathesis


@schemathesis.serializer("application/toml")
def toml(context, value):
    """A profile is text already; what is no text is sent as it would be written."""
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Nobody is called: whatever URL is made up for a webhook, this machine is meant, at a port where nobody listens."""
    body = case.body
    if isinstance(body, dict) and str(body.get("url")).strip().lower().startswith("http"):
        body["url"] = "http://127.0.0.1:1/"

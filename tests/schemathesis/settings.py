"""What schemathesis has to know of a running api: URL, file of credentials, folder.

Prints the headers of every request, and writes schemathesis.toml into the folder. Everything is checked, but for methods
that an address does not have (unsupported_method), and for what the document says does not hold (x-unchecked). What must
name something that is there gets names that are (x-known).
"""

import json
import pathlib
import sys
import urllib.request

# A 422 is a key that came before with another request, however good the request is by itself.
SETTINGS = """hooks = "hooks"

[checks]
unsupported_method.enabled = false
positive_data_acceptance.expected-statuses = ["2xx", 304, 401, 404, 409, 410, 422]

"""

url, credentials, folder = sys.argv[1:]
client = json.loads(pathlib.Path(credentials).read_text())
asked = {"grant_type": "client_credentials", "client_id": client["client_id"], "client_secret": client["client_secret"]}
headers = {"content-type": "application/json", "mpathic-id": client["mpathic_id"]}
request = urllib.request.Request(f"{url}/v1/token", data=json.dumps(asked).encode(), headers=headers)
token = json.load(urllib.request.urlopen(request))["access_token"]
print(f"Authorization: Bearer {token}")
print(f"mpathic-id: {client['mpathic_id']}")

document = json.load(urllib.request.urlopen(f"{url}/openapi.json"))
settings = SETTINGS
named = {}
for path in document["paths"].values():
    for operation in path.values():
        for parameter in operation["parameters"]:
            if "x-known" in parameter:
                named[f"{parameter['in']}.{parameter['name']}"] = parameter["x-known"]
        for check in operation.get("x-unchecked", {}):
            settings += f'[[operations]]\ninclude-operation-id = "{operation["operationId"]}"\n'
            settings += f"checks.{check}.enabled = false\n\n"
# Who asks for a token has to be somebody.
for member in ("client_id", "client_secret"):
    settings += f"[dictionaries.{member}]\nvalues = {json.dumps([client[member]])}\n\n"
settings += """[[operations]]
include-operation-id = "getToken"
parameters."body.client_id" = { dictionary = "client_id", probability = 0.7 }
parameters."body.client_secret" = { dictionary = "client_secret", probability = 0.7 }

"""
for number, (parameter, known) in enumerate(named.items()):
    settings += f'[dictionaries.known{number}]\nvalues = {json.dumps(known)}\n\n'
    settings += f'[parameters."{parameter}"]\ndictionary = "known{number}"\n\n'
pathlib.Path(folder, "schemathesis.toml").write_text(settings)

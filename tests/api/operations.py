"""Every operation of the description, as something a test can ask."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client


@dataclass(frozen=True)
class Operation:
    """`path` is below the community; `noun` is what its `public_id` names."""

    method: str
    path: str
    scope: str

    @property
    def noun(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def takes_id(self) -> bool:
        return "{public_id}" in self.path

    def address(self, public_id: str) -> str:
        return self.path.replace("{public_id}", public_id)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


PREFIX = "/api/v1/communities/{slug}/"


def operations_of_a_community() -> list[Operation]:
    schema = json.loads(Client().get("/api/schema/").content)
    return [
        Operation(method.upper(), path.removeprefix(PREFIX), _scope_of(described))
        for path, methods in schema["paths"].items()
        if path.startswith(PREFIX)
        for method, described in methods.items()
    ]


def _scope_of(described: dict[str, Any]) -> str:
    [scope] = [scope for way in described["security"] for scope in way.get("oauth2", [])]
    return str(scope)

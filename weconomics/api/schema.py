"""The OpenAPI description: the scopes, and what holds for every operation."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import ListSerializer

from weconomics.api.idempotency import HEADER, LONGEST_KEY
from weconomics.api.problems import CONTENT_TYPE
from weconomics.api.scopes import Scope

TOKEN_URL = "/identity/o/api/token"  # noqa: S105 - an address
METHODS = ("get", "post", "put", "patch", "delete")
PROBLEMS_OF_ALL = {
    "400": "Something in the request is not right",
    "401": "No token, or one that is no longer valid",
    "403": "The token lacks the scope, belongs to another community, or its member may not do this",
    "404": "Not there, or not to be seen",
    "405": "Not for this address",
    "406": "Only JSON is answered",
    "429": "More requests than the limit; Retry-After says when to go on",
}
PROBLEMS_OF_WRITING = {
    "409": "Refused by a rule, or a request with the same key is running",
    "415": "Only JSON is read",
    "422": "Refused by a rule about a field, or the key was used for another request",
    "503": "Not possible for a moment; Retry-After says when to go on",
}
PROBLEM_OF_CHANGING = {"412": "Changed since it was read (If-Match)"}
TEXTS_OF_PROBLEM = ("type", "title", "code", "detail", "instance", "request_id", "url", "label", "gate")
HEADERS_OF_ALL = {
    "Request-Id": "Name it when you ask us about this request",
    "RateLimit": "What is left in this minute",
    "RateLimit-Policy": "The limit",
}


class Schema(AutoSchema):
    """The community in the address is read by the middleware, so no view declares it."""

    def get_override_parameters(self) -> list[Any]:
        if "{slug}" not in self.path:
            return []
        text = "The community's web address"
        return [OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH, description=text)]

    def get_request_serializer(self) -> Any:
        """A verb takes its own input, or nothing."""
        if self.method == "POST" and hasattr(self.view, "input_class"):
            return self.view.input_class
        return super().get_request_serializer()

    def _is_list_view(self, serializer: Any = None) -> bool:
        is_many = isinstance(serializer, ListSerializer)
        return is_many or (getattr(self.view, "is_list", False) and self.method == "GET")


class ClientScheme(OpenApiAuthenticationExtension):
    target_class = "communities.api.authentication.ClientAuthentication"
    name = "oauth2"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        scopes = {scope.value: str(scope.label) for scope in Scope}
        return {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": TOKEN_URL, "scopes": scopes}}}

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        needed = getattr(auto_schema.view, "scopes", {}).get(auto_schema.method)
        return {self.name: [needed.value] if needed else []}


def describe_ways_of_asking(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Problems, request keys, tags and headers: on every operation, so that no view repeats them."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _problem_schema()
    components["headers"] = {name: _header(text) for name, text in HEADERS_OF_ALL.items()}
    for path in result["paths"].values():
        for method in METHODS:
            if method in path:
                _describe(path[method], method)
    return result


def _describe(operation: dict[str, Any], method: str) -> None:
    problems = dict(PROBLEMS_OF_ALL)
    if method != "get":
        problems |= PROBLEMS_OF_WRITING
    if method == "post":
        operation.setdefault("parameters", []).append(_key_parameter())
    if method == "patch":
        problems |= PROBLEM_OF_CHANGING
        operation["parameters"].append(_tag_parameter("If-Match", "Change only what you read: its ETag"))
    if method == "get" and any(p["name"] == "public_id" for p in operation.get("parameters", [])):
        operation["parameters"].append(_tag_parameter("If-None-Match", "The ETag you already have"))
        operation["responses"]["304"] = {"description": "You already have it"}
    for status, text in problems.items():
        operation["responses"].setdefault(status, _problem_answer(text))
    for answer in operation["responses"].values():
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS_OF_ALL}


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    of_field = dict.fromkeys(("field", "code", "message"), text)
    errors = {"type": "object", "required": list(of_field), "properties": of_field}
    return {
        "type": "object",
        "description": "RFC 9457. `code` is for programs, `detail` for people, `errors` names the fields.",
        "required": ["type", "title", "status", "code"],
        "properties": {
            **dict.fromkeys(TEXTS_OF_PROBLEM, text),
            "status": {"type": "integer"},
            "errors": {"type": "array", "items": errors},
        },
    }


def _problem_answer(text: str) -> dict[str, Any]:
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": text, "content": content}


def _key_parameter() -> dict[str, Any]:
    text = (
        "Any text of your own, new for each request: sent again within 24 hours, the first answer comes back."
    )
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]+$"}
    return {"name": HEADER, "in": "header", "required": False, "description": text, "schema": schema}


def _tag_parameter(name: str, text: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": text,
        "schema": {"type": "string"},
    }


def _header(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "string"}}

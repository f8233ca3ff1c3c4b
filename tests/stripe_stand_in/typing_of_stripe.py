"""What Stripe's own library says of parameters and answers. Walked at run time, so a new version of it tells us."""

import builtins
import re
import sys
import types
import typing
from functools import cache
from importlib import import_module
from typing import Any, ForwardRef, NotRequired, get_args, get_origin

import stripe
import typing_extensions

OPTIONS = {  # of a call, not of a request
    "api_key", "stripe_version", "stripe_account", "stripe_context", "max_network_retries", "idempotency_key",
    "content_type", "headers",
}  # fmt: skip
WORD = re.compile(r"[A-Z]\w+")


class Wrong(Exception):
    """The request does not fit the library's types: which parameter, and why."""

    def __init__(self, parameter: str, why: str) -> None:
        super().__init__(f"{parameter}: {why}")
        self.parameter, self.why = parameter, why


def check_request(name: str, values: dict[str, Any]) -> None:
    """`name` is where the parameters are described: checkout._session_create_params:SessionCreateParams. Raises Wrong."""
    module, _colon, kind = name.partition(":")
    _check_dict(getattr(import_module(f"stripe.params.{module}"), kind), values, "")


def check_answer(thing: Any, where: str = "") -> None:
    """Every field is one that the library's class of this object knows. Raises Wrong."""
    if isinstance(thing, list):
        for item in thing:
            check_answer(item, where)
    if isinstance(thing, dict) and isinstance(thing.get("object"), str):
        _check_fields(_classes()[thing["object"]], thing, where or thing["object"])


def _check_dict(kind: Any, values: Any, path: str) -> None:
    if not isinstance(values, dict):
        raise Wrong(path, "must be a hash")
    known = {name: hint for name, hint in kind.__annotations__.items() if name not in OPTIONS}
    for name, value in values.items():
        if name not in known:
            raise Wrong(f"{path}{name}", "Received unknown parameter")
        _check_value(_read(known[name], kind.__module__), value, f"{path}{name}")
    for name in kind.__required_keys__ & set(known):
        if "NotRequired" not in str(known[name]) and name not in values:
            raise Wrong(f"{path}{name}", "Missing required param")


def _check_value(hint: Any, value: Any, path: str) -> None:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return _check_value(arguments[0], value, path)
    if origin in (typing.Union, types.UnionType):
        return _check_one_of(arguments, value, path)
    if origin is list:
        if not isinstance(value, list):
            raise Wrong(path, "must be an array")
        for place, item in enumerate(value):
            _check_value(arguments[0], item, f"{path}[{place}]")
    elif typing_extensions.is_typeddict(hint):
        _check_dict(hint, value, f"{path}.")
    elif not _fits(hint, origin, arguments, value):
        raise Wrong(path, f"Invalid value {value!r}")
    return None


def _check_one_of(kinds: Any, value: Any, path: str) -> None:
    """A union fits when one of its members does; the reason told is that of the most detailed one."""
    reasons = []
    for kind in kinds:
        try:
            return _check_value(kind, value, path)
        except Wrong as wrong:
            reasons.append(wrong)
    raise max(reasons, key=lambda wrong: len(wrong.parameter))


def _fits(hint: Any, origin: Any, arguments: Any, value: Any) -> bool:
    if hint is Any:
        return True
    if origin is typing.Literal:
        return value in arguments
    if origin is dict or hint in (dict,):
        return isinstance(value, dict)
    if not isinstance(value, str):
        return False
    if hint is bool:
        return value in ("true", "false")
    if hint is int:
        return re.fullmatch(r"-?\d+", value) is not None
    return hint is str


class _Names(dict[str, Any]):
    """The names of a module of the library; what it imports for checkers only is found at the top of the library."""

    def __missing__(self, name: str) -> Any:
        if hasattr(typing, name):
            return getattr(typing, name)
        if hasattr(builtins, name):
            return getattr(builtins, name)
        return dict[str, Any] if name in ("UntypedStripeObject", "Dict") else getattr(stripe, name, Any)


@cache
def _read(hint: Any, module: str) -> Any:
    """An annotation, with what stands in it as a string read too."""
    if get_origin(hint) is NotRequired:
        hint = get_args(hint)[0]
    if isinstance(hint, ForwardRef | str):
        words = hint.__forward_arg__ if isinstance(hint, ForwardRef) else hint
        words = re.sub(r"UntypedStripeObject\[\w+\]", "dict", words)
        hint = eval(words, {}, _Names(vars(sys.modules[module])))  # noqa: S307  the library's own text
    if get_origin(hint) is list:
        return list[_read(get_args(hint)[0], module)]  # type: ignore[misc]
    if get_origin(hint) in (typing.Union, types.UnionType):
        return typing.Union[tuple(_read(part, module) for part in get_args(hint))]  # noqa: UP007
    return hint


@cache
def _classes() -> dict[str, Any]:
    from stripe._object_classes import OBJECT_CLASSES

    return {name: getattr(import_module(where), kind) for name, (where, kind) in OBJECT_CLASSES.items()} | {
        "list": stripe.ListObject
    }


def _check_fields(kind: Any, thing: dict[str, Any], where: str) -> None:
    known = {
        name: hint for parent in kind.__mro__ for name, hint in getattr(parent, "__annotations__", {}).items()
    }
    for name, value in thing.items():
        if name not in known and not (name == "object" and kind is stripe.ListObject):
            raise Wrong(f"{where}.{name}", f"{kind.__name__} of the library has no such field")
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and isinstance(item.get("object"), str):
                check_answer(item, f"{where}.{name}")
            elif isinstance(item, dict) and (inner := _inner(kind, known[name])):
                _check_fields(inner, item, f"{where}.{name}")


def _inner(kind: Any, hint: Any) -> Any:
    """The class that describes a part: it stands inside the class of the whole."""
    named = (getattr(kind, word, None) for word in WORD.findall(str(hint)))
    return next((found for found in named if hasattr(found, "__annotations__")), None)

"""The people whose place a visitor of the demo can take, one for each role."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from weconomics.demo.loading import DOMAIN_OF_MAIL, Spec, email_of

PASSWORD = "samen-organiseren"
ROLES: dict[str, str | Promise] = {
    "network_leader": _("Network leader"),
    "domain_leader": _("Domain leader"),
    "treasurer": _("Treasurer"),
    "coordinator": _("Coordinator"),
    "member": _("Member"),
    "partner": _("Partner"),
}


@dataclass(frozen=True)
class Persona:
    """One whose place can be taken. `community` is the slug, empty for who stands above the communities."""

    key: str
    name: str
    role: str
    email: str
    about: str
    community: str = ""
    community_name: str = ""

    @property
    def role_name(self) -> str | Promise:
        return ROLES[self.role]


def personas_of(network: Spec, spec: Spec) -> list[Persona]:
    """The network leader's first, then one for each role in the order of ROLES."""
    slug, name = spec["community"]["slug"], spec["community"]["name"]
    people = [person for person in spec["people"] if "persona" in person]
    people.sort(key=lambda person: list(ROLES).index(person["persona"]))
    staff = network["staff"][0]
    above = Persona(
        "network", staff["name"], "network_leader", staff_email(network), staff["about"], slug, name
    )
    return [above] + [
        Persona(
            person["key"],
            person["name"],
            person["persona"],
            email_of(spec, person["key"]),
            person["about"],
            slug,
            name,
        )
        for person in people
    ]


def staff_email(network: Spec) -> str:
    return f"{slugify(network['staff'][0]['name']).replace('-', '.')}@{network['slug']}.{DOMAIN_OF_MAIL}"


def keep_personas(network: Spec, specs: list[Spec]) -> Path:
    """Write down who can be taken, for the terminal of the demo; returns the file."""
    rows = {one.email: one for spec in specs for one in personas_of(network, spec)}
    lines = [
        {
            "name": one.name,
            "role": one.role,
            "email": one.email,
            "password": PASSWORD,
            "community": "" if one.role == "network_leader" else one.community_name,
        }
        for one in rows.values()
    ]
    path = personas_file()
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(lines, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def personas_file() -> Path:
    return Path(settings.BASE_DIR) / ".run" / "personas.json"

"""A community in which every address of the API finds something."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from uuid import uuid4

from tests.api.programs import Program, make_program
from tests.api.rows import make_invoice
from tests.factories import make_community, make_local_group, make_member, make_partner


@dataclass
class World:
    program: Program
    ids: dict[str, list[str]] = field(default_factory=dict)

    def ids_for(self, path: str) -> Iterator[str]:
        """Ids that exist for the noun in the address, and now and then one that does not."""
        nouns = [noun for noun in self.ids if f"/{noun}/" in path]
        found = self.ids[nouns[0]] if nouns else []
        return cycle([*found, str(uuid4())])


def make_world() -> World:
    community = make_community(slug="zonnekring", name="Zonnekring")
    group = make_local_group(community, "Oost")
    admin = make_member(community, name="Ada Partner")
    organisation = make_partner(community, admin=admin, local_group=group)
    program = make_program(admin, organisation)
    invoice = make_invoice(community, organisation=organisation)
    return World(program, {"local-groups": [str(group.public_id)], "invoices": [str(invoice.public_id)]})

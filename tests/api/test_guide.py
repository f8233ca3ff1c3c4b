"""docs/api.md is true: its commands run, one after the other, against a real server."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from marketplace.models import Deal, Listing
from tests.api.rows import make_invoice, make_listing
from tests.factories import make_category, make_member
from weconomics.tenancy.scope import scope

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "api.md"


@pytest.mark.skipif(shutil.which("curl") is None, reason="the guide speaks curl")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("open_gates")
def test_every_command_of_the_guide_runs(live_server, program, community, organisation, tmp_path):
    energy = make_category(community, slug="energie")
    make_listing(community, make_member(community), side="request", title="Dakgoot legen", category=energy)
    make_invoice(community, organisation=organisation)
    commands = "\n".join(re.findall(r"^```bash\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE))
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "SITE": live_server.url,
            "COMMUNITY": community.slug,
            "CLIENT_ID": program.client.client_id,
            "CLIENT_SECRET": program.secret,
        },
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF-")
    with scope(community):
        offer = Listing.objects.get(title="Zonnepanelen schoonmaken")
        assert (offer.state, offer.price_minor, offer.owner_organisation) == ("published", 4750, organisation)
        assert [deal.state for deal in Deal.objects.all()] == ["cancelled"]


def test_the_guide_names_every_scope():
    from weconomics.api.scopes import Scope

    assert [scope for scope in Scope.values if f"`{scope}`" not in GUIDE.read_text()] == []

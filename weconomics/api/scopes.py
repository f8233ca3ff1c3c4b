"""What a program may be allowed to do. A person in a browser is limited by their roles alone."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    COMMUNITIES_READ = "communities:read", _("See the community and its local groups")
    LISTINGS_READ = "listings:read", _("See offers and requests")
    LISTINGS_WRITE = "listings:write", _("Place, change and close offers and requests")
    MATCHES_READ = "matches:read", _("See what matches an offer or a request")
    DEALS_READ = "deals:read", _("See deals")
    DEALS_WRITE = "deals:write", _("Propose, accept, deliver, confirm and cancel deals")
    INVOICES_READ = "invoices:read", _("See invoices")

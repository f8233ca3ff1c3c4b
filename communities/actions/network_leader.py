"""Opening a network leader: the one thing that whoever runs the installation does, and no page."""

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify

from communities.models import NetworkLeader, NetworkLeaderStaff


@transaction.atomic
def open_network_leader(*, name: str, person: str, email: str) -> tuple[NetworkLeader, AbstractBaseUser]:
    """A network leader of this name, with this person on its staff. What is there already stays as it is.

    A new person has no password: they choose one through “password forgotten”. Who runs the installation vouches for
    the address.
    """
    user, is_new = get_user_model().objects.get_or_create(
        email=email.strip().lower(), defaults={"name": person}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    leader, _made = NetworkLeader.objects.get_or_create(
        name=name.strip(), defaults={"slug": slugify(name), "email": user.email}
    )
    NetworkLeaderStaff.objects.get_or_create(network_leader=leader, user=user)
    return leader, user

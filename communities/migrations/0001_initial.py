import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import communities.models.community
import communities.pictures
import weconomics.ids
import weconomics.tenancy.scope


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Domain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="web address")),
                ("purpose", models.TextField(max_length=2000, verbose_name="purpose")),
                ("target_group", models.TextField(max_length=2000, verbose_name="target group")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "domain",
                "verbose_name_plural": "domains",
            },
        ),
        migrations.CreateModel(
            name="NetworkLeader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="web address")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "network leader",
                "verbose_name_plural": "network leaders",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("en", "English")],
                        default="nl",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "photo",
                    models.ImageField(
                        blank=True, upload_to=communities.pictures.person_picture, verbose_name="photo"
                    ),
                ),
                ("about", models.TextField(blank=True, max_length=2000, verbose_name="about me")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone number")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("is_staff", models.BooleanField(default=False, verbose_name="platform staff")),
                ("is_superuser", models.BooleanField(default=False, verbose_name="all rights")),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="since"
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_in_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["nl", "en"])), name="user_language_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Community",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="web address")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("tagline", models.CharField(blank=True, max_length=160, verbose_name="in one sentence")),
                ("description", models.TextField(blank=True, max_length=5000, verbose_name="what it is for")),
                (
                    "welcome_text",
                    models.TextField(blank=True, max_length=5000, verbose_name="welcome to new members"),
                ),
                ("colour", models.CharField(default="#0f766e", max_length=7, verbose_name="colour")),
                (
                    "logo",
                    models.ImageField(
                        blank=True, upload_to=communities.pictures.community_picture, verbose_name="logo"
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("nl", "Dutch"), ("en", "English")], max_length=5
                        ),
                        default=communities.models.community.default_languages,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                (
                    "default_language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("en", "English")],
                        default="nl",
                        max_length=5,
                        verbose_name="first language",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(default="Europe/Amsterdam", max_length=40, verbose_name="time zone"),
                ),
                ("currency", models.CharField(default="EUR", max_length=3, verbose_name="currency")),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "Everybody"),
                            ("members", "Members see all, visitors only what it is for"),
                            ("hidden", "Members only, not in the directory"),
                        ],
                        default="public",
                        max_length=10,
                        verbose_name="who sees it",
                    ),
                ),
                (
                    "join_mode",
                    models.CharField(
                        choices=[
                            ("open", "Anybody can join"),
                            ("request", "On request, with questions"),
                            ("invitation", "By invitation only"),
                        ],
                        default="request",
                        max_length=10,
                        verbose_name="how people join",
                    ),
                ),
                (
                    "connected_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="in the directory since"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "domain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communities",
                        to="communities.domain",
                        verbose_name="domain",
                    ),
                ),
                (
                    "network_leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communities",
                        to="communities.networkleader",
                        verbose_name="network leader",
                    ),
                ),
            ],
            options={
                "verbose_name": "community",
                "verbose_name_plural": "communities",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="community_slug_plain",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("colour__regex", "^#[0-9a-f]{6}$")),
                        name="community_colour_is_hex",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="community_currency_iso"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", ["public", "members", "hidden"])),
                        name="community_visibility_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("join_mode__in", ["open", "request", "invitation"])),
                        name="community_join_mode_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("languages__contains", [models.F("default_language")])),
                        name="community_speaks_first_language",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("languages__contained_by", ["nl", "en"])),
                        name="community_languages_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="order")),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                ("is_required", models.BooleanField(default=True, verbose_name="an answer is required")),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "question for joining",
                "verbose_name_plural": "questions for joining",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="LocalGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("place", models.CharField(max_length=120, verbose_name="place")),
                ("lat", models.FloatField(verbose_name="latitude")),
                ("lon", models.FloatField(verbose_name="longitude")),
                ("radius_km", models.PositiveSmallIntegerField(default=5, verbose_name="radius in km")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="description")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "local group",
                "verbose_name_plural": "local groups",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "name"), name="local_group_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lat__gte", -90), ("lat__lte", 90), ("lon__gte", -180), ("lon__lte", 180)
                        ),
                        name="local_group_on_earth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("radius_km__gte", 1), ("radius_km__lte", 200)),
                        name="local_group_radius_1_200",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closed"])), name="local_group_state_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("answers", models.JSONField(default=list, verbose_name="answers")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "local_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="communities.localgroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "request to join",
                "verbose_name_plural": "requests to join",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("community", "user"),
                        name="join_request_pending_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "accepted", "declined"])),
                        name="join_request_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "pending")),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True), ("answered_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="join_request_answered_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="join_request_declined_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("display_name", models.CharField(max_length=120, verbose_name="name in this community")),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("left", "Left"), ("suspended", "Suspended")],
                        default="active",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("about", models.TextField(blank=True, max_length=2000, verbose_name="about me")),
                (
                    "photo",
                    models.ImageField(
                        blank=True, upload_to=communities.pictures.membership_picture, verbose_name="photo"
                    ),
                ),
                (
                    "trader_status",
                    models.CharField(
                        choices=[
                            ("private", "Private person"),
                            ("trader", "Trader"),
                            ("kor", "Trader under the small business scheme (KOR)"),
                        ],
                        default="private",
                        max_length=10,
                        verbose_name="I take part as",
                    ),
                ),
                (
                    "billing_name",
                    models.CharField(blank=True, max_length=200, verbose_name="name on invoices"),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street and number")),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                ("kvk", models.CharField(blank=True, max_length=8, verbose_name="KvK number")),
                ("vat_id", models.CharField(blank=True, max_length=20, verbose_name="VAT number (btw-id)")),
                (
                    "mail_preference",
                    models.CharField(
                        choices=[
                            ("each", "Mail me every notification"),
                            ("none", "Only show notifications here"),
                        ],
                        default="each",
                        max_length=10,
                        verbose_name="mail",
                    ),
                ),
                (
                    "joined_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="member since"),
                ),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left")),
                ("state_reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
                "ordering": ["display_name"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "user"), name="membership_once_per_person"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "left", "suspended"])),
                        name="membership_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trader_status__in", ["private", "trader", "kor"])),
                        name="membership_trader_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kvk__regex", "^[0-9]{8}$"), ("kvk", ""), _connector="OR"),
                        name="membership_kvk_8_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="membership_country_iso"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("joined_at")),
                            _connector="OR",
                        ),
                        name="membership_left_after_joined",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("left_at__isnull", False), ("state", "left")),
                            models.Q(models.Q(("state", "left"), _negated=True), ("left_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="membership_left_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalGroupMembership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "local_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="communities.localgroup",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="local_groups",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "participation in a local group",
                "verbose_name_plural": "participations in local groups",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "local_group", "membership"), name="local_group_membership_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("token_hash", models.CharField(max_length=64)),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("coordinator", "Coordinator"),
                            ("treasurer", "Treasurer"),
                            ("moderator", "Moderator"),
                            ("domain_leader", "Domain leader"),
                        ],
                        default="member",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("message", models.TextField(blank=True, max_length=2000, verbose_name="personal message")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "local_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.localgroup",
                        verbose_name="local group",
                    ),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["token_hash"], name="invitation_token_hash")],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "token_hash"), name="invitation_token_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True)),
                        fields=("community", "email"),
                        name="invitation_open_once_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("token_hash__regex", "^[0-9a-f]{64}$")),
                        name="invitation_token_is_hashed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="invitation_email_in_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_accepted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True), ("revoked_at__isnull", True), _connector="OR"
                        ),
                        name="invitation_accepted_or_revoked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["member", "coordinator", "treasurer", "moderator", "domain_leader"])
                        ),
                        name="invitation_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "coordinator"), _negated=True),
                            ("local_group__isnull", False),
                            _connector="OR",
                        ),
                        name="invitation_coordinator_has_group",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "period of membership",
                "verbose_name_plural": "periods of membership",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_at__isnull", True)),
                        fields=("community", "membership"),
                        name="membership_period_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_at__isnull", True), ("to_at__gte", models.F("from_at")), _connector="OR"
                        ),
                        name="membership_period_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "Coordinator"),
                            ("treasurer", "Treasurer"),
                            ("moderator", "Moderator"),
                            ("domain_leader", "Domain leader"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "local_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coordinator_roles",
                        to="communities.localgroup",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "role of a member",
                "verbose_name_plural": "roles of members",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "membership", "role", "local_group"),
                        name="membership_role_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["coordinator", "treasurer", "moderator", "domain_leader"])
                        ),
                        name="membership_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("local_group__isnull", False), ("role", "coordinator")),
                            models.Q(
                                models.Q(("role", "coordinator"), _negated=True),
                                ("local_group__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="membership_role_group_only_for_coordinator",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="domain",
            name="network_leader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="domains",
                to="communities.networkleader",
            ),
        ),
        migrations.CreateModel(
            name="NetworkLeaderStaff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "network_leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff",
                        to="communities.networkleader",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="network_staff",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "staff member of a network leader",
                "verbose_name_plural": "staff of network leaders",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("network_leader", "user"), name="network_leader_staff_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("text", models.CharField(max_length=500, verbose_name="text")),
                ("url", models.CharField(max_length=500, verbose_name="page")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["membership", "-created_at"], name="notification_by_member"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["membership"],
                        name="notification_unread",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("url__regex", "^/([^/\\\\]|$)")), name="notification_url_is_ours"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OperatorOfRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("legal_name", models.CharField(max_length=200, verbose_name="legal name")),
                (
                    "legal_form",
                    models.CharField(
                        choices=[
                            ("association", "Association"),
                            ("foundation", "Foundation"),
                            ("cooperative", "Cooperative"),
                            ("bv", "Private limited company (BV)"),
                            ("nv", "Public limited company (NV)"),
                            ("sole_trader", "Sole trader"),
                            ("partnership", "General partnership (VOF)"),
                            ("owners", "Owners' association (VvE)"),
                            ("public_body", "Public body or school"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="legal form",
                    ),
                ),
                ("kvk", models.CharField(blank=True, max_length=8, verbose_name="KvK number")),
                ("vat_id", models.CharField(blank=True, max_length=20, verbose_name="VAT number (btw-id)")),
                (
                    "vat_status",
                    models.CharField(
                        choices=[
                            ("liable", "Charges VAT"),
                            ("kor", "Small business scheme (KOR)"),
                            ("exempt", "Exempt from VAT"),
                        ],
                        default="liable",
                        max_length=10,
                        verbose_name="VAT",
                    ),
                ),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="bank account (IBAN)")),
                (
                    "creditor_id",
                    models.CharField(
                        blank=True, max_length=35, verbose_name="creditor identifier (direct debit)"
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street and number")),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "terms_version",
                    models.CharField(blank=True, max_length=40, verbose_name="version of the terms"),
                ),
                (
                    "processing_agreement_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="processing agreement signed on"),
                ),
                ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="verified")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "operator",
                "verbose_name_plural": "operators",
                "constraints": [
                    models.UniqueConstraint(fields=("community",), name="operator_once_per_community"),
                    models.CheckConstraint(
                        condition=models.Q(("kvk__regex", "^[0-9]{8}$"), ("kvk", ""), _connector="OR"),
                        name="operator_kvk_8_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("iban__regex", "^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$"),
                            ("iban", ""),
                            _connector="OR",
                        ),
                        name="operator_iban_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="operator_country_iso"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "legal_form__in",
                                [
                                    "association",
                                    "foundation",
                                    "cooperative",
                                    "bv",
                                    "nv",
                                    "sole_trader",
                                    "partnership",
                                    "owners",
                                    "public_body",
                                    "other",
                                ],
                            )
                        ),
                        name="operator_legal_form_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vat_status__in", ["liable", "kor", "exempt"])),
                        name="operator_vat_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_at__isnull", True),
                            models.Q(
                                models.Q(("kvk", ""), _negated=True),
                                models.Q(("iban", ""), _negated=True),
                                models.Q(("terms_version", ""), _negated=True),
                                models.Q(("street", ""), _negated=True),
                                models.Q(("city", ""), _negated=True),
                                ("processing_agreement_signed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="operator_verified_only_when_complete",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerOrganisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "legal_form",
                    models.CharField(
                        choices=[
                            ("association", "Association"),
                            ("foundation", "Foundation"),
                            ("cooperative", "Cooperative"),
                            ("bv", "Private limited company (BV)"),
                            ("nv", "Public limited company (NV)"),
                            ("sole_trader", "Sole trader"),
                            ("partnership", "General partnership (VOF)"),
                            ("owners", "Owners' association (VvE)"),
                            ("public_body", "Public body or school"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="legal form",
                    ),
                ),
                ("kvk", models.CharField(max_length=8, verbose_name="KvK number")),
                ("vat_id", models.CharField(blank=True, max_length=20, verbose_name="VAT number (btw-id)")),
                (
                    "vat_status",
                    models.CharField(
                        choices=[
                            ("liable", "Charges VAT"),
                            ("kor", "Small business scheme (KOR)"),
                            ("exempt", "Exempt from VAT"),
                        ],
                        default="liable",
                        max_length=10,
                        verbose_name="VAT",
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street and number")),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                ("description", models.TextField(blank=True, max_length=3000, verbose_name="what it does")),
                (
                    "photo",
                    models.ImageField(
                        blank=True,
                        upload_to=communities.pictures.organisation_picture,
                        verbose_name="picture",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner organisation",
                "verbose_name_plural": "partner organisations",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "kvk"), name="partner_kvk_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kvk__regex", "^[0-9]{8}$")), name="partner_kvk_8_digits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="partner_country_iso"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "legal_form__in",
                                [
                                    "association",
                                    "foundation",
                                    "cooperative",
                                    "bv",
                                    "nv",
                                    "sole_trader",
                                    "partnership",
                                    "owners",
                                    "public_body",
                                    "other",
                                ],
                            )
                        ),
                        name="partner_legal_form_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vat_status__in", ["liable", "kor", "exempt"])),
                        name="partner_vat_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerColleague",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("admin", "Administrator"),
                            ("trader", "Trades for it"),
                            ("finance", "Sees its invoices"),
                        ],
                        default="trader",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="communities.membership",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="colleagues",
                        to="communities.partnerorganisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "colleague",
                "verbose_name_plural": "colleagues",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("community", "organisation", "membership"),
                        name="colleague_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["admin", "trader", "finance"])),
                        name="colleague_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("removed_at__isnull", True),
                            ("removed_at__gte", models.F("added_at")),
                            _connector="OR",
                        ),
                        name="colleague_removed_after_added",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiClient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("client_id", models.CharField(max_length=100, verbose_name="client id")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="scopes",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_clients",
                        to="communities.membership",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_clients",
                        to="communities.partnerorganisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "API client",
                "verbose_name_plural": "API clients",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "client_id"), name="api_client_once_per_community"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("client_id", ""), _negated=True), name="api_client_has_id"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "Applied"),
                            ("checked", "Papers checked"),
                            ("advised", "Advised by the local group"),
                            ("decided", "Decided"),
                            ("active", "Active"),
                            ("suspended", "Suspended"),
                            ("ended", "Stopped"),
                            ("declined", "Declined"),
                        ],
                        default="applied",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("motivation", models.TextField(max_length=3000, verbose_name="why you want to join")),
                (
                    "check_note",
                    models.TextField(blank=True, max_length=3000, verbose_name="what was checked"),
                ),
                (
                    "advice",
                    models.CharField(
                        blank=True,
                        choices=[("positive", "Positive"), ("negative", "Negative")],
                        max_length=10,
                        verbose_name="advice",
                    ),
                ),
                (
                    "advice_text",
                    models.TextField(blank=True, max_length=3000, verbose_name="reasons of the advice"),
                ),
                ("decision_number", models.CharField(blank=True, max_length=20, verbose_name="decision")),
                ("applied_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("active_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "local_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="communities.localgroup",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="communities.partnerorganisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "partnership",
                "verbose_name_plural": "partnerships",
                "ordering": ["-applied_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["ended", "declined"]), _negated=True),
                        fields=("community", "organisation"),
                        name="partnership_live_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "applied",
                                    "checked",
                                    "advised",
                                    "decided",
                                    "active",
                                    "suspended",
                                    "ended",
                                    "declined",
                                ],
                            )
                        ),
                        name="partnership_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("advice__in", ["", "positive", "negative"])),
                        name="partnership_advice_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["applied", "checked", "declined", "ended"]),
                            models.Q(("advice", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="partnership_advised_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["decided", "active", "suspended"]), _negated=True),
                            models.Q(("decision_number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="partnership_admitted_by_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["active", "suspended"]), _negated=True),
                            ("active_at__isnull", False),
                            _connector="OR",
                        ),
                        name="partnership_active_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnershipStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=10)),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("applied", "Applied"),
                            ("checked", "Papers checked"),
                            ("advised", "Advised by the local group"),
                            ("decided", "Decided"),
                            ("active", "Active"),
                            ("suspended", "Suspended"),
                            ("ended", "Stopped"),
                            ("declined", "Declined"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.TextField(blank=True, max_length=3000)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="communities.partnership",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a partnership",
                "verbose_name_plural": "steps of partnerships",
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "to_state__in",
                                [
                                    "applied",
                                    "checked",
                                    "advised",
                                    "decided",
                                    "active",
                                    "suspended",
                                    "ended",
                                    "declined",
                                ],
                            )
                        ),
                        name="partnership_step_state_known",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.UniqueConstraint(
                fields=("network_leader", "name"), name="domain_name_once_per_network_leader"
            ),
        ),
    ]

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import marketplace.models.listing
import weconomics.ids
import weconomics.tenancy.scope


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("communities", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("slug", models.SlugField(max_length=60)),
                ("name_nl", models.CharField(max_length=80, verbose_name="name in Dutch")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="name in English")),
                ("icon", models.CharField(default="shapes", max_length=40, verbose_name="icon")),
                (
                    "course_line",
                    models.CharField(blank=True, max_length=200, verbose_name="course line of the vision"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=8
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="marketplace.category",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ["position", "name_nl"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "slug"), name="category_slug_once"),
                    models.UniqueConstraint(fields=("community", "name_nl"), name="category_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closed"])), name="category_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="category_not_its_own_parent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "proposed_by",
                    models.CharField(
                        choices=[("provider", "provider"), ("requester", "requester")], max_length=10
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="quantity")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("piece", "piece"),
                            ("hour", "hour"),
                            ("daypart", "part of a day"),
                            ("day", "day"),
                            ("week", "week"),
                            ("time", "time"),
                            ("person", "person"),
                            ("kg", "kg"),
                            ("litre", "litre"),
                            ("km", "km"),
                            ("m2", "m²"),
                        ],
                        max_length=10,
                    ),
                ),
                ("price_minor", models.BigIntegerField(verbose_name="price")),
                ("currency", models.CharField(max_length=3)),
                ("vat_bp", models.PositiveIntegerField(default=0)),
                (
                    "exchange_type",
                    models.CharField(
                        choices=[
                            ("paid", "Paid"),
                            ("free", "Free of charge"),
                            ("loan", "Loan"),
                            ("barter", "Barter"),
                            ("commons", "For the common good"),
                        ],
                        max_length=10,
                    ),
                ),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("agreed", "Agreed"),
                            ("delivered", "Delivered"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("terms", models.JSONField(default=dict)),
                ("frozen_fees", models.JSONField(default=dict)),
                ("proposed_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.category",
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
                    "provider_membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "provider_organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.partnerorganisation",
                    ),
                ),
                (
                    "requester_membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "requester_organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.partnerorganisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "deal",
                "verbose_name_plural": "deals",
                "ordering": ["-proposed_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["community", "provider_membership", "state"], name="deal_of_provider"
                    ),
                    models.Index(
                        fields=["community", "requester_membership", "state"], name="deal_of_requester"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provider_membership", models.F("requester_membership")),
                            ("provider_organisation__isnull", True),
                            ("requester_organisation__isnull", True),
                            _negated=True,
                        ),
                        name="deal_not_with_self",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provider_organisation__isnull", True),
                            ("requester_organisation__isnull", True),
                            models.Q(
                                ("provider_organisation", models.F("requester_organisation")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="deal_not_with_own_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="deal_quantity_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_minor__gte", 0)), name="deal_price_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("exchange_type__in", ["paid", "loan"]), ("price_minor", 0), _connector="OR"
                        ),
                        name="deal_without_money_costs_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["proposed", "agreed", "delivered", "confirmed", "declined", "cancelled"],
                            )
                        ),
                        name="deal_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "declined", "cancelled"]),
                            ("agreed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="deal_agreed_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="deal_confirmed_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DealStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("agreed", "Agreed"),
                            ("delivered", "Delivered"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
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
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="marketplace.deal",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "deal", "state"), name="deal_step_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "side",
                    models.CharField(
                        choices=[("offer", "Offer"), ("request", "Request")],
                        max_length=8,
                        verbose_name="offer or request",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="description")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service", "Service"),
                            ("good", "Goods"),
                            ("loan", "Loan"),
                            ("rental", "Rental"),
                            ("space", "Space"),
                            ("knowledge", "Knowledge"),
                            ("transport", "Transport"),
                        ],
                        default="service",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="quantity"
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("piece", "piece"),
                            ("hour", "hour"),
                            ("daypart", "part of a day"),
                            ("day", "day"),
                            ("week", "week"),
                            ("time", "time"),
                            ("person", "person"),
                            ("kg", "kg"),
                            ("litre", "litre"),
                            ("km", "km"),
                            ("m2", "m²"),
                        ],
                        default="piece",
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                (
                    "price_type",
                    models.CharField(
                        choices=[
                            ("fixed", "Fixed price"),
                            ("per_unit", "Price per unit"),
                            ("negotiable", "To be agreed"),
                            ("free", "Free of charge"),
                            ("barter", "Barter"),
                            ("commons", "For the common good"),
                        ],
                        default="free",
                        max_length=10,
                        verbose_name="price",
                    ),
                ),
                ("price_minor", models.BigIntegerField(blank=True, null=True, verbose_name="amount")),
                ("vat_bp", models.PositiveIntegerField(default=0, verbose_name="VAT in the price")),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("lat", models.FloatField(blank=True, null=True)),
                ("lon", models.FloatField(blank=True, null=True)),
                ("radius_km", models.PositiveSmallIntegerField(default=5, verbose_name="radius in km")),
                ("available_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("available_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "photo",
                    models.ImageField(
                        blank=True, upload_to=marketplace.models.listing.listing_picture, verbose_name="photo"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("group", "My local group"),
                            ("community", "Members of the community"),
                            ("public", "Everybody"),
                        ],
                        default="community",
                        max_length=10,
                        verbose_name="who sees it",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("paused", "Paused"),
                            ("expired", "Expired"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "title", config="dutch", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "title", config="english", weight="A"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("dutch"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "text", config="dutch", weight="C"
                                ),
                                django.contrib.postgres.search.SearchConfig("dutch"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("text", config="english", weight="C"),
                            django.contrib.postgres.search.SearchConfig("dutch"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listings",
                        to="marketplace.category",
                        verbose_name="category",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.localgroup",
                    ),
                ),
                (
                    "owner_membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "owner_organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.partnerorganisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "listing",
                "verbose_name_plural": "listings",
                "ordering": ["-published_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["community", "state", "side", "-published_at", "-id"], name="listing_newest"
                    ),
                    models.Index(
                        fields=["community", "state", "-published_at", "-id"], name="listing_newest_of_both"
                    ),
                    models.Index(fields=["community", "category", "state"], name="listing_by_category"),
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="listing_words"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["offer", "request"])), name="listing_side_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["service", "good", "loan", "rental", "space", "knowledge", "transport"],
                            )
                        ),
                        name="listing_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "unit__in",
                                [
                                    "piece",
                                    "hour",
                                    "daypart",
                                    "day",
                                    "week",
                                    "time",
                                    "person",
                                    "kg",
                                    "litre",
                                    "km",
                                    "m2",
                                ],
                            )
                        ),
                        name="listing_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "published", "paused", "expired", "closed"])
                        ),
                        name="listing_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["group", "community", "public"])),
                        name="listing_audience_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__isnull", True), ("quantity__gt", 0), _connector="OR"),
                        name="listing_quantity_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("price_minor__gt", 0), ("price_type__in", ["fixed", "per_unit"])),
                            ("price_type", "negotiable"),
                            models.Q(
                                ("price_minor__isnull", True),
                                ("price_type__in", ["free", "barter", "commons"]),
                            ),
                            _connector="OR",
                        ),
                        name="listing_price_fits_its_type",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("available_until__isnull", True),
                            ("available_until__gte", models.F("available_from")),
                            _connector="OR",
                        ),
                        name="listing_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="listing_published_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(
                                ("lat__gte", -90), ("lat__lte", 90), ("lon__gte", -180), ("lon__lte", 180)
                            ),
                            _connector="OR",
                        ),
                        name="listing_on_earth",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="deal",
            name="offer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deals_as_offer",
                to="marketplace.listing",
            ),
        ),
        migrations.AddField(
            model_name="deal",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deals_as_request",
                to="marketplace.listing",
            ),
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[],
            options={
                "verbose_name": "offer",
                "verbose_name_plural": "offers",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("marketplace.listing",),
        ),
        migrations.CreateModel(
            name="Request",
            fields=[],
            options={
                "verbose_name": "request",
                "verbose_name_plural": "requests",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("marketplace.listing",),
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("score", models.PositiveSmallIntegerField()),
                ("reasons", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suggested", "Suggested"),
                            ("contacted", "In contact"),
                            ("dismissed", "Not suitable"),
                        ],
                        default="suggested",
                        max_length=10,
                    ),
                ),
                ("computed_at", models.DateTimeField(auto_now=True)),
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
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches_as_offer",
                        to="marketplace.listing",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches_as_request",
                        to="marketplace.listing",
                    ),
                ),
            ],
            options={
                "verbose_name": "match",
                "verbose_name_plural": "matches",
                "ordering": ["-score", "id"],
                "indexes": [
                    models.Index(fields=["community", "request", "-score"], name="match_of_request"),
                    models.Index(fields=["community", "offer", "-score"], name="match_of_offer"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "offer", "request"), name="match_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("score__lte", 100)), name="match_score_within_hundred"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["suggested", "contacted", "dismissed"])),
                        name="match_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("text", models.TextField(max_length=5000, verbose_name="message")),
                ("sent_at", models.DateTimeField()),
                (
                    "author",
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
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="marketplace.deal",
                    ),
                ),
            ],
            options={
                "ordering": ["sent_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="message_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ThreadReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_at", models.DateTimeField()),
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
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="marketplace.deal",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "deal", "membership"), name="thread_reading_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(("offer__isnull", False), ("request__isnull", False), _connector="OR"),
                name="deal_about_a_listing",
            ),
        ),
    ]

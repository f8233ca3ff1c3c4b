import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import marketplace.models.dispute
import marketplace.models.listing
import marketplace.models.thread
import weconomics.ids
import weconomics.tenancy.scope


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0001_initial"),
        ("marketplace", "0002_words_below_the_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="AvailabilityException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                ("is_open", models.BooleanField(default=False)),
                ("from_time", models.TimeField(blank=True, null=True)),
                ("until_time", models.TimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=120)),
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
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exceptions",
                        to="marketplace.listing",
                    ),
                ),
            ],
            options={
                "ordering": ["on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "listing", "on"), name="availability_exception_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("from_time__isnull", True), ("is_open", False), ("until_time__isnull", True)
                            ),
                            models.Q(
                                ("from_time__isnull", False),
                                ("is_open", True),
                                ("until_time__gt", models.F("from_time")),
                            ),
                            _connector="OR",
                        ),
                        name="availability_exception_has_hours_when_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AvailabilityRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField()),
                ("from_time", models.TimeField()),
                ("until_time", models.TimeField()),
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
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="marketplace.listing",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "from_time"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6)), name="availability_weekday_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_time__gt", models.F("from_time"))),
                        name="availability_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        fields=("community", "listing", "weekday", "from_time"), name="availability_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "blocked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "blocker", "blocked"), name="block_once"),
                    models.CheckConstraint(
                        condition=models.Q(("blocker", models.F("blocked")), _negated=True),
                        name="block_not_oneself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DealTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "proposed_by",
                    models.CharField(
                        choices=[
                            ("provider", "Provider"),
                            ("requester", "Requester"),
                            ("coordinator", "Coordinator"),
                        ],
                        max_length=12,
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
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
                ("price_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("planned_on", models.DateField(null=True)),
                ("planned_at", models.TimeField(null=True)),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "cancellation",
                    models.CharField(
                        choices=[("flexible", "Flexible"), ("moderate", "Moderate"), ("strict", "Strict")],
                        max_length=10,
                    ),
                ),
                ("conditions", models.TextField(blank=True, max_length=5000)),
                ("fingerprint", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
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
                        related_name="versions",
                        to="marketplace.deal",
                    ),
                ),
            ],
            options={
                "ordering": ["version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "deal", "version"), name="deal_terms_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="deal_terms_version_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="deal_terms_quantity_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_minor__gte", 0)), name="deal_terms_price_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="quantity")),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
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
                        related_name="deliveries",
                        to="marketplace.deal",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="delivery_quantity_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "opened_by",
                    models.CharField(
                        choices=[("provider", "provider"), ("requester", "requester")], max_length=10
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_delivered", "It was not delivered"),
                            ("not_as_agreed", "It is not as we agreed"),
                            ("damaged", "Something was damaged"),
                            ("not_paid", "It was not paid"),
                            ("no_show", "The other did not come, or says that I did not"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                        verbose_name="what is wrong",
                    ),
                ),
                ("text", models.TextField(max_length=5000, verbose_name="what happened")),
                ("wanted_bp", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waits for an answer"),
                            ("answered", "Waits for a decision"),
                            ("decided", "Decided"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("deal_state_before", models.CharField(max_length=10)),
                ("opened_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, max_length=5000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer_until", models.DateTimeField()),
                ("decide_until", models.DateTimeField()),
                (
                    "decision",
                    models.TextField(blank=True, max_length=5000, verbose_name="decision and reasons"),
                ),
                ("refund_bp", models.PositiveIntegerField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                        related_name="disputes",
                        to="marketplace.deal",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "opener",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "dispute",
                "verbose_name_plural": "disputes",
                "ordering": ["opened_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "answered", "decided", "withdrawn"])),
                        name="dispute_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="dispute_says_what_happened"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wanted_bp__lte", 10000)), name="dispute_wants_at_most_all"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refund_bp__isnull", True), ("refund_bp__lte", 10000), _connector="OR"
                        ),
                        name="dispute_gives_back_at_most_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("refund_bp__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_decided_with_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("opener")), _negated=True),
                            _connector="OR",
                        ),
                        name="dispute_not_judged_by_its_opener",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "answered"])),
                        fields=("community", "deal"),
                        name="dispute_open_once_a_deal",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["community", "state", "decide_until"], name="dispute_queue")
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldSchema",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("fields", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "In use"), ("superseded", "Replaced")],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemas",
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
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "fields of a category",
                "verbose_name_plural": "fields of categories",
                "ordering": ["category", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "category", "number"), name="field_schema_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("community", "category"),
                        name="field_schema_active_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "superseded"])),
                        name="field_schema_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="description")),
                (
                    "pickup",
                    models.CharField(blank=True, max_length=300, verbose_name="where and when to fetch it"),
                ),
                (
                    "least_quantity",
                    models.DecimalField(decimal_places=3, max_digits=12, verbose_name="least quantity"),
                ),
                (
                    "most_quantity",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="most quantity"
                    ),
                ),
                (
                    "supply_quantity",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True),
                ),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("unit_price_minor", models.BigIntegerField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("confirmed", "Confirmed"),
                            ("lapsed", "Lapsed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
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
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_orders",
                        to="marketplace.listing",
                    ),
                ),
                (
                    "organiser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "group order",
                "verbose_name_plural": "group orders",
                "ordering": ["-opened_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="group_order_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "confirmed", "lapsed", "cancelled"])),
                        name="group_order_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("least_quantity__gt", 0)), name="group_order_least_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("most_quantity__isnull", True),
                            ("most_quantity__gte", models.F("least_quantity")),
                            _connector="OR",
                        ),
                        name="group_order_most_above_least",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="group_order_decided_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            ("unit_price_minor__isnull", False),
                            _connector="OR",
                        ),
                        name="group_order_confirmed_has_price",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["community", "state", "closes_at"], name="group_order_closing")
                ],
            },
        ),
        migrations.CreateModel(
            name="ListingPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "photo",
                    models.ImageField(
                        upload_to=marketplace.models.listing.listing_picture, verbose_name="photo"
                    ),
                ),
                ("alt", models.CharField(blank=True, max_length=200, verbose_name="what one sees on it")),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="marketplace.listing",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("photo", ""), _negated=True), name="listing_photo_has_file"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListingReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("approved", "Approved"), ("refused", "Not approved")],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="looks",
                        to="marketplace.listing",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("community", "listing"),
                        name="listing_review_asked_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", ""), ("decided_at__isnull", False), _connector="OR"),
                        name="listing_review_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="listing_review_refused_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListingTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(choices=[("nl", "Dutch"), ("en", "English")], max_length=2)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="description")),
                ("is_machine_draft", models.BooleanField(default=False)),
                ("source_fingerprint", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField()),
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
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="marketplace.listing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "listing", "language"), name="listing_translation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="listing_translation_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["nl", "en"])),
                        name="listing_translation_language_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListingType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
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
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name_nl", models.CharField(max_length=60, verbose_name="name in Dutch")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="name in English")),
                ("icon", models.CharField(default="shapes", max_length=40, verbose_name="icon")),
                (
                    "sides",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("offer", "Offer"), ("request", "Request")], max_length=8
                        ),
                        size=None,
                        verbose_name="for",
                    ),
                ),
                (
                    "units",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        size=None,
                        verbose_name="units",
                    ),
                ),
                (
                    "price_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("fixed", "Fixed price"),
                                ("per_unit", "Price per unit"),
                                ("from_to", "From … to …"),
                                ("negotiable", "To be agreed"),
                                ("free", "Free of charge"),
                                ("barter", "Barter"),
                                ("commons", "For the common good"),
                            ],
                            max_length=10,
                        ),
                        size=None,
                        verbose_name="prices",
                    ),
                ),
                ("asks_availability", models.BooleanField(default=False, verbose_name="asks days and hours")),
                (
                    "lives_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days that a listing lives"
                    ),
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
            ],
            options={
                "verbose_name": "listing type",
                "verbose_name_plural": "listing types",
                "ordering": ["position", "name_nl"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "name_nl"), name="listing_type_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["service", "good", "loan", "rental", "space", "knowledge", "transport"],
                            )
                        ),
                        name="listing_type_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closed"])), name="listing_type_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_types__len__gte", 1), ("sides__len__gte", 1), ("units__len__gte", 1)
                        ),
                        name="listing_type_leaves_a_choice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarketDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("figures", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
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
                "verbose_name": "day of the market",
                "verbose_name_plural": "days of the market",
                "ordering": ["on"],
                "constraints": [models.UniqueConstraint(fields=("community", "on"), name="market_day_once")],
            },
        ),
        migrations.CreateModel(
            name="MarketSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "needs_approval",
                    models.BooleanField(default=False, verbose_name="a coordinator approves listings"),
                ),
                (
                    "listing_days",
                    models.PositiveSmallIntegerField(default=180, verbose_name="a listing lives"),
                ),
                (
                    "remind_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="reminder before it ends"),
                ),
                (
                    "proposal_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="a proposal holds its quantity"),
                ),
                (
                    "inquiry_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="a question waits for a proposal"
                    ),
                ),
                (
                    "auto_confirm_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="confirmed by itself after"),
                ),
                (
                    "dispute_answer_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="time to answer a dispute"),
                ),
                (
                    "dispute_decide_days",
                    models.PositiveSmallIntegerField(default=14, verbose_name="time to decide a dispute"),
                ),
                (
                    "review_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="reviews show after"),
                ),
                (
                    "withdrawal_days",
                    models.PositiveSmallIntegerField(default=14, verbose_name="right of withdrawal"),
                ),
                (
                    "cancellation",
                    models.CharField(
                        choices=[("flexible", "Flexible"), ("moderate", "Moderate"), ("strict", "Strict")],
                        default="flexible",
                        max_length=10,
                        verbose_name="cancellation",
                    ),
                ),
                (
                    "machine_translation",
                    models.BooleanField(default=False, verbose_name="offer machine translations as drafts"),
                ),
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
                "verbose_name": "marketplace settings",
                "verbose_name_plural": "marketplace settings",
                "constraints": [
                    models.UniqueConstraint(fields=("community",), name="market_settings_once"),
                    models.CheckConstraint(
                        condition=models.Q(("listing_days__gte", 1), ("listing_days__lte", 730)),
                        name="market_listing_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proposal_days__gte", 1), ("proposal_days__lte", 90)),
                        name="market_proposal_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawal_days__gte", 14)),
                        name="market_withdrawal_at_least_by_law",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cancellation__in", ["flexible", "moderate", "strict"])),
                        name="market_cancellation_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchingPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("weights", models.JSONField(default=dict)),
                ("fewest_points", models.PositiveSmallIntegerField(default=40)),
                (
                    "explanation",
                    models.TextField(blank=True, max_length=2000, verbose_name="why these weights"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Proposed"),
                            ("active", "In force"),
                            ("superseded", "Replaced"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField()),
                ("active_from", models.DateTimeField(blank=True, null=True)),
                ("active_to", models.DateTimeField(blank=True, null=True)),
                ("decision_number", models.CharField(blank=True, max_length=20)),
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
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "matching policy",
                "verbose_name_plural": "matching policies",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "number"), name="matching_policy_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("community",),
                        name="matching_policy_active_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "proposed", "active", "superseded"])),
                        name="matching_policy_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fewest_points__lte", 100)),
                        name="matching_policy_fewest_within_hundred",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "active"), _negated=True),
                            models.Q(
                                ("active_from__isnull", False),
                                models.Q(("decision_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="matching_policy_active_by_a_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchingRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planning", "Being planned"),
                            ("ready", "Ready to send"),
                            ("sent", "Sent"),
                            ("dropped", "Dropped"),
                            ("failed", "Failed"),
                        ],
                        default="planning",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("planned_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("pairs", models.PositiveIntegerField(default=0)),
                ("plan_points", models.BigIntegerField(default=0)),
                ("greedy_points", models.BigIntegerField(default=0)),
                ("bound_points", models.BigIntegerField(default=0)),
                ("is_proven_best", models.BooleanField(default=False)),
                ("solver", models.CharField(blank=True, max_length=40)),
                ("milliseconds", models.PositiveIntegerField(default=0)),
                ("figures", models.JSONField(default=dict)),
                ("refused_reason", models.CharField(blank=True, max_length=500)),
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
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "matching round",
                "verbose_name_plural": "matching rounds",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="round_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planning", "ready", "sent", "dropped", "failed"])),
                        name="round_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("plan_points__gte", models.F("greedy_points")),
                            ("plan_points__lte", models.F("bound_points")),
                        ),
                        name="round_plan_between_greedy_and_bound",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="round_sent_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageAttachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("file", models.FileField(upload_to=marketplace.models.thread.attached_file)),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=40)),
                ("size_bytes", models.PositiveIntegerField()),
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
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="marketplace.message",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("file", ""), _negated=True), name="attachment_has_file"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "by_side",
                    models.CharField(
                        choices=[("provider", "provider"), ("requester", "requester")], max_length=10
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField(verbose_name="stars")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="in your own words")),
                ("written_at", models.DateTimeField()),
                ("visible_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "about_membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "about_organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.partnerorganisation",
                    ),
                ),
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
                        related_name="reviews",
                        to="marketplace.deal",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-written_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "deal", "by_side"), name="review_once_a_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="review_one_to_five_stars",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer", ""), ("answered_at__isnull", False), _connector="OR"),
                        name="review_answer_has_moment",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["community", "about_membership"], name="review_of_member"),
                    models.Index(fields=["community", "about_organisation"], name="review_of_organisation"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("query", models.CharField(blank=True, max_length=1000)),
                (
                    "alert",
                    models.CharField(
                        choices=[("none", "not"), ("app", "here"), ("mail", "by mail")],
                        default="app",
                        max_length=4,
                        verbose_name="tell me",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("last_told_at", models.DateTimeField(blank=True, null=True)),
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
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved search",
                "verbose_name_plural": "saved searches",
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "membership", "name"), name="saved_search_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alert__in", ["none", "app", "mail"])),
                        name="saved_search_alert_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingDeal",
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
                        choices=[("provider", "provider"), ("requester", "requester")], max_length=12
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
                ("price_minor", models.BigIntegerField(verbose_name="price each time")),
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
                ("every", models.PositiveSmallIntegerField(default=1, verbose_name="every")),
                (
                    "every_unit",
                    models.CharField(
                        choices=[("week", "week"), ("month", "month")], default="week", max_length=5
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first time")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last time")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("active", "Runs"),
                            ("paused", "Paused"),
                            ("ended", "Ended"),
                            ("declined", "Declined"),
                        ],
                        default="proposed",
                        max_length=8,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("made_until", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                    "offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_as_offer",
                        to="marketplace.listing",
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
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_as_request",
                        to="marketplace.listing",
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
                "verbose_name": "standing deal",
                "verbose_name_plural": "standing deals",
                "ordering": ["-proposed_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provider_membership", models.F("requester_membership")),
                            ("provider_organisation__isnull", True),
                            ("requester_organisation__isnull", True),
                            _negated=True,
                        ),
                        name="standingdeal_not_with_self",
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
                        name="standingdeal_not_with_own_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("offer__isnull", False), ("request__isnull", False), _connector="OR"
                        ),
                        name="standing_about_a_listing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="standing_quantity_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_minor__gte", 0)), name="standing_price_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every__gte", 1), ("every__lte", 52)),
                        name="standing_every_within_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every_unit__in", ["week", "month"])),
                        name="standing_every_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "active", "paused", "ended", "declined"])
                        ),
                        name="standing_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="standing_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["active", "paused"]), _negated=True),
                            ("agreed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="standing_agreed_has_moment",
                    ),
                ],
                "indexes": [models.Index(fields=["community", "state", "made_until"], name="standing_due")],
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None, verbose_name="words"
                    ),
                ),
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
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "synonyms",
                "verbose_name_plural": "synonyms",
                "ordering": ["words"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words__len__gte", 2)), name="synonym_of_two_words"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Thanks",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("text", models.CharField(max_length=500, verbose_name="what for")),
                ("at", models.DateTimeField()),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="thanks",
                        to="marketplace.deal",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "thanks",
                "verbose_name_plural": "thanks",
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("membership")), _negated=True),
                        name="thanks_not_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="thanks_say_what_for"
                    ),
                    models.UniqueConstraint(fields=("community", "deal", "giver"), name="thanks_once_a_deal"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("listing", "About a listing"), ("deal", "About a deal")], max_length=8
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("last_message_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asker",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="marketplace.deal",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="marketplace.listing",
                    ),
                ),
            ],
            options={
                "verbose_name": "conversation",
                "verbose_name_plural": "conversations",
                "ordering": ["-last_message_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asker__isnull", True),
                                ("deal__isnull", False),
                                ("kind", "deal"),
                                ("listing__isnull", True),
                            ),
                            models.Q(
                                ("asker__isnull", False),
                                ("deal__isnull", True),
                                ("kind", "listing"),
                                ("listing__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="thread_about_a_deal_or_a_listing",
                    ),
                    models.UniqueConstraint(fields=("community", "deal"), name="thread_of_deal_once"),
                    models.UniqueConstraint(
                        fields=("community", "listing", "asker"), name="thread_of_asker_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("statement", models.TextField(max_length=2000)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("received_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
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
                        related_name="withdrawals",
                        to="marketplace.deal",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("statement", ""), _negated=True), name="withdrawal_says_so"
                    ),
                    models.UniqueConstraint(fields=("community", "deal"), name="withdrawal_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisputeEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="explanation")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        upload_to=marketplace.models.dispute.evidence_file,
                        verbose_name="picture or PDF",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                ("content_type", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
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
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="marketplace.dispute",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("file", ""), ("text", ""), _negated=True),
                        name="evidence_shows_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupOrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("wanted", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="how much")),
                ("least", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="at least")),
                ("allotted", models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("in", "Takes part"), ("out", "Does not take part")],
                        default="in",
                        max_length=5,
                    ),
                ),
                ("joined_at", models.DateTimeField()),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.deal",
                    ),
                ),
                (
                    "group_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="marketplace.grouporder",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.partnerorganisation",
                    ),
                ),
            ],
            options={
                "ordering": ["joined_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", True)),
                        fields=("community", "group_order", "membership"),
                        name="group_order_line_of_member_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("community", "group_order", "organisation"),
                        name="group_order_line_of_organisation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in", "out"])), name="group_order_line_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("least__gt", 0), ("wanted__gte", models.F("least"))),
                        name="group_order_line_wants_its_least",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allotted__isnull", True),
                            models.Q(("allotted__gte", 0), ("allotted__lte", models.F("wanted"))),
                            _connector="OR",
                        ),
                        name="group_order_line_never_above_wanted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "subject_kind",
                    models.CharField(
                        choices=[
                            ("listing", "Listing"),
                            ("message", "Message"),
                            ("review", "Review"),
                            ("member", "Member"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("none", "No measure"),
                            ("reminder", "Reminder"),
                            ("warning", "Warning"),
                            ("hide", "Hidden from others"),
                            ("limit", "Limited for a while"),
                            ("suspend", "Suspended"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "ground_kind",
                    models.CharField(
                        blank=True,
                        choices=[("law", "The law"), ("agreement", "Our agreements")],
                        max_length=9,
                    ),
                ),
                ("ground", models.CharField(blank=True, max_length=300)),
                ("facts", models.TextField(max_length=5000, verbose_name="facts and reasons")),
                ("is_automated", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("takes_effect_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("undo", models.JSONField(default=dict)),
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
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.listing",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.message",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "measure",
                "verbose_name_plural": "measures",
                "ordering": ["-decided_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="measure_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("listing__isnull", False), ("subject_kind", "listing")),
                            models.Q(("message__isnull", False), ("subject_kind", "message")),
                            models.Q(("review__isnull", False), ("subject_kind", "review")),
                            models.Q(("membership__isnull", False), ("subject_kind", "member")),
                            _connector="OR",
                        ),
                        name="measure_about_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["none", "reminder", "warning", "hide", "limit", "suspend"])
                        ),
                        name="measure_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "none"),
                            models.Q(
                                models.Q(("ground", ""), _negated=True),
                                models.Q(("facts", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="measure_has_ground_and_facts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "limit"), _negated=True),
                            ("until__isnull", False),
                            _connector="OR",
                        ),
                        name="measure_limit_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("membership")), _negated=True),
                        name="measure_not_by_whom_it_concerns",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["community", "membership", "kind"], name="measure_of_member")
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("price_minor", models.BigIntegerField()),
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
                    "group_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="marketplace.grouporder",
                    ),
                ),
            ],
            options={
                "ordering": ["from_quantity"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "group_order", "from_quantity"), name="price_step_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_quantity__gte", 0)), name="price_step_from_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_minor__gte", 0)), name="price_step_price_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearchHit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(blank=True, null=True)),
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
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="marketplace.listing",
                    ),
                ),
                (
                    "saved_search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hits",
                        to="marketplace.savedsearch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "saved_search", "listing"), name="saved_search_hit_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingSkip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
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
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skips",
                        to="marketplace.standingdeal",
                    ),
                ),
            ],
            options={
                "ordering": ["on"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "standing", "on"), name="standing_skip_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("offer_quantity", models.DecimalField(decimal_places=3, max_digits=12, null=True)),
                ("request_quantity", models.DecimalField(decimal_places=3, max_digits=12, null=True)),
                ("on", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suggested", "Suggested"),
                            ("proposed", "Proposed"),
                            ("accepted", "Accepted by one side"),
                            ("agreed", "Agreed"),
                            ("fulfilled", "Fulfilled"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("points", models.PositiveSmallIntegerField(default=0)),
                ("reasons", models.JSONField(default=list)),
                ("is_pinned", models.BooleanField(default=False)),
                ("is_taken_out", models.BooleanField(default=False)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="marketplace.deal",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations_as_offer",
                        to="marketplace.listing",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations_as_request",
                        to="marketplace.listing",
                    ),
                ),
                (
                    "group_order_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="marketplace.grouporderline",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="marketplace.matchinground",
                    ),
                ),
            ],
            options={
                "verbose_name": "allocation",
                "verbose_name_plural": "allocations",
                "ordering": ["-points", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "suggested",
                                    "proposed",
                                    "accepted",
                                    "agreed",
                                    "fulfilled",
                                    "withdrawn",
                                    "lapsed",
                                ],
                            )
                        ),
                        name="allocation_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("offer__isnull", False), ("request__isnull", False), _connector="OR"
                        ),
                        name="allocation_about_a_listing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("offer__isnull", True), ("offer_quantity__isnull", True)),
                            models.Q(
                                ("offer__isnull", False),
                                ("offer_quantity__gt", 0),
                                ("offer_quantity__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="allocation_takes_of_its_offer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("request__isnull", True), ("request_quantity__isnull", True)),
                            models.Q(
                                ("request__isnull", False),
                                ("request_quantity__gt", 0),
                                ("request_quantity__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="allocation_gives_to_its_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "agreed", "fulfilled"]), _negated=True),
                            ("deal__isnull", False),
                            _connector="OR",
                        ),
                        name="allocation_held_by_a_deal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "proposed"), _negated=True),
                            ("held_until__isnull", False),
                            _connector="OR",
                        ),
                        name="allocation_proposed_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "suggested"), _negated=True),
                            ("round__isnull", False),
                            _connector="OR",
                        ),
                        name="allocation_suggested_by_a_round",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_taken_out", True), _negated=True),
                            ("state", "withdrawn"),
                            _connector="OR",
                        ),
                        name="allocation_taken_out_holds_nothing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "accepted", "agreed", "fulfilled"])),
                        fields=("community", "deal"),
                        name="allocation_of_a_deal_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "accepted", "agreed", "fulfilled"])),
                        fields=("community", "group_order_line"),
                        name="allocation_of_a_line_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("round__isnull", False)),
                        fields=("community", "round", "offer", "request"),
                        name="allocation_pair_once_a_round",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["community", "offer", "state"], name="allocation_of_offer"),
                    models.Index(fields=["community", "request", "state"], name="allocation_of_request"),
                    models.Index(fields=["community", "state", "held_until"], name="allocation_lapsing"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("text", models.TextField(max_length=5000, verbose_name="why it should be otherwise")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waits for a judgement"),
                            ("upheld", "The measure stands"),
                            ("reversed", "The measure was undone"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "judgement",
                    models.TextField(blank=True, max_length=5000, verbose_name="judgement and reasons"),
                ),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appellant",
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
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="marketplace.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "measure", "appellant"), name="appeal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "upheld", "reversed"])),
                        name="appeal_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="appeal_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("judged_by__isnull", True),
                            models.Q(
                                models.Q(("judged_by", models.F("decided_by")), _negated=True),
                                models.Q(("judged_by", models.F("appellant")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_judged_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(
                                ("judged_at__isnull", False),
                                ("judged_by__isnull", False),
                                models.Q(("judgement", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_judged_with_reasons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "subject_kind",
                    models.CharField(
                        choices=[
                            ("listing", "Listing"),
                            ("message", "Message"),
                            ("review", "Review"),
                            ("member", "Member"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("reporter_name", models.CharField(blank=True, max_length=120, verbose_name="your name")),
                (
                    "reporter_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="your e-mail address"),
                ),
                (
                    "ground_kind",
                    models.CharField(
                        choices=[("law", "The law"), ("agreement", "Our agreements")], max_length=9
                    ),
                ),
                ("ground", models.CharField(max_length=300, verbose_name="which rule")),
                ("text", models.TextField(max_length=5000, verbose_name="what is wrong with it")),
                ("in_good_faith", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("received", "Received"), ("decided", "Decided")],
                        default="received",
                        max_length=9,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                    "listing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.listing",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="marketplace.measure",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.message",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["received_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="notice_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("listing__isnull", False), ("subject_kind", "listing")),
                            models.Q(("message__isnull", False), ("subject_kind", "message")),
                            models.Q(("review__isnull", False), ("subject_kind", "review")),
                            models.Q(("membership__isnull", False), ("subject_kind", "member")),
                            _connector="OR",
                        ),
                        name="notice_about_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["received", "decided"])), name="notice_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="notice_says_what_is_wrong"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reporter__isnull", False),
                            models.Q(("reporter_email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="notice_reporter_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True),
                            models.Q(("decided_at__isnull", False), ("measure__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_decided_by_a_measure",
                    ),
                ],
                "indexes": [models.Index(fields=["community", "state", "received_at"], name="notice_queue")],
            },
        ),
        migrations.RemoveConstraint(
            model_name="deal",
            name="deal_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="deal",
            name="deal_agreed_has_moment",
        ),
        migrations.RemoveConstraint(
            model_name="dealstep",
            name="deal_step_once",
        ),
        migrations.RemoveConstraint(
            model_name="listing",
            name="listing_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="listing",
            name="listing_price_fits_its_type",
        ),
        migrations.RemoveConstraint(
            model_name="threadreading",
            name="thread_reading_once",
        ),
        migrations.AddField(
            model_name="deal",
            name="cancellation",
            field=models.CharField(
                choices=[("flexible", "Flexible"), ("moderate", "Moderate"), ("strict", "Strict")],
                default="flexible",
                max_length=10,
                verbose_name="cancellation",
            ),
        ),
        migrations.AddField(
            model_name="deal",
            name="confirm_by",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deal",
            name="ended_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("retracted", "The proposal was taken back"),
                    ("cancelled_provider", "Called off by the provider"),
                    ("cancelled_requester", "Called off by the requester"),
                    ("no_show_provider", "The provider did not come"),
                    ("no_show_requester", "The requester was not there"),
                    ("dispute", "Decided in a dispute"),
                    ("withdrawal", "Withdrawn by the consumer"),
                    ("need_met", "The need was met by others"),
                    ("not_complete", "The whole could not be brought together"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="deal",
            name="is_confirmed_by_itself",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="deal",
            name="owed_minor",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deal",
            name="planned_at",
            field=models.TimeField(blank=True, null=True, verbose_name="time"),
        ),
        migrations.AddField(
            model_name="deal",
            name="proposal_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deal",
            name="provider_accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deal",
            name="requester_accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deal",
            name="standing_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deal",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deal",
            name="terms_version",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="deal",
            name="withdrawal_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="dealstep",
            name="about",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="dealstep",
            name="number",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="dealstep",
            name="transition",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name="listing",
            name="all_or_nothing",
            field=models.BooleanField(default=False, verbose_name="all or nothing"),
        ),
        migrations.AddField(
            model_name="listing",
            name="cancellation",
            field=models.CharField(
                blank=True,
                choices=[("flexible", "Flexible"), ("moderate", "Moderate"), ("strict", "Strict")],
                max_length=10,
                verbose_name="cancellation",
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="closes_when_met",
            field=models.BooleanField(default=True, verbose_name="close it when nothing is left"),
        ),
        migrations.AddField(
            model_name="listing",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="listing",
            name="language",
            field=models.CharField(
                choices=[("nl", "Dutch"), ("en", "English")],
                default="nl",
                max_length=2,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="least_quantity",
            field=models.DecimalField(
                blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="at least at a time"
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="most_providers",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="from at most so many providers"
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="price_until_minor",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="to"),
        ),
        migrations.AddField(
            model_name="listing",
            name="quantity_per",
            field=models.CharField(
                choices=[("total", "in total"), ("day", "each day anew")],
                default="total",
                max_length=5,
                verbose_name="this quantity is",
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="listing",
            name="repeat_every",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="every"),
        ),
        migrations.AddField(
            model_name="listing",
            name="repeat_unit",
            field=models.CharField(blank=True, choices=[("week", "week"), ("month", "month")], max_length=5),
        ),
        migrations.AddField(
            model_name="listing",
            name="values",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="listing",
            name="vat_category",
            field=models.CharField(
                choices=[
                    ("none", "No VAT: private person"),
                    ("standard", "Standard rate"),
                    ("reduced", "Reduced rate"),
                    ("zero", "Zero rate"),
                    ("exempt", "Exempt"),
                    ("small_business", "Small businesses scheme (KOR)"),
                ],
                default="none",
                max_length=14,
                verbose_name="VAT",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="mail_id",
            field=models.CharField(blank=True, max_length=250, null=True),
        ),
        migrations.AddField(
            model_name="threadreading",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="deal",
            name="proposed_by",
            field=models.CharField(
                choices=[
                    ("provider", "Provider"),
                    ("requester", "Requester"),
                    ("coordinator", "Coordinator"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="deal",
            name="state",
            field=models.CharField(
                choices=[
                    ("inquiry", "Inquiry"),
                    ("proposed", "Proposed"),
                    ("agreed", "Agreed"),
                    ("started", "Under way"),
                    ("delivered", "Delivered"),
                    ("confirmed", "Confirmed"),
                    ("disputed", "In dispute"),
                    ("declined", "Declined"),
                    ("lapsed", "Lapsed"),
                    ("cancelled", "Cancelled"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="proposed",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="dealstep",
            name="state",
            field=models.CharField(
                choices=[
                    ("inquiry", "Inquiry"),
                    ("proposed", "Proposed"),
                    ("agreed", "Agreed"),
                    ("started", "Under way"),
                    ("delivered", "Delivered"),
                    ("confirmed", "Confirmed"),
                    ("disputed", "In dispute"),
                    ("declined", "Declined"),
                    ("lapsed", "Lapsed"),
                    ("cancelled", "Cancelled"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="listing",
            name="price_type",
            field=models.CharField(
                choices=[
                    ("fixed", "Fixed price"),
                    ("per_unit", "Price per unit"),
                    ("from_to", "From … to …"),
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
        migrations.AlterField(
            model_name="listing",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("review", "Waits for approval"),
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
        migrations.AlterField(
            model_name="message",
            name="deal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="marketplace.deal",
            ),
        ),
        migrations.AlterField(
            model_name="threadreading",
            name="deal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="marketplace.deal",
            ),
        ),
        migrations.AddConstraint(
            model_name="dealstep",
            constraint=models.UniqueConstraint(
                fields=("community", "deal", "number"), name="deal_step_number_once"
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="fields_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.fieldschema",
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="type",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="listings",
                to="marketplace.listingtype",
                verbose_name="type",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "review", "published", "paused", "expired", "closed"])
                ),
                name="listing_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price_minor__gt", 0), ("price_type__in", ["fixed", "per_unit"])),
                    models.Q(
                        ("price_minor__gte", 0),
                        ("price_type", "from_to"),
                        ("price_until_minor__gt", models.F("price_minor")),
                    ),
                    ("price_type", "negotiable"),
                    models.Q(
                        ("price_minor__isnull", True), ("price_type__in", ["free", "barter", "commons"])
                    ),
                    _connector="OR",
                ),
                name="listing_price_fits_its_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_until_minor__isnull", True), ("price_type", "from_to"), _connector="OR"
                ),
                name="listing_price_ends_in_a_range_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity_per__in", ["total", "day"])), name="listing_quantity_per_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("least_quantity__isnull", True),
                    models.Q(("least_quantity__gt", 0), ("quantity__isnull", True)),
                    models.Q(("least_quantity__gt", 0), ("least_quantity__lte", models.F("quantity"))),
                    _connector="OR",
                ),
                name="listing_least_within_its_quantity",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("most_providers__isnull", True),
                    models.Q(("most_providers__gte", 1), ("side", "request")),
                    _connector="OR",
                ),
                name="listing_most_providers_of_a_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("all_or_nothing", False),
                    models.Q(("quantity__isnull", False), ("side", "request")),
                    _connector="OR",
                ),
                name="listing_all_or_nothing_of_a_quantity",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("repeat_every__isnull", True), ("repeat_unit", "")),
                    models.Q(
                        ("repeat_every__gte", 1),
                        ("repeat_every__lte", 52),
                        ("repeat_unit__in", ["week", "month"]),
                    ),
                    _connector="OR",
                ),
                name="listing_repeats_in_a_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["nl", "en"])), name="listing_language_known"
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="policy",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.matchingpolicy",
            ),
        ),
        migrations.AddField(
            model_name="deal",
            name="standing",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deals",
                to="marketplace.standingdeal",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["community", "state", "confirm_by"], name="deal_confirms_by_itself"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["community", "state", "proposal_until"], name="deal_proposal_lapses"),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "inquiry",
                            "proposed",
                            "agreed",
                            "started",
                            "delivered",
                            "confirmed",
                            "disputed",
                            "declined",
                            "lapsed",
                            "cancelled",
                            "withdrawn",
                        ],
                    )
                ),
                name="deal_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["inquiry", "proposed", "declined", "lapsed", "cancelled"]),
                    ("agreed_at__isnull", False),
                    _connector="OR",
                ),
                name="deal_agreed_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("owed_minor__isnull", True),
                    models.Q(("owed_minor__gte", 0), ("owed_minor__lte", models.F("price_minor"))),
                    _connector="OR",
                ),
                name="deal_owes_at_most_its_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing__isnull", True), ("standing_on__isnull", True)),
                    models.Q(("standing__isnull", False), ("standing_on__isnull", False)),
                    _connector="OR",
                ),
                name="deal_of_standing_has_its_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.UniqueConstraint(
                fields=("community", "standing", "standing_on"), name="deal_once_a_period"
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="thread",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="marketplace.thread",
            ),
        ),
        migrations.AddField(
            model_name="threadreading",
            name="thread",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="marketplace.thread",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["community", "thread", "sent_at"], name="message_of_thread"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("community", "mail_id"), name="message_mail_once"),
        ),
        migrations.AddConstraint(
            model_name="threadreading",
            constraint=models.UniqueConstraint(
                fields=("community", "thread", "membership"), name="thread_reading_once"
            ),
        ),
    ]

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import governance.models.factor
import weconomics.ids
import weconomics.tenancy.scope


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("communities", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContextItem",
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
                        choices=[("chance", "Chance"), ("threat", "Threat")],
                        max_length=10,
                        verbose_name="chance or threat",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("people", "People and living together"),
                            ("economy", "Work and money"),
                            ("technology", "Technology"),
                            ("nature", "Nature and climate"),
                            ("policy", "Policy and law"),
                            ("place", "Our own place"),
                        ],
                        max_length=20,
                        verbose_name="theme",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="in one sentence")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="explanation")),
                (
                    "evidence_url",
                    models.URLField(blank=True, max_length=500, verbose_name="where to read about it"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="context_items",
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
                "verbose_name": "chance or threat",
                "verbose_name_plural": "chances and threats",
                "ordering": ["kind", "created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["chance", "threat"])), name="context_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("theme__in", ["people", "economy", "technology", "nature", "policy", "place"])
                        ),
                        name="context_theme_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="context_item_has_title"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContextRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("impact", models.PositiveSmallIntegerField(verbose_name="impact")),
                ("likelihood", models.PositiveSmallIntegerField(verbose_name="likelihood")),
                ("rated_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="governance.contextitem",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="context_ratings",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "rating",
                "verbose_name_plural": "ratings",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "item", "membership"), name="rating_once_per_member"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("impact__range", (1, 5))), name="rating_impact_one_to_five"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("likelihood__range", (1, 5))),
                        name="rating_likelihood_one_to_five",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("number", models.CharField(max_length=20, verbose_name="number")),
                ("year", models.PositiveSmallIntegerField()),
                ("sequence", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("driver", models.TextField(verbose_name="why")),
                ("text", models.TextField(verbose_name="text")),
                ("text_version", models.PositiveSmallIntegerField()),
                ("effect_kind", models.CharField(blank=True, max_length=80, verbose_name="kind of change")),
                ("effect_id", models.BigIntegerField(blank=True, null=True)),
                ("effect_text", models.CharField(blank=True, max_length=500, verbose_name="what it changed")),
                (
                    "objections",
                    models.JSONField(default=list, verbose_name="objections and how they were met"),
                ),
                ("electors", models.PositiveIntegerField(verbose_name="people asked")),
                ("without_objection", models.PositiveIntegerField(verbose_name="without objection")),
                ("with_concern", models.PositiveIntegerField(verbose_name="with a concern")),
                ("evaluation", models.TextField(blank=True, verbose_name="how we see whether it works")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="look back on")),
                ("decided_at", models.DateTimeField(verbose_name="decided")),
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
                    "concluded_by",
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
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["-year", "-sequence"],
                "indexes": [
                    models.Index(fields=["community", "effect_kind", "effect_id"], name="decision_by_effect")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="decision_number_once"),
                    models.UniqueConstraint(
                        fields=("community", "year", "sequence"), name="decision_sequence_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__regex", "^B-[0-9]{4}-[0-9]{3,}$")),
                        name="decision_number_readable",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sequence__gte", 1)), name="decision_sequence_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("effect_id__isnull", True), ("effect_kind", "")),
                            models.Q(
                                models.Q(("effect_kind", ""), _negated=True), ("effect_id__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="decision_effect_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FactorVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "factor",
                    models.CharField(
                        choices=[
                            ("perspective", "Perspective"),
                            ("vision", "Vision"),
                            ("ambition", "Ambition"),
                            ("coordination", "Coordination"),
                            ("governance", "Governance"),
                            ("structure", "Structure"),
                            ("culture", "Culture"),
                        ],
                        max_length=20,
                        verbose_name="factor",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Proposed"),
                            ("adopted", "Adopted"),
                            ("superseded", "Replaced"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("content", models.JSONField(default=dict, verbose_name="content")),
                ("evidence", models.JSONField(blank=True, default=dict, verbose_name="figures at adoption")),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="times saved")),
                (
                    "review_on",
                    models.DateField(default=governance.models.factor.in_a_year, verbose_name="review on"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="saved")),
                ("adopted_at", models.DateTimeField(blank=True, null=True, verbose_name="adopted")),
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
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="factor_versions",
                        to="governance.decision",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a factor",
                "verbose_name_plural": "versions of factors",
                "ordering": ["factor", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "factor", "number"), name="factor_version_numbered_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("community", "factor"),
                        name="factor_one_draft",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("community", "factor"),
                        name="factor_one_proposed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "adopted")),
                        fields=("community", "factor"),
                        name="factor_one_adopted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "factor__in",
                                [
                                    "perspective",
                                    "vision",
                                    "ambition",
                                    "coordination",
                                    "governance",
                                    "structure",
                                    "culture",
                                ],
                            )
                        ),
                        name="factor_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "proposed", "adopted", "superseded", "withdrawn"])
                        ),
                        name="factor_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="factor_number_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("adopted_at__isnull", False),
                                ("decision__isnull", False),
                                ("state__in", ["adopted", "superseded"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["adopted", "superseded"]), _negated=True),
                                ("adopted_at__isnull", True),
                                ("decision__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="factor_adopted_by_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Numbering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("series", models.CharField(max_length=12)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
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
                "verbose_name": "numbering",
                "verbose_name_plural": "numberings",
                "constraints": [
                    models.UniqueConstraint(fields=("community", "series", "year"), name="numbering_once"),
                    models.CheckConstraint(
                        condition=models.Q(("series__in", ["decision", "proposal"])),
                        name="numbering_series_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("driver", models.TextField(max_length=4000, verbose_name="why is this needed?")),
                ("text", models.TextField(max_length=10000, verbose_name="what do we decide?")),
                (
                    "text_version",
                    models.PositiveSmallIntegerField(default=1, verbose_name="version of the text"),
                ),
                (
                    "evaluation",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="how do we see whether it works?"
                    ),
                ),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="look back on")),
                ("effect_kind", models.CharField(blank=True, max_length=80, verbose_name="kind of change")),
                ("effect_id", models.BigIntegerField(blank=True, null=True)),
                ("effect_text", models.CharField(blank=True, max_length=500, verbose_name="what it changes")),
                ("effect_fingerprint", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open for answers"),
                            ("objections", "Objection to solve"),
                            ("adopted", "Adopted"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(default=5, verbose_name="days to answer")),
                ("quorum_percent", models.PositiveSmallIntegerField(default=50, verbose_name="quorum (%)")),
                (
                    "minimum_people",
                    models.PositiveSmallIntegerField(default=3, verbose_name="people at least"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="answers until")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("end_reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
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
                    "proposer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="proposal_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("open", "objections")),
                            models.Q(("effect_kind", ""), _negated=True),
                        ),
                        fields=("community", "effect_kind", "effect_id"),
                        name="proposal_effect_asked_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "open", "objections", "adopted", "withdrawn", "expired"])
                        ),
                        name="proposal_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("effect_id__isnull", True), ("effect_kind", "")),
                            models.Q(
                                models.Q(("effect_kind", ""), _negated=True), ("effect_id__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="proposal_effect_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["open", "objections", "adopted", "expired"]), _negated=True
                            ),
                            models.Q(
                                ("closes_at__isnull", False),
                                ("expires_at__isnull", False),
                                ("opened_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_asked_has_moments",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ("adopted", "withdrawn", "expired")),
                            ),
                            models.Q(
                                models.Q(("state__in", ("adopted", "withdrawn", "expired")), _negated=True),
                                ("ended_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_ended_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_at__isnull", True),
                            models.Q(
                                ("closes_at__gt", models.F("opened_at")),
                                ("expires_at__gte", models.F("closes_at")),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_moments_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quorum_percent__range", (1, 100))),
                        name="proposal_quorum_is_percentage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_people__gte", 1)), name="proposal_needs_people"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text_version__gte", 1)), name="proposal_text_from_one"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="governance.proposal",
            ),
        ),
        migrations.CreateModel(
            name="ProposalElector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("released_at", models.DateTimeField(blank=True, null=True)),
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
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="electors",
                        to="governance.proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "elector",
                "verbose_name_plural": "electors",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "proposal", "membership"), name="elector_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("text_version", models.PositiveSmallIntegerField()),
                ("argument", models.TextField(max_length=4000, verbose_name="argument")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("resolved", "Met by a new text"),
                            ("invalid", "Found not valid"),
                            ("withdrawn", "Taken back by the objector"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("resolution", models.TextField(blank=True, max_length=4000, verbose_name="how it was met")),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "elector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="governance.proposalelector",
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ["raised_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("community", "elector"),
                        name="objection_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "resolved", "invalid", "withdrawn"])),
                        name="objection_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("argument", ""), _negated=True), name="objection_has_argument"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="objection_settled_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["resolved", "invalid"]), _negated=True),
                            models.Q(("resolution", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="objection_settled_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("effect_text", models.CharField(blank=True, max_length=500)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="governance.proposal",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "text of a proposal",
                "verbose_name_plural": "texts of proposals",
                "ordering": ["version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "proposal", "version"), name="proposal_text_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text_version", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_objection", "No objection"),
                            ("concern", "Concern"),
                            ("objection", "Objection"),
                        ],
                        max_length=15,
                        verbose_name="answer",
                    ),
                ),
                ("argument", models.TextField(blank=True, max_length=4000, verbose_name="argument")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "elector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="governance.proposalelector",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["given_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "elector", "text_version"), name="response_once_per_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["no_objection", "concern", "objection"])),
                        name="response_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "no_objection"),
                            models.Q(("argument", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="response_has_argument",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("community", "proposal"), name="decision_once_per_proposal"
            ),
        ),
    ]

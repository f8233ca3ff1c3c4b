"""Rules of more kinds, a notice before a version begins, and no two versions at one moment."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import billing.models.revenue_model


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0007_each_deal_is_kept_as_it_was_rated"),
        ("communities", "0002_hide_a_profile"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="revenuemodel",
            name="revenue_model_state_known",
        ),
        migrations.AddField(
            model_name="charge",
            name="base_minor",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="feerule",
            name="base_per_item",
            field=models.BooleanField(default=False, verbose_name="rounded for each piece"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="base_with_delivery",
            field=models.BooleanField(default=False, verbose_name="of delivery too"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="base_with_vat",
            field=models.BooleanField(default=False, verbose_name="of the price with VAT"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="beneficiaries",
            field=models.JSONField(
                default=billing.models.revenue_model.all_to_operator, verbose_name="where it goes"
            ),
        ),
        migrations.AddField(
            model_name="feerule",
            name="calculator",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "As it stands"),
                    ("per_unit", "Amount per piece"),
                    ("first_more", "Amount for the first, another for each further"),
                    ("price_sack", "One amount below a price, another from there on"),
                    ("weight", "Amount per kilo"),
                    ("graduated", "Bands: each part at its own price"),
                    ("volume", "Bands: all at the price of the band reached"),
                    ("package", "Amount per begun package"),
                    ("graduated_percent", "Bands of the price, each at its own percentage"),
                ],
                default="",
                max_length=20,
                verbose_name="how it is reckoned",
            ),
        ),
        migrations.AddField(
            model_name="feerule",
            name="free_amount_minor",
            field=models.BigIntegerField(default=0, verbose_name="free turnover a year"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="free_units",
            field=models.PositiveIntegerField(default=0, verbose_name="free pieces"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="from_price_minor",
            field=models.BigIntegerField(default=0, verbose_name="for deals from a price of"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="ladder",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="ladder"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.feerule",
            ),
        ),
        migrations.AddField(
            model_name="feerule",
            name="listing_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="listing"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="local_group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.localgroup",
            ),
        ),
        migrations.AddField(
            model_name="feerule",
            name="member_type",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Everybody"),
                    ("private", "Private persons"),
                    ("trader", "Traders"),
                    ("kor", "Traders under the small business scheme (KOR)"),
                ],
                default="",
                max_length=10,
                verbose_name="for members who are",
            ),
        ),
        migrations.AddField(
            model_name="feerule",
            name="more_minor",
            field=models.BigIntegerField(default=0, verbose_name="each further, or from the threshold on"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="most_units",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="counted up to so many pieces"
            ),
        ),
        migrations.AddField(
            model_name="feerule",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.partnerorganisation",
            ),
        ),
        migrations.AddField(
            model_name="feerule",
            name="organisation_cap_minor",
            field=models.BigIntegerField(
                blank=True, null=True, verbose_name="at most per organisation a year"
            ),
        ),
        migrations.AddField(
            model_name="feerule",
            name="package_units",
            field=models.PositiveIntegerField(default=1, verbose_name="pieces in a package"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="prorate",
            field=models.BooleanField(default=False, verbose_name="by days of a part of a period"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="threshold_minor",
            field=models.BigIntegerField(default=0, verbose_name="threshold"),
        ),
        migrations.AddField(
            model_name="feerule",
            name="tiers",
            field=models.JSONField(blank=True, default=list, verbose_name="bands"),
        ),
        migrations.AddField(
            model_name="revenuemodel",
            name="notice_days",
            field=models.PositiveSmallIntegerField(
                default=15, verbose_name="days between decision and start"
            ),
        ),
        migrations.AlterField(
            model_name="revenuemodel",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("announced", "Decided, begins later"),
                    ("active", "In force"),
                    ("superseded", "Replaced"),
                ],
                default="draft",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("organisation_cap_minor__isnull", True),
                    ("organisation_cap_minor__gte", 0),
                    _connector="OR",
                ),
                name="fee_rule_organisation_cap_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("free_amount_minor__gte", 0),
                    ("from_price_minor__gte", 0),
                    ("more_minor__gte", 0),
                    ("threshold_minor__gte", 0),
                ),
                name="fee_rule_amounts_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "calculator__in",
                        [
                            "",
                            "per_unit",
                            "first_more",
                            "price_sack",
                            "weight",
                            "graduated",
                            "volume",
                            "package",
                            "graduated_percent",
                        ],
                    )
                ),
                name="fee_rule_calculator_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("calculator", ""),
                    models.Q(("basis", "percent_of_price"), ("calculator", "graduated_percent")),
                    models.Q(("basis", "per_user"), ("calculator__in", ["graduated", "volume", "package"])),
                    models.Q(
                        ("basis", "per_transaction"),
                        models.Q(("calculator", "graduated_percent"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="fee_rule_calculator_fits_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("calculator", "package"), _negated=True),
                    ("package_units__gte", 1),
                    _connector="OR",
                ),
                name="fee_rule_package_has_units",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("member_type__in", ["", "private", "trader", "kor"])),
                name="fee_rule_member_type_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="revenuemodel",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "announced", "active", "superseded"])),
                name="revenue_model_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="revenuemodel",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state", "draft"), _negated=True),
                expressions=[
                    (
                        models.Func("community_id", "community_id", models.Value("[]"), function="int8range"),
                        "&&",
                    ),
                    (models.Func("active_from", "active_to", models.Value("[)"), function="tstzrange"), "&&"),
                ],
                name="revenue_model_never_two_at_once",
            ),
        ),
    ]

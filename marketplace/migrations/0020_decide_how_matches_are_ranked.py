"""A policy of ranking is in force by a decision alone and then stays as it was; and who heard of a match is kept.

No policy was written before, so nothing has to be moved.
"""

import django.db.models.deletion
from django.db import migrations, models

import weconomics.tenancy.scope

# The keys are the verb's to check: a part that comes later must not make older policies wrong.
WEIGHTS = """
ALTER TABLE marketplace_matchingpolicy ADD CONSTRAINT matching_policy_weights_in_range CHECK (
  jsonb_typeof(weights) = 'object'
  AND NOT jsonb_path_exists(weights, '$.* ? (@.type() != "number" || @ < 0 || @ > 100 || @ != @.floor())')
  AND jsonb_path_exists(weights, '$.* ? (@ > 0)'));
"""
STAYS = """
CREATE FUNCTION matching_policy_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN RETURN COALESCE(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' OR OLD.state <> 'active' OR NEW.state NOT IN ('active', 'superseded')
     OR (to_jsonb(OLD) - 'state' - 'active_to') <> (to_jsonb(NEW) - 'state' - 'active_to') THEN
    RAISE EXCEPTION 'a matching policy that was decided on does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'matching_policy_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER matching_policy_stays BEFORE UPDATE OR DELETE ON marketplace_matchingpolicy
FOR EACH ROW EXECUTE FUNCTION matching_policy_stays();
"""
UNDO_STAYS = (
    "DROP TRIGGER matching_policy_stays ON marketplace_matchingpolicy; DROP FUNCTION matching_policy_stays();"
)
UNDO_WEIGHTS = "ALTER TABLE marketplace_matchingpolicy DROP CONSTRAINT matching_policy_weights_in_range;"


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0002_hide_a_profile"),
        ("marketplace", "0019_ask_candidates_by_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchNews",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="matchingpolicy",
            name="matching_policy_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="matchingpolicy",
            name="matching_policy_fewest_within_hundred",
        ),
        migrations.RemoveConstraint(
            model_name="matchingpolicy",
            name="matching_policy_active_by_a_decision",
        ),
        migrations.RemoveField(
            model_name="match",
            name="told_at",
        ),
        migrations.RemoveField(
            model_name="matchingpolicy",
            name="fingerprint",
        ),
        migrations.AlterField(
            model_name="matchingpolicy",
            name="explanation",
            field=models.TextField(max_length=2000, verbose_name="why these weights"),
        ),
        migrations.AlterField(
            model_name="matchingpolicy",
            name="fewest_points",
            field=models.PositiveSmallIntegerField(),
        ),
        migrations.AlterField(
            model_name="matchingpolicy",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("active", "In force"),
                    ("superseded", "Replaced"),
                    ("discarded", "Thrown away"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="matchingpolicy",
            name="weights",
            field=models.JSONField(),
        ),
        migrations.AddConstraint(
            model_name="matchingpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "active", "superseded", "discarded"])),
                name="matching_policy_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchingpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("fewest_points__gte", 1), ("fewest_points__lte", 100)),
                name="matching_policy_fewest_within_hundred",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchingpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("explanation", ""), _negated=True), name="matching_policy_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="matchingpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("active_from__isnull", True),
                        ("decision_number", ""),
                        ("state__in", ["draft", "discarded"]),
                    ),
                    models.Q(
                        ("active_from__isnull", False),
                        ("state__in", ["active", "superseded"]),
                        models.Q(("decision_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="matching_policy_in_force_by_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchingpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("active_to__gte", models.F("active_from")), ("state", "superseded")),
                    models.Q(models.Q(("state", "superseded"), _negated=True), ("active_to__isnull", True)),
                    _connector="OR",
                ),
                name="matching_policy_ends_when_replaced",
            ),
        ),
        migrations.AddField(
            model_name="matchnews",
            name="community",
            field=models.ForeignKey(
                default=weconomics.tenancy.scope.only_community,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="matchnews",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="communities.membership"
            ),
        ),
        migrations.AddField(
            model_name="matchnews",
            name="offer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="marketplace.listing"
            ),
        ),
        migrations.AddField(
            model_name="matchnews",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="marketplace.listing"
            ),
        ),
        migrations.AddIndex(
            model_name="matchnews",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True)),
                fields=["community", "membership"],
                name="match_news_untold",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchnews",
            constraint=models.UniqueConstraint(
                fields=("community", "offer", "request", "membership"), name="match_news_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="matchnews",
            constraint=models.CheckConstraint(
                condition=models.Q(("mailed_at__isnull", True), ("told_at__isnull", False), _connector="OR"),
                name="match_news_mailed_after_told",
            ),
        ),
        migrations.RunSQL(WEIGHTS, UNDO_WEIGHTS),
        migrations.RunSQL(STAYS, UNDO_STAYS),
    ]

"""What is always so from here on: an amount, the day where each has its own, and the moments of a deal."""

from django.db import migrations, models
from django.db.models import Q

POLICIES = ["flexible", "moderate", "strict"]
DAY = """
CREATE FUNCTION allocation_of_a_day_names_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM marketplace_listing l
    WHERE l.id IN (NEW.offer_id, NEW.request_id) AND l.quantity_per = 'day' AND l.quantity IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'what has a capacity of each day is held of a day'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_of_a_day_names_it';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER allocation_of_a_day_names_it
BEFORE INSERT OR UPDATE OF state, "on", offer_id, request_id ON marketplace_allocation
FOR EACH ROW WHEN (NEW."on" IS NULL AND NEW.state IN ('proposed', 'accepted', 'agreed'))
EXECUTE FUNCTION allocation_of_a_day_names_it();
"""
UNDO = """
DROP TRIGGER allocation_of_a_day_names_it ON marketplace_allocation;
DROP FUNCTION allocation_of_a_day_names_it();
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0023_hold_in_the_smallest_unit")]
    operations = [
        migrations.RemoveField("allocation", "offer_quantity"),
        migrations.RemoveField("allocation", "request_quantity"),
        migrations.AlterField("allocation", "amount", models.DecimalField(decimal_places=3, max_digits=16)),
        migrations.AddConstraint(
            "allocation",
            models.CheckConstraint(condition=Q(("amount__gt", 0)), name="allocation_amount_positive"),
        ),
        migrations.RemoveConstraint("deal", "deal_confirmed_has_moment"),
        migrations.RemoveConstraint("deal", "deal_proposal_has_an_end"),
        migrations.AddConstraint(
            "deal",
            models.CheckConstraint(
                condition=Q(
                    Q(("state", "confirmed"), _negated=True),
                    Q(("confirmed_at__isnull", False), ("reviews_until__isnull", False)),
                    _connector="OR",
                ),
                name="deal_confirmed_has_moments",
            ),
        ),
        migrations.AddConstraint(
            "deal",
            models.CheckConstraint(
                condition=Q(
                    Q(("state__in", ["inquiry", "proposed"]), _negated=True),
                    ("proposal_until__isnull", False),
                    _connector="OR",
                ),
                name="deal_proposal_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            "standingdeal",
            models.CheckConstraint(
                condition=Q(("cancellation__in", POLICIES)), name="standing_cancellation_known"
            ),
        ),
        migrations.RunSQL(DAY, UNDO),
    ]

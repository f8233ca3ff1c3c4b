"""What is held, in the smallest unit of its family; the days and moments that were read from elsewhere, kept.

Of a pair the finer side is the exact one: days of a week offer were stored as 0.143 of it, and as 1 of the request.
"""

from django.db import migrations

AMOUNTS = """
UPDATE marketplace_allocation SET amount = held.amount FROM (
  SELECT a.id, CASE
    WHEN r.id IS NOT NULL AND (o.id IS NULL OR coalesce(rf.factor, 1) <= coalesce(f.factor, 1))
      THEN a.request_quantity * coalesce(rf.factor, 1)
    ELSE a.offer_quantity * coalesce(f.factor, 1) END AS amount
  FROM marketplace_allocation a
  LEFT JOIN marketplace_listing o ON o.id = a.offer_id
  LEFT JOIN (VALUES ('hour', 60), ('week', 7), ('kg', 1000), ('litre', 1000)) AS f (unit, factor) ON f.unit = o.unit
  LEFT JOIN marketplace_listing r ON r.id = a.request_id
  LEFT JOIN (VALUES ('hour', 60), ('week', 7), ('kg', 1000), ('litre', 1000)) AS rf (unit, factor) ON rf.unit = r.unit
) held WHERE held.id = marketplace_allocation.id;
"""
DAYS = """
UPDATE marketplace_allocation SET "on" = d.planned_on FROM marketplace_deal d
WHERE d.id = marketplace_allocation.deal_id AND marketplace_allocation."on" IS NULL AND d.planned_on IS NOT NULL
  AND EXISTS (SELECT 1 FROM marketplace_listing l WHERE l.quantity_per = 'day'
              AND l.id IN (marketplace_allocation.offer_id, marketplace_allocation.request_id));
"""
MOMENTS = """
UPDATE marketplace_deal SET reviews_until = confirmed_at + make_interval(days => coalesce(
  (SELECT review_days FROM marketplace_marketsettings s WHERE s.community_id = marketplace_deal.community_id), 7))
WHERE confirmed_at IS NOT NULL;
UPDATE marketplace_deal SET proposal_until = proposed_at + make_interval(days => coalesce(
  (SELECT inquiry_days FROM marketplace_marketsettings s WHERE s.community_id = marketplace_deal.community_id), 30))
WHERE state = 'inquiry' AND proposal_until IS NULL;
"""
# Until now the policy of the community held for each of their deals.
POLICIES = """
UPDATE marketplace_standingdeal SET cancellation = s.cancellation FROM marketplace_marketsettings s
WHERE s.community_id = marketplace_standingdeal.community_id;
"""
BACK = """
UPDATE marketplace_allocation SET offer_quantity = greatest(round(amount / coalesce(f.factor, 1), 3), 0.001)
FROM marketplace_listing o
LEFT JOIN (VALUES ('hour', 60), ('week', 7), ('kg', 1000), ('litre', 1000)) AS f (unit, factor) ON f.unit = o.unit
WHERE o.id = marketplace_allocation.offer_id;
UPDATE marketplace_allocation SET request_quantity = greatest(round(amount / coalesce(f.factor, 1), 3), 0.001)
FROM marketplace_listing r
LEFT JOIN (VALUES ('hour', 60), ('week', 7), ('kg', 1000), ('litre', 1000)) AS f (unit, factor) ON f.unit = r.unit
WHERE r.id = marketplace_allocation.request_id;
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0022_make_room_for_exact_holds")]
    operations = [migrations.RunSQL(AMOUNTS + DAYS + MOMENTS + POLICIES, BACK)]

"""What deals held becomes allocations, what was said becomes conversations, what was agreed becomes its first version."""

from django.db import migrations

LISTINGS = """
UPDATE marketplace_listing SET vat_category = CASE vat_bp WHEN 900 THEN 'reduced' ELSE 'standard' END WHERE vat_bp > 0;
"""
# Whoever proposed has said yes to it; who is asked says yes by agreeing. A proposal of before gets a week from now.
DEALS = """
UPDATE marketplace_deal SET
  provider_accepted_at = CASE WHEN proposed_by = 'provider' THEN proposed_at ELSE agreed_at END,
  requester_accepted_at = CASE WHEN proposed_by = 'requester' THEN proposed_at ELSE agreed_at END,
  proposal_until = CASE WHEN state = 'proposed' THEN now() + interval '7 days' END,
  confirm_by = CASE WHEN state = 'delivered' THEN now() + interval '7 days' END,
  terms_version = 1;
INSERT INTO marketplace_dealterms (community_id, deal_id, version, proposed_by, by_id, quantity, unit, price_minor,
                                   currency, planned_on, cancellation, conditions, fingerprint, made_at)
  SELECT community_id, id, 1, proposed_by,
         CASE proposed_by WHEN 'provider' THEN provider_membership_id ELSE requester_membership_id END,
         quantity, unit, price_minor, currency, planned_on, cancellation, '', '', proposed_at
  FROM marketplace_deal;
"""
ALLOCATIONS = """
INSERT INTO marketplace_allocation (community_id, public_id, offer_id, request_id, deal_id, offer_quantity,
                                    request_quantity, state, held_until, points, reasons, is_pinned, is_taken_out)
  SELECT community_id, uuidv7(), offer_id, request_id, id,
         CASE WHEN offer_id IS NOT NULL THEN quantity END, CASE WHEN request_id IS NOT NULL THEN quantity END,
         CASE state WHEN 'proposed' THEN 'proposed' WHEN 'confirmed' THEN 'fulfilled'
                    WHEN 'declined' THEN 'withdrawn' WHEN 'cancelled' THEN 'withdrawn' ELSE 'agreed' END,
         CASE WHEN state = 'proposed' THEN now() + interval '7 days' END, 0, '[]', false, false
  FROM marketplace_deal;
"""
THREADS = """
INSERT INTO marketplace_thread (community_id, public_id, kind, deal_id, started_at, last_message_at)
  SELECT community_id, uuidv7(), 'deal', id, proposed_at,
         (SELECT max(sent_at) FROM marketplace_message WHERE deal_id = marketplace_deal.id)
  FROM marketplace_deal;
UPDATE marketplace_message SET thread_id = marketplace_thread.id FROM marketplace_thread
  WHERE marketplace_thread.deal_id = marketplace_message.deal_id;
UPDATE marketplace_threadreading SET thread_id = marketplace_thread.id FROM marketplace_thread
  WHERE marketplace_thread.deal_id = marketplace_threadreading.deal_id;
"""
BACK = """
UPDATE marketplace_message SET deal_id = marketplace_thread.deal_id FROM marketplace_thread
  WHERE marketplace_thread.id = marketplace_message.thread_id;
UPDATE marketplace_threadreading SET deal_id = marketplace_thread.deal_id FROM marketplace_thread
  WHERE marketplace_thread.id = marketplace_threadreading.thread_id;
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0003_make_room_for_allocations")]
    operations = [migrations.RunSQL(LISTINGS + DEALS + ALLOCATIONS + THREADS, BACK)]

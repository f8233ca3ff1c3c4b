"""What no constraint on one row can hold: a judge without a part in it, and decisions that stay."""

from django.db import migrations

JUDGE = """
CREATE FUNCTION dispute_judge_is_not_involved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.decided_by_id IS NULL THEN RETURN NEW; END IF;
  IF EXISTS (
    SELECT 1 FROM marketplace_deal d WHERE d.id = NEW.deal_id AND (
      NEW.decided_by_id IN (d.provider_membership_id, d.requester_membership_id)
      OR EXISTS (
        SELECT 1 FROM communities_partnercolleague c
        WHERE c.membership_id = NEW.decided_by_id
          AND c.organisation_id IN (d.provider_organisation_id, d.requester_organisation_id)
          AND (c.removed_at IS NULL OR c.removed_at > d.proposed_at)
      )
    )
  ) OR EXISTS (
    SELECT 1 FROM marketplace_disputeevidence e
    WHERE e.dispute_id = NEW.id AND e.membership_id = NEW.decided_by_id
  ) THEN
    RAISE EXCEPTION 'who has a part in a deal does not decide its dispute'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'dispute_judge_is_not_involved';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dispute_judge_is_not_involved BEFORE INSERT OR UPDATE ON marketplace_dispute
FOR EACH ROW EXECUTE FUNCTION dispute_judge_is_not_involved();
"""

STAYS = """
CREATE FUNCTION dispute_decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'decided' AND to_jsonb(OLD) <> to_jsonb(NEW) THEN
    RAISE EXCEPTION 'a decided dispute does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'dispute_decision_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dispute_decision_stays BEFORE UPDATE ON marketplace_dispute
FOR EACH ROW EXECUTE FUNCTION dispute_decision_stays();
"""

UNDO = """
DROP TRIGGER dispute_decision_stays ON marketplace_dispute;
DROP FUNCTION dispute_decision_stays();
DROP TRIGGER dispute_judge_is_not_involved ON marketplace_dispute;
DROP FUNCTION dispute_judge_is_not_involved();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("marketplace", "0007_say_more_of_parts_and_terms"),
        ("communities", "0001_initial"),
    ]
    operations = [migrations.RunSQL(JUDGE + STAYS, UNDO)]

"""What no constraint on one row can hold: who decides or judges has no part in it, and what was decided stays."""

from django.db import migrations

HAS_PART = """
CREATE FUNCTION moderation_has_part(member bigint, of_listing bigint, of_message bigint, of_review bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM marketplace_listing l
    LEFT JOIN communities_partnercolleague c
      ON c.organisation_id = l.owner_organisation_id AND c.membership_id = member AND c.removed_at IS NULL
    WHERE l.id IN (
        of_listing,
        (SELECT t.listing_id FROM marketplace_message m JOIN marketplace_thread t ON t.id = m.thread_id
         WHERE m.id = of_message)
      ) AND (l.owner_membership_id = member OR c.id IS NOT NULL)
  ) OR EXISTS (
    SELECT 1 FROM marketplace_message m JOIN marketplace_thread t ON t.id = m.thread_id
    WHERE m.id = of_message AND (m.author_id = member OR t.asker_id = member)
  ) OR EXISTS (
    SELECT 1 FROM marketplace_deal d
    LEFT JOIN communities_partnercolleague c
      ON c.organisation_id IN (d.provider_organisation_id, d.requester_organisation_id)
      AND c.membership_id = member AND c.removed_at IS NULL
    WHERE d.id IN (
        (SELECT t.deal_id FROM marketplace_message m JOIN marketplace_thread t ON t.id = m.thread_id
         WHERE m.id = of_message),
        (SELECT r.deal_id FROM marketplace_review r WHERE r.id = of_review)
      ) AND (member IN (d.provider_membership_id, d.requester_membership_id) OR c.id IS NOT NULL)
  )
$$;
"""

MEASURE = """
CREATE FUNCTION measure_decider_has_no_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF moderation_has_part(NEW.decided_by_id, NEW.listing_id, NEW.message_id, NEW.review_id) THEN
    RAISE EXCEPTION 'who has a part in it does not decide about it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_decider_has_no_part';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER measure_decider_has_no_part BEFORE INSERT ON marketplace_measure
FOR EACH ROW EXECUTE FUNCTION measure_decider_has_no_part();

CREATE FUNCTION measure_decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.lifted_at IS NOT NULL AND to_jsonb(OLD) - 'undo' - 'photo_id' <> to_jsonb(NEW) - 'undo' - 'photo_id'
    OR to_jsonb(OLD) - '{lifted_at,lifted_because,lifted_by_id,takes_effect_at,undo,photo_id}'::text[]
      <> to_jsonb(NEW) - '{lifted_at,lifted_because,lifted_by_id,takes_effect_at,undo,photo_id}'::text[] THEN
    RAISE EXCEPTION 'a measure does not change: it is lifted, once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_decision_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER measure_decision_stays BEFORE UPDATE ON marketplace_measure
FOR EACH ROW EXECUTE FUNCTION measure_decision_stays();
"""

NOTICE = """
CREATE FUNCTION notice_not_decided_by_reporter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.measure_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM marketplace_measure m WHERE m.id = NEW.measure_id AND m.decided_by_id = NEW.reporter_id
  ) THEN
    RAISE EXCEPTION 'who reports does not decide'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'notice_not_decided_by_reporter';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER notice_not_decided_by_reporter BEFORE INSERT OR UPDATE ON marketplace_notice
FOR EACH ROW EXECUTE FUNCTION notice_not_decided_by_reporter();
"""

APPEAL = """
CREATE FUNCTION appeal_judge_has_no_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT m.decided_by_id INTO NEW.decided_by_id FROM marketplace_measure m WHERE m.id = NEW.measure_id;
  IF NEW.judged_by_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM marketplace_measure m WHERE m.id = NEW.measure_id AND (
      m.membership_id = NEW.judged_by_id
      OR moderation_has_part(NEW.judged_by_id, m.listing_id, m.message_id, m.review_id)
      OR EXISTS (SELECT 1 FROM marketplace_notice n WHERE n.measure_id = m.id AND n.reporter_id = NEW.judged_by_id)
    )
  ) THEN
    RAISE EXCEPTION 'who has a part in it does not judge the appeal'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_judge_has_no_part';
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.state <> 'open' AND to_jsonb(OLD) <> to_jsonb(NEW) THEN
    RAISE EXCEPTION 'a judged appeal does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_judgement_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER appeal_judge_has_no_part BEFORE INSERT OR UPDATE ON marketplace_appeal
FOR EACH ROW EXECUTE FUNCTION appeal_judge_has_no_part();
"""

UNDO = """
DROP TRIGGER appeal_judge_has_no_part ON marketplace_appeal;
DROP FUNCTION appeal_judge_has_no_part();
DROP TRIGGER notice_not_decided_by_reporter ON marketplace_notice;
DROP FUNCTION notice_not_decided_by_reporter();
DROP TRIGGER measure_decision_stays ON marketplace_measure;
DROP FUNCTION measure_decision_stays();
DROP TRIGGER measure_decider_has_no_part ON marketplace_measure;
DROP FUNCTION measure_decider_has_no_part();
DROP FUNCTION moderation_has_part(bigint, bigint, bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("marketplace", "0013_keep_what_was_reported"),
        ("communities", "0002_hide_a_profile"),
    ]
    operations = [migrations.RunSQL(HAS_PART + MEASURE + NOTICE + APPEAL, UNDO)]

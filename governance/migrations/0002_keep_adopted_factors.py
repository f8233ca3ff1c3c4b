"""What was adopted stays as it was read, and nothing is adopted without the decision that names it."""

from django.db import migrations

KEEP = """
CREATE FUNCTION factor_keeps_what_was_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state IN ('adopted', 'superseded') THEN
      RAISE EXCEPTION 'an adopted factor is a record of facts';
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.state IN ('adopted', 'superseded') THEN
    IF NEW.state NOT IN (OLD.state, 'superseded')
       OR (NEW.factor, NEW.number, NEW.content, NEW.evidence, NEW.review_on, NEW.adopted_at, NEW.decision_id)
          IS DISTINCT FROM
          (OLD.factor, OLD.number, OLD.content, OLD.evidence, OLD.review_on, OLD.adopted_at, OLD.decision_id) THEN
      RAISE EXCEPTION 'an adopted factor is a record of facts';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state IN ('adopted', 'superseded') AND NOT EXISTS (
    SELECT 1 FROM governance_decision d
    WHERE d.id = NEW.decision_id AND d.community_id = NEW.community_id
      AND d.effect_kind = 'governance.adopt_factor' AND d.effect_id = NEW.id
  ) THEN
    RAISE EXCEPTION 'only a decision about this version adopts it';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER factor_keeps_what_was_adopted BEFORE INSERT OR UPDATE OR DELETE ON governance_factorversion
  FOR EACH ROW EXECUTE FUNCTION factor_keeps_what_was_adopted();
"""

FORGET = """
DROP TRIGGER factor_keeps_what_was_adopted ON governance_factorversion;
DROP FUNCTION factor_keeps_what_was_adopted();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, FORGET)]

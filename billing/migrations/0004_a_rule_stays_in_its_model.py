"""A rule cannot be moved into a model that was decided on, and a model that was replaced stays replaced."""

from django.db import migrations

STRICTER = """
CREATE OR REPLACE FUNCTION billing_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM billing_revenuemodel
    WHERE state <> 'draft' AND id IN (
      CASE WHEN TG_OP <> 'INSERT' THEN OLD.revenue_model_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.revenue_model_id END
    )
  ) THEN
    RAISE EXCEPTION 'the rules of a revenue model that was decided on do not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'fee_rule_stays';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE OR REPLACE FUNCTION billing_model_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN RETURN COALESCE(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' OR OLD.state = 'superseded' OR NEW.state = 'draft'
     OR (to_jsonb(OLD) - 'state' - 'active_to') <> (to_jsonb(NEW) - 'state' - 'active_to') THEN
    RAISE EXCEPTION 'a revenue model that was decided on does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'revenue_model_stays';
  END IF;
  RETURN NEW;
END $$;
"""

AS_BEFORE = """
CREATE OR REPLACE FUNCTION billing_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE model bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.revenue_model_id ELSE OLD.revenue_model_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM billing_revenuemodel WHERE id = model AND state <> 'draft') THEN
    RAISE EXCEPTION 'the rules of a revenue model that was decided on do not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'fee_rule_stays';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE OR REPLACE FUNCTION billing_model_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN RETURN COALESCE(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - 'state' - 'active_to') <> (to_jsonb(NEW) - 'state' - 'active_to')
     OR NEW.state = 'draft' THEN
    RAISE EXCEPTION 'a revenue model that was decided on does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'revenue_model_stays';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_fees_are_not_negative")]
    operations = [migrations.RunSQL(STRICTER, AS_BEFORE)]

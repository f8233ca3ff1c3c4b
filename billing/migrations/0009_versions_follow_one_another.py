"""A version moves forward only and its end is set once; bands and beneficiaries that do not add up are refused."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION billing_model_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN RETURN COALESCE(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' OR OLD.state = 'superseded'
     OR (OLD.state, NEW.state) NOT IN (
       ('announced', 'announced'), ('announced', 'active'), ('announced', 'superseded'),
       ('active', 'active'), ('active', 'superseded'))
     OR (OLD.active_to IS NOT NULL AND NEW.active_to IS DISTINCT FROM OLD.active_to)
     OR (to_jsonb(OLD) - 'state' - 'active_to') <> (to_jsonb(NEW) - 'state' - 'active_to') THEN
    RAISE EXCEPTION 'a revenue model that was decided on does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'revenue_model_stays';
  END IF;
  RETURN NEW;
END $$;
"""

ADD_UP = """
CREATE FUNCTION billing_tiers_hold(tiers jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE tier jsonb; before numeric := 0; place int := 0;
BEGIN
  IF jsonb_typeof(tiers) <> 'array' THEN RETURN false; END IF;
  FOR tier IN SELECT value FROM jsonb_array_elements(tiers) LOOP
    place := place + 1;
    IF jsonb_typeof(tier) <> 'object' THEN RETURN false; END IF;
    IF (tier->>'upto' IS NULL) <> (place = jsonb_array_length(tiers)) THEN RETURN false; END IF;
    IF tier->>'upto' IS NOT NULL THEN
      IF (tier->>'upto')::numeric <= before THEN RETURN false; END IF;
      before := (tier->>'upto')::numeric;
    END IF;
    IF COALESCE((tier->>'unit')::numeric, 0) < 0 OR COALESCE((tier->>'flat')::numeric, 0) < 0
       OR COALESCE((tier->>'rate_bp')::numeric, 0) NOT BETWEEN 0 AND 10000 THEN RETURN false; END IF;
  END LOOP;
  RETURN true;
EXCEPTION WHEN data_exception THEN RETURN false;
END $$;
CREATE FUNCTION billing_parts_are_whole(parts jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN jsonb_typeof(parts) = 'array' AND (
    SELECT COALESCE(sum((part->>1)::int), 0) = 10000 AND count(DISTINCT part->>0) = count(*)
       AND bool_and((part->>1)::int > 0 AND part->>0 IN ('operator', 'community', 'local_group', 'solidarity'))
    FROM jsonb_array_elements(parts) AS part
  );
EXCEPTION WHEN data_exception THEN RETURN false;
END $$;
ALTER TABLE billing_feerule ADD CONSTRAINT fee_rule_tiers_hold CHECK (billing_tiers_hold(tiers));
ALTER TABLE billing_feerule ADD CONSTRAINT fee_rule_has_its_tiers CHECK (
  (calculator IN ('graduated', 'volume', 'graduated_percent')) =
    CASE WHEN jsonb_typeof(tiers) = 'array' THEN jsonb_array_length(tiers) > 0 ELSE true END);
ALTER TABLE billing_feerule ADD CONSTRAINT fee_rule_beneficiaries_whole CHECK (billing_parts_are_whole(beneficiaries));
"""

AS_BEFORE = """
ALTER TABLE billing_feerule DROP CONSTRAINT fee_rule_beneficiaries_whole, DROP CONSTRAINT fee_rule_has_its_tiers,
  DROP CONSTRAINT fee_rule_tiers_hold;
DROP FUNCTION billing_parts_are_whole(jsonb); DROP FUNCTION billing_tiers_hold(jsonb);
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


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_rules_of_more_kinds")]
    operations = [migrations.RunSQL(FORWARD + ADD_UP, AS_BEFORE)]

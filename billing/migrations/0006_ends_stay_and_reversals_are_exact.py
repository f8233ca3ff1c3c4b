"""What was paid or credited stays so, and a charge is taken back by its exact opposite."""

from django.db import migrations

ENDS_STAY = """
CREATE OR REPLACE FUNCTION billing_invoice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an issued document is never deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_stays';
  END IF;
  IF (to_jsonb(OLD) - 'state' - 'paid_at' - 'mailed_at') <> (to_jsonb(NEW) - 'state' - 'paid_at' - 'mailed_at') THEN
    RAISE EXCEPTION 'an issued document does not change: write a credit note'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_stays';
  END IF;
  IF OLD.state <> 'issued' AND (OLD.state, OLD.paid_at) IS DISTINCT FROM (NEW.state, NEW.paid_at) THEN
    RAISE EXCEPTION 'a document that was paid or credited stays so'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_end_stays';
  END IF;
  RETURN NEW;
END $$;
"""

EXACT = """
CREATE FUNCTION billing_reversal_is_exact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM billing_charge taken_back
    WHERE taken_back.id = NEW.reverses_id AND taken_back.reverses_id IS NULL
      AND (taken_back.party_id, taken_back.rule_id, taken_back.currency, taken_back.vat_mode, taken_back.vat_bp)
        = (NEW.party_id, NEW.rule_id, NEW.currency, NEW.vat_mode, NEW.vat_bp)
      AND taken_back.amount_minor = -NEW.amount_minor
  ) THEN
    RAISE EXCEPTION 'a charge is taken back by its exact opposite'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'charge_reversal_is_exact';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER charge_reversal_is_exact BEFORE INSERT ON billing_charge
FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION billing_reversal_is_exact();
"""

AS_BEFORE = """
DROP TRIGGER charge_reversal_is_exact ON billing_charge; DROP FUNCTION billing_reversal_is_exact();
CREATE OR REPLACE FUNCTION billing_invoice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an issued document is never deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_stays';
  END IF;
  IF (to_jsonb(OLD) - 'state' - 'paid_at' - 'mailed_at') <> (to_jsonb(NEW) - 'state' - 'paid_at' - 'mailed_at') THEN
    RAISE EXCEPTION 'an issued document does not change: write a credit note'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_stays';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_an_invoice_is_not_below_zero")]
    operations = [migrations.RunSQL(ENDS_STAY + EXACT, AS_BEFORE)]

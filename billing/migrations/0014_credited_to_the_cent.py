"""No line is credited above what it says, and an invoice knows how much of it was credited."""

from django.db import migrations, models

STAYS = """
CREATE OR REPLACE FUNCTION billing_invoice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an issued document is never deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_stays';
  END IF;
  IF (to_jsonb(OLD) - 'state' - 'paid_at' - 'mailed_at'%(may_grow)s)
     <> (to_jsonb(NEW) - 'state' - 'paid_at' - 'mailed_at'%(may_grow)s)%(grows)s THEN
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
CREDITED_GROWS = {"may_grow": " - 'credited_minor'", "grows": " OR NEW.credited_minor < OLD.credited_minor"}
AS_BEFORE = {"may_grow": "", "grows": ""}

WITHIN = """
CREATE FUNCTION billing_line_credited_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stood bigint;
  taken bigint;
BEGIN
  SELECT line.amount_minor INTO stood FROM billing_invoiceline line
  JOIN billing_invoice note ON note.id = NEW.invoice_id AND note.corrects_id = line.invoice_id
  WHERE line.id = NEW.credits_id AND (line.vat_mode, line.vat_bp) = (NEW.vat_mode, NEW.vat_bp);
  SELECT coalesce(sum(amount_minor), 0) INTO taken FROM billing_invoiceline WHERE credits_id = NEW.credits_id;
  IF stood IS NULL OR sign(NEW.amount_minor) = sign(stood) OR sign(stood + taken + NEW.amount_minor) = -sign(stood) THEN
    RAISE EXCEPTION 'a line is credited by a note of its own document, and never above what is left of it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_line_credited_within';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoice_line_credited_within BEFORE INSERT ON billing_invoiceline
FOR EACH ROW WHEN (NEW.credits_id IS NOT NULL) EXECUTE FUNCTION billing_line_credited_within();
"""
WITHOUT = """
DROP TRIGGER invoice_line_credited_within ON billing_invoiceline; DROP FUNCTION billing_line_credited_within();
"""
# Until now an invoice was credited as a whole or not at all.
KNOWN = "UPDATE billing_invoice SET credited_minor = gross_minor WHERE state = 'credited'"


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_documents_in_full")]
    operations = [
        migrations.RunSQL(STAYS % CREDITED_GROWS, STAYS % AS_BEFORE),
        migrations.RunSQL(WITHIN, WITHOUT),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "credited"), _negated=True),
                    ("credited_minor", models.F("gross_minor")),
                    _connector="OR",
                ),
                name="invoice_credited_is_whole",
            ),
        ),
    ]

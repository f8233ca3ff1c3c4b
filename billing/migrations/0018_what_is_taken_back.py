"""No more goes back than came, and what the bank takes back opens its invoice again."""

from django.db import migrations, models

WITHIN_WHAT_CAME = """
CREATE FUNCTION billing_refunds_within_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE came bigint;
BEGIN
  -- The lock makes two refunds at once count each other.
  SELECT captured_minor INTO came FROM billing_paymentattempt WHERE id = NEW.attempt_id FOR UPDATE;
  IF (SELECT sum(amount_minor) FROM billing_refund WHERE attempt_id = NEW.attempt_id AND state <> 'failed') > came THEN
    RAISE EXCEPTION 'refunds take no more than the payment brought'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'refunds_within_payment';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refunds_within_payment AFTER INSERT OR UPDATE ON billing_refund
FOR EACH ROW EXECUTE FUNCTION billing_refunds_within_payment();
"""
WITHOUT = """
DROP TRIGGER refunds_within_payment ON billing_refund; DROP FUNCTION billing_refunds_within_payment();
"""

ENDS = """
CREATE OR REPLACE FUNCTION billing_invoice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an issued document is never deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_stays';
  END IF;
  IF (to_jsonb(OLD) - 'state' - 'paid_at' - 'mailed_at') <> (to_jsonb(NEW) - 'state' - 'paid_at' - 'mailed_at') THEN
    RAISE EXCEPTION 'an issued document does not change: write a credit note'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_stays';
  END IF;
  IF OLD.state <> 'issued' AND (OLD.state, OLD.paid_at) IS DISTINCT FROM (NEW.state, NEW.paid_at) %s THEN
    RAISE EXCEPTION 'a document that was paid or credited stays so'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_end_stays';
  END IF;
  RETURN NEW;
END $$;
"""
# Only a payment that is known to have been taken back opens a paid invoice again.
TAKEN_BACK = """
     AND NOT (OLD.state = 'paid' AND NEW.state = 'issued' AND NEW.paid_at IS NULL AND EXISTS (
       SELECT 1 FROM billing_paymentattempt
       WHERE invoice_id = OLD.id AND state IN ('returned', 'disputed') AND settled_minor > 0))"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0017_what_came_with_earlier_payments")]
    operations = [
        migrations.RunSQL(WITHIN_WHAT_CAME, WITHOUT),
        migrations.RunSQL(ENDS % TAKEN_BACK, ENDS % ""),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "succeeded"), _negated=True),
                    ("captured_minor__gt", 0),
                    _connector="OR",
                ),
                name="payment_succeeded_took_money",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_minor__gt", 0), ("state", "succeeded")),
                fields=("community", "invoice"),
                name="payment_succeeds_once",
            ),
        ),
    ]

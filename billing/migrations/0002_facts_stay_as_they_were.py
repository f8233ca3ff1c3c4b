"""What the database holds beyond constraints: balanced books, documents and decided rules that do not change."""

from django.db import migrations

BALANCED = """
CREATE FUNCTION billing_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM fresh GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'the postings of a transaction sum to zero: insert them in one statement'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'postings_balance';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER postings_balance AFTER INSERT ON billing_posting REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION billing_postings_balance();
"""

ISSUED = """
CREATE FUNCTION billing_invoice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER invoice_stays BEFORE UPDATE OR DELETE ON billing_invoice
FOR EACH ROW EXECUTE FUNCTION billing_invoice_stays();
"""

DECIDED = """
CREATE FUNCTION billing_model_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN RETURN COALESCE(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - 'state' - 'active_to') <> (to_jsonb(NEW) - 'state' - 'active_to')
     OR NEW.state = 'draft' THEN
    RAISE EXCEPTION 'a revenue model that was decided on does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'revenue_model_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER revenue_model_stays BEFORE UPDATE OR DELETE ON billing_revenuemodel
FOR EACH ROW EXECUTE FUNCTION billing_model_stays();
CREATE FUNCTION billing_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE model bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.revenue_model_id ELSE OLD.revenue_model_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM billing_revenuemodel WHERE id = model AND state <> 'draft') THEN
    RAISE EXCEPTION 'the rules of a revenue model that was decided on do not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'fee_rule_stays';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER fee_rule_stays BEFORE INSERT OR UPDATE OR DELETE ON billing_feerule
FOR EACH ROW EXECUTE FUNCTION billing_rule_stays();
"""

UNDO = """
DROP TRIGGER postings_balance ON billing_posting; DROP FUNCTION billing_postings_balance();
DROP TRIGGER invoice_stays ON billing_invoice; DROP FUNCTION billing_invoice_stays();
DROP TRIGGER revenue_model_stays ON billing_revenuemodel; DROP FUNCTION billing_model_stays();
DROP TRIGGER fee_rule_stays ON billing_feerule; DROP FUNCTION billing_rule_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [migrations.RunSQL(BALANCED + ISSUED + DECIDED, UNDO)]

"""Lines and VAT come with their document and postings with their transaction, never later; chunks share no payer.

`issued_xid` and `booked_xid` hold the transaction that made the row, savepoints included (xmin would name the
savepoint). They are looked up by key, one by one: a join could read the growing table whole. Also the arithmetic of `billing.pricing` as functions of the database: the same numbers, half away from zero.
"""

from django.db import migrations

ARITHMETIC = """
CREATE FUNCTION billing_share_bp(minor bigint, bp integer) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN (minor < 0) = (bp < 0) THEN (abs(minor) * abs(bp) + 5000) / 10000
              ELSE -((abs(minor) * abs(bp) + 5000) / 10000) END
$$;
CREATE FUNCTION billing_net_of_gross(gross bigint, bp integer) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN gross < 0 THEN -((20000 * abs(gross) + 10000 + bp) / (2 * (10000 + bp)))
              ELSE (20000 * gross + 10000 + bp) / (2 * (10000 + bp)) END
$$;
"""

MADE_BY = """
ALTER TABLE billing_invoice ADD COLUMN issued_xid xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE billing_ledgertransaction ADD COLUMN booked_xid xid8 NOT NULL DEFAULT pg_current_xact_id();
"""

PARTS = """
CREATE FUNCTION billing_parts_come_with_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT invoice_id FROM fresh) added
    WHERE (SELECT issued_xid FROM billing_invoice WHERE id = added.invoice_id) <> pg_current_xact_id()
  ) THEN
    RAISE EXCEPTION 'nothing is added to an issued document: write a credit note'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'parts_come_with_document';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER parts_come_with_document AFTER INSERT ON billing_invoiceline REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION billing_parts_come_with_document();
CREATE TRIGGER parts_come_with_document AFTER INSERT ON billing_invoicetax REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION billing_parts_come_with_document();
"""

POSTINGS = """
CREATE OR REPLACE FUNCTION billing_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'the postings of a transaction sum to zero: insert them in one statement'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'postings_balance';
  END IF;
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT transaction_id FROM fresh) added
    WHERE (SELECT booked_xid FROM billing_ledgertransaction WHERE id = added.transaction_id) <> pg_current_xact_id()
  ) THEN
    RAISE EXCEPTION 'nothing is added to a booked transaction: book another'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'postings_come_with_transaction';
  END IF;
  RETURN NULL;
END $$;
"""

# Without btree_gist: a number is the range that holds it alone.
CHUNKS = """
ALTER TABLE billing_runchunk ADD CONSTRAINT chunk_payers_once EXCLUDE USING gist (
  int8range(run_id, run_id, '[]') WITH &&, int8range(low_party_id, high_party_id, '[]') WITH &&
);
"""

UNDO = """
ALTER TABLE billing_runchunk DROP CONSTRAINT chunk_payers_once;
CREATE OR REPLACE FUNCTION billing_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM fresh GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'the postings of a transaction sum to zero: insert them in one statement'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'postings_balance';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER parts_come_with_document ON billing_invoicetax;
DROP TRIGGER parts_come_with_document ON billing_invoiceline;
DROP FUNCTION billing_parts_come_with_document();
ALTER TABLE billing_ledgertransaction DROP COLUMN booked_xid;
ALTER TABLE billing_invoice DROP COLUMN issued_xid;
DROP FUNCTION billing_net_of_gross(bigint, integer);
DROP FUNCTION billing_share_bp(bigint, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_close_in_chunks")]
    operations = [migrations.RunSQL(ARITHMETIC + MADE_BY + PARTS + POSTINGS + CHUNKS, UNDO)]

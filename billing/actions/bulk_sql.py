"""The statements with which a month is billed. `document.place` is the order of numbers within the part."""
# ruff: noqa: S608  the pieces that are put together are written in this file

# Each charge is looked up in the index of lines, one by one: a plan that reads the growing table whole would be
# chosen as soon as its statistics are old.
DUE = """
CREATE TEMP TABLE due ON COMMIT DROP AS
SELECT c.party_id, c.currency, c.id AS charge_id, c.text, c.amount_minor, c.vat_mode, c.vat_bp, c.occurred_at,
       (c.occurred_at AT TIME ZONE %(zone)s)::date AS occurred_on, c.occurred_at < %(from_at)s AS is_late
FROM billing_charge c
WHERE c.community_id = %(community)s AND c.party_id BETWEEN %(low)s AND %(high)s
  AND c.occurred_at < %(to_at)s AND c.id <= %(last_charge)s
  AND (SELECT l.id FROM billing_invoiceline l WHERE l.community_id = c.community_id AND l.charge_id = c.id) IS NULL
"""

WHO_OWES = """
SELECT p.id, p.membership_id, p.organisation_id FROM billing_party p WHERE p.id IN (SELECT party_id FROM due)
"""

PAYER = """
CREATE TEMP TABLE payer (party_id bigint PRIMARY KEY, kind text, category text, is_taxed boolean, mention text,
                         language text, said jsonb) ON COMMIT DROP
"""

# Without VAT an inclusive amount stands for its net part where the payer reckons the VAT; an exempt issuer keeps it.
LINE = """
CREATE TEMP TABLE line ON COMMIT DROP AS
SELECT d.party_id, d.currency, d.charge_id, d.text, d.occurred_on, d.is_late, p.category,
       row_number() OVER (PARTITION BY d.party_id, d.currency ORDER BY d.occurred_at, d.charge_id) AS position,
       CASE WHEN NOT p.is_taxed AND p.category = 'AE' AND d.vat_mode = 'incl'
            THEN billing_net_of_gross(d.amount_minor, d.vat_bp) ELSE d.amount_minor END AS amount_minor,
       CASE WHEN p.is_taxed THEN d.vat_mode ELSE 'excl' END AS vat_mode,
       CASE WHEN p.is_taxed THEN d.vat_bp ELSE 0 END AS vat_bp
FROM due d JOIN payer p USING (party_id)
"""

TAX = """
CREATE TEMP TABLE tax ON COMMIT DROP AS
SELECT party_id, currency, category, vat_mode, vat_bp, net_minor,
       CASE WHEN vat_mode = 'incl' THEN amount_minor - net_minor
            ELSE billing_share_bp(net_minor, vat_bp) END AS vat_minor
FROM (
  SELECT *, CASE WHEN vat_mode = 'incl' THEN billing_net_of_gross(amount_minor, vat_bp)
                 ELSE amount_minor END AS net_minor
  FROM (
    SELECT party_id, currency, category, vat_mode, vat_bp, sum(amount_minor)::bigint AS amount_minor
    FROM line GROUP BY party_id, currency, category, vat_mode, vat_bp
  ) added
) netted
"""

DOCUMENT = """
CREATE TEMP TABLE document ON COMMIT DROP AS
SELECT nextval('billing_invoice_id_seq') AS id, nextval('billing_ledgertransaction_id_seq') AS booking_id,
       row_number() OVER (ORDER BY party_id, currency) AS place, asked.*
FROM (
  SELECT party_id, currency, sum(net_minor)::bigint AS net_minor, sum(vat_minor)::bigint AS vat_minor
  FROM tax GROUP BY party_id, currency HAVING sum(net_minor + vat_minor) > 0
  ORDER BY party_id, currency
) asked
WHERE (
  SELECT i.id FROM billing_invoice i
  WHERE i.community_id = %(community)s AND i.period_id = %(period)s AND i.party_id = asked.party_id
    AND i.currency = asked.currency AND i.kind IN ('invoice', 'receipt')
) IS NULL
"""

ANALYZE = "ANALYZE line; ANALYZE tax; ANALYZE document"

TOTALS = """
SELECT (SELECT count(*) FROM document),
       (SELECT count(*) FROM line JOIN document USING (party_id, currency)),
       (SELECT count(*) FROM line JOIN document USING (party_id, currency) WHERE is_late),
       (SELECT count(*) FROM (SELECT DISTINCT party_id, currency FROM due) payers) - (SELECT count(*) FROM document),
       (SELECT coalesce(sum(net_minor + vat_minor), 0)::bigint FROM document)
"""

LABEL = "%(series)s || '-' || lpad(n.number::text, greatest(4, length(n.number::text)), '0')"
NUMBERED = "document d CROSS JOIN LATERAL (SELECT %(first)s - 1 + d.place AS number) n"

INVOICES = f"""
INSERT INTO billing_invoice (
  id, community_id, public_id, kind, period_id, party_id, run_id, series, number, label, state, currency, net_minor,
  vat_minor, gross_minor, issued_at, issued_on, due_on, language, issuer, payer, mention
)
SELECT d.id, %(community)s, uuidv7(), p.kind, %(period)s, d.party_id, %(run)s, %(series)s, n.number,
       {LABEL}, 'issued', d.currency,
       d.net_minor, d.vat_minor, d.net_minor + d.vat_minor, %(issued_at)s, %(issued_on)s, %(due_on)s,
       p.language, %(issuer)s::jsonb, p.said, p.mention
FROM {NUMBERED} JOIN payer p USING (party_id) ORDER BY d.place
"""

LINES = """
INSERT INTO billing_invoiceline (
  community_id, invoice_id, charge_id, position, text, occurred_on, amount_minor, vat_mode, vat_bp, is_late
)
SELECT %(community)s, d.id, l.charge_id, l.position, l.text, l.occurred_on, l.amount_minor, l.vat_mode, l.vat_bp,
       l.is_late
FROM line l JOIN document d USING (party_id, currency) ORDER BY d.place, l.position
"""

TAXES = """
INSERT INTO billing_invoicetax (community_id, invoice_id, category, vat_bp, vat_mode, net_minor, vat_minor)
SELECT %(community)s, d.id, t.category, t.vat_bp, t.vat_mode, t.net_minor, t.vat_minor
FROM tax t JOIN document d USING (party_id, currency) ORDER BY d.place
"""

BOOKINGS = f"""
INSERT INTO billing_ledgertransaction (id, community_id, key, text, at, booked_at)
SELECT d.booking_id, %(community)s, 'issue:' || d.id, {LABEL}, %(issued_at)s, now()
FROM {NUMBERED} ORDER BY d.place
"""

POSTINGS = """
INSERT INTO billing_posting (community_id, transaction_id, account, party_id, amount_minor, currency)
SELECT %(community)s, d.booking_id, side.account, side.party_id, side.amount_minor, d.currency
FROM document d
CROSS JOIN LATERAL (VALUES ('receivable', d.party_id, d.net_minor + d.vat_minor), ('fee_income', NULL, -d.net_minor),
                           ('vat_payable', NULL, -d.vat_minor)) AS side (account, party_id, amount_minor)
WHERE side.amount_minor <> 0 ORDER BY d.place
"""

WRITES = (INVOICES, LINES, TAXES, BOOKINGS, POSTINGS)
DROP = "DROP TABLE IF EXISTS due, payer, line, tax, document"

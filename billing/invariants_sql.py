"""The queries of the invariants: each answers with one column, the name of a broken row."""

TRANSACTIONS_BALANCE = """
SELECT 'transaction ' || transaction_id || ' in ' || currency || ': ' || sum(amount_minor)
FROM billing_posting GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0
"""

BOOKS_BALANCE = """
SELECT 'all postings in ' || currency || ': ' || sum(amount_minor)
FROM billing_posting GROUP BY currency HAVING sum(amount_minor) <> 0
"""

DOCUMENTS_ADD_UP = """
SELECT 'document ' || i.label || ': its VAT says ' || coalesce(t.net, 0) || ' + ' || coalesce(t.vat, 0)
FROM billing_invoice i
LEFT JOIN (SELECT invoice_id, sum(net_minor) net, sum(vat_minor) vat FROM billing_invoicetax GROUP BY 1) t
  ON t.invoice_id = i.id
WHERE (i.net_minor, i.vat_minor, i.gross_minor)
  IS DISTINCT FROM (coalesce(t.net, 0), coalesce(t.vat, 0), coalesce(t.net + t.vat, 0))
UNION ALL
SELECT 'document ' || i.label || ' at ' || vat_bp || ' ' || vat_mode || ': its lines say ' || coalesce(l.said, 0)
FROM (SELECT invoice_id, vat_mode, vat_bp,
             sum(CASE vat_mode WHEN 'incl' THEN net_minor + vat_minor ELSE net_minor END) asked
      FROM billing_invoicetax GROUP BY 1, 2, 3) t
FULL JOIN (SELECT invoice_id, vat_mode, vat_bp, sum(amount_minor) said FROM billing_invoiceline GROUP BY 1, 2, 3) l
  USING (invoice_id, vat_mode, vat_bp)
JOIN billing_invoice i ON i.id = invoice_id
WHERE t.asked IS DISTINCT FROM l.said AND i.kind <> 'credit_note'
"""

VAT_ONCE_A_RATE = """
SELECT 'document ' || i.label || ' at ' || t.vat_bp || ' ' || t.vat_mode || ': ' || t.vat_minor || ' on ' || t.net_minor
FROM billing_invoicetax t JOIN billing_invoice i ON i.id = t.invoice_id
WHERE i.kind <> 'credit_note' AND t.vat_minor <> CASE t.vat_mode
  WHEN 'incl' THEN t.net_minor + t.vat_minor - billing_net_of_gross(t.net_minor + t.vat_minor, t.vat_bp)
  ELSE billing_share_bp(t.net_minor, t.vat_bp) END
"""

# Other things are numbered too (revenue models); series of documents end with their year.
NUMBERS = """
SELECT 'series ' || coalesce(code, series) || ': ' || coalesce(made, 0) || ' documents from ' || coalesce(first, 0)
       || ' to ' || coalesce(latest, 0) || ', and the counter says ' || coalesce(last::text, 'nothing')
FROM billing_numberseries n
FULL JOIN (SELECT series, min(number) first, max(number) latest, count(DISTINCT number) made
           FROM billing_invoice GROUP BY series) i ON i.series = n.code
WHERE (i.series IS NOT NULL OR n.code ~ '[0-9]{4}$')
  AND (coalesce(first, 1), coalesce(latest, 0), coalesce(last, -1)) <> (1, coalesce(made, 0), coalesce(made, 0))
"""

ORDER_OF_NUMBERS = """
SELECT 'document ' || label || ': issued before the one with the number before it' FROM (
  SELECT label, issued_at < lag(issued_at) OVER (PARTITION BY series ORDER BY number) AS too_early FROM billing_invoice
) q WHERE too_early
"""

# A payer is billed for all or for nothing, in the last month that was closed at the latest. Who asks nothing waits: with,
# without or out of VAT, whatever their treatment; so does who had a document of that month from elsewhere.
ALL_BILLED = """
WITH latest AS (
  SELECT r.id, r.last_charge_id, r.period_id, p.label, p.to_at
  FROM billing_billingrun r JOIN billing_billingperiod p ON p.id = r.period_id
  WHERE p.state = 'closed' AND r.last_charge_id IS NOT NULL ORDER BY p.to_at DESC LIMIT 1
), unbilled AS MATERIALIZED (
  SELECT c.*, CASE c.vat_mode WHEN 'incl' THEN billing_net_of_gross(c.amount_minor, c.vat_bp)
              ELSE c.amount_minor END net
  FROM billing_charge c LEFT JOIN billing_invoiceline l ON l.charge_id = c.id WHERE l.id IS NULL
)
SELECT 'charge ' || min(c.id) || ' of payer ' || c.party_id || ' in ' || r.label
FROM latest r JOIN unbilled c ON c.occurred_at < r.to_at AND c.id <= r.last_charge_id
WHERE NOT EXISTS (SELECT FROM billing_runchunk k WHERE k.run_id = r.id AND k.state <> 'done'
                  AND c.party_id BETWEEN k.low_party_id AND k.high_party_id)
  AND NOT EXISTS (SELECT FROM billing_invoice i WHERE i.period_id = r.period_id AND i.party_id = c.party_id
                  AND i.currency = c.currency AND i.kind <> 'credit_note' AND i.run_id IS DISTINCT FROM r.id)
GROUP BY r.label, c.party_id, c.currency
HAVING least(sum(c.amount_minor), sum(c.net), sum(CASE c.vat_mode WHEN 'incl' THEN c.amount_minor
             ELSE c.net + billing_share_bp(c.net, c.vat_bp) END)) > 0
UNION ALL
SELECT 'charge ' || charge_id || ' on ' || count(*) || ' lines'
FROM billing_invoiceline WHERE charge_id IS NOT NULL GROUP BY charge_id HAVING count(*) > 1
"""

# What was free for one side has no other part to compare with.
SPLITS = """
SELECT 'deal ' || deal_id || ', rule ' || rule_id || ': ' || requester || ' of ' || provider + requester FROM (
  SELECT c.deal_id, c.rule_id, r.split_bp, split_part(c.source_key, ':', 6) occasion,
         sum(c.amount_minor) FILTER (WHERE split_part(c.source_key, ':', 5) = 'provider') provider,
         sum(c.amount_minor) FILTER (WHERE split_part(c.source_key, ':', 5) = 'requester') requester
  FROM billing_charge c JOIN billing_feerule r ON r.id = c.rule_id
  WHERE r.payer = 'split' AND c.deal_id IS NOT NULL AND c.reverses_id IS NULL AND c.source_key LIKE 'deal:%'
  GROUP BY 1, 2, 3, 4
) q WHERE provider <> 0 AND requester <> 0
  AND requester <> billing_share_bp((provider + requester)::bigint, split_bp)
"""

WITHIN_LIMITS = """
SELECT 'charge ' || c.id || ': ' || c.amount_minor || ' outside ' || coalesce(r.floor_minor::text, 'none') || ' to '
       || coalesce(r.cap_minor::text, 'none')
FROM billing_charge c JOIN billing_feerule r ON r.id = c.rule_id
WHERE r.payer <> 'split' AND r.basis IN ('per_transaction', 'percent_of_price') AND c.source_key LIKE 'deal:%'
  AND c.reverses_id IS NULL AND c.amount_minor <> 0
  AND (c.amount_minor < r.floor_minor OR c.amount_minor > r.cap_minor)
"""

REVERSALS = """
SELECT 'charge ' || a.id || ': taken back ' || count(*) || ' times, at last by ' || max(b.amount_minor)
FROM billing_charge a JOIN billing_charge b ON b.reverses_id = a.id
GROUP BY a.id HAVING count(*) > 1 OR bool_or(
  (b.amount_minor, b.party_id, b.rule_id, b.currency, b.vat_mode, b.vat_bp)
  IS DISTINCT FROM (-a.amount_minor, a.party_id, a.rule_id, a.currency, a.vat_mode, a.vat_bp))
"""

# All that an issue books on a payer, whichever account: to be received, or kept for them.
DOCUMENTS_BOOKED = """
SELECT 'document ' || i.label || ': booked for ' || coalesce(sum(p.amount_minor), 0) || ' instead of ' || i.gross_minor
FROM billing_invoice i
LEFT JOIN billing_ledgertransaction t ON t.key = 'issue:' || i.id
LEFT JOIN billing_posting p ON p.transaction_id = t.id AND p.party_id = i.party_id
GROUP BY i.id, i.label, i.gross_minor HAVING coalesce(sum(p.amount_minor), 0) <> i.gross_minor
"""

RECEIVABLES = """
SELECT 'payer ' || party_id || ' in ' || currency || ': ' || coalesce(booked, 0) || ' in the books, '
       || coalesce(open, 0) || ' on documents'
FROM (SELECT party_id, currency, sum(amount_minor) booked FROM billing_posting
      WHERE account = 'receivable' GROUP BY 1, 2) b
FULL JOIN (
  SELECT i.party_id, i.currency, sum(i.gross_minor + coalesce(n.taken_back, 0)) open
  FROM billing_invoice i
  LEFT JOIN (SELECT corrects_id, sum(gross_minor) taken_back FROM billing_invoice GROUP BY 1) n ON n.corrects_id = i.id
  WHERE i.kind <> 'credit_note' AND i.state = 'issued' GROUP BY 1, 2
) d USING (party_id, currency)
WHERE coalesce(booked, 0) <> coalesce(open, 0)
"""

CREDITS = """
SELECT 'document ' || i.label || ': ' || -sum(c.gross_minor) || ' taken back of ' || i.gross_minor
FROM billing_invoice c JOIN billing_invoice i ON i.id = c.corrects_id
GROUP BY i.id, i.label, i.gross_minor HAVING -sum(c.gross_minor) > i.gross_minor
"""

PAYMENTS = """
SELECT 'document ' || i.label || ': ' || count(*) || ' payments at once'
FROM billing_paymentattempt a JOIN billing_invoice i ON i.id = a.invoice_id
WHERE a.state IN ('created', 'processing') GROUP BY i.id, i.label HAVING count(*) > 1
UNION ALL
SELECT 'document ' || i.label || ': ' || sum(a.amount_minor) || ' received of ' || i.gross_minor
FROM billing_paymentattempt a JOIN billing_invoice i ON i.id = a.invoice_id
WHERE a.state = 'succeeded' GROUP BY i.id, i.label, i.gross_minor HAVING sum(a.amount_minor) > i.gross_minor
"""

CURRENCIES = """
SELECT 'document ' || i.label || ': a charge in ' || c.currency
FROM billing_invoiceline l JOIN billing_invoice i ON i.id = l.invoice_id JOIN billing_charge c ON c.id = l.charge_id
WHERE c.currency <> i.currency
UNION ALL
SELECT 'document ' || i.label || ': a payment in ' || a.currency
FROM billing_paymentattempt a JOIN billing_invoice i ON i.id = a.invoice_id WHERE a.currency <> i.currency
UNION ALL
SELECT 'document ' || i.label || ': a posting in ' || p.currency
FROM billing_invoice i JOIN billing_ledgertransaction t ON t.key = 'issue:' || i.id
JOIN billing_posting p ON p.transaction_id = t.id WHERE p.currency <> i.currency
"""

MONTHS_FOLLOW = """
SELECT 'month ' || label || ': the one before ends at ' || earlier FROM (
  SELECT label, from_at, lag(to_at) OVER (ORDER BY from_at) AS earlier FROM billing_billingperiod
) q WHERE from_at < earlier OR (from_at > earlier AND EXISTS (
  SELECT FROM billing_billingperiod closed WHERE closed.state = 'closed' AND closed.to_at = earlier))
"""

# By days and not by clock: where summer time starts at midnight, that day starts at one. A community that moved to
# another zone has one month that starts where the one before ended.
MIDNIGHTS = """
SELECT 'month ' || p.label || ': from ' || p.from_at || ' to ' || p.to_at
FROM billing_billingperiod p
CROSS JOIN LATERAL (VALUES ('from', from_at), ('to', to_at)) bound (side, at)
CROSS JOIN LATERAL (SELECT at AT TIME ZONE p.time_zone, (at - interval '1 us') AT TIME ZONE p.time_zone) t (here, before)
WHERE p.time_zone <> ''
  AND (extract(day FROM here) <> 1 OR date_trunc('month', before) <> date_trunc('month', here) - interval '1 month')
  AND NOT (side = 'from' AND EXISTS (SELECT FROM billing_billingperiod e WHERE e.to_at = p.from_at
                                     AND e.time_zone <> p.time_zone))
"""

MODELS = """
SELECT 'revenue model ' || number || ': in force before the one before it ended' FROM (
  SELECT number, active_from, lag(coalesce(active_to, 'infinity')) OVER (ORDER BY active_from, number) AS earlier
  FROM billing_revenuemodel WHERE state <> 'draft'
) q WHERE active_from < earlier
"""

TOLD = """
SELECT 'document ' || label FROM billing_invoice i
LEFT JOIN (SELECT DISTINCT (payload ->> 'invoice_id')::bigint AS id FROM events_outboxevent
           WHERE name = 'billing.events.InvoiceIssued') told ON told.id = i.id
WHERE told.id IS NULL
"""

REFERENCE = """
SELECT '{table} ' || a.id || ': its {name}' FROM {table} a
LEFT JOIN {target} b ON b.id = a.{column} WHERE a.{column} IS NOT NULL AND b.id IS NULL
"""

"""The rows of the benchmark of the closing, and the same month billed by hand."""

from datetime import UTC, datetime
from typing import Any

import psycopg

from weconomics.devservices import Postgres

MONTH = datetime(2026, 9, 10, 10, tzinfo=UTC)
PEOPLE = """
INSERT INTO communities_user (password, is_superuser, public_id, email, name, language, photo, about, phone, is_active,
                              is_staff, date_joined)
SELECT '', false, uuidv7(), 'lid' || n || '@voorbeeld.example', 'Lid ' || n,
       CASE WHEN n % 5 = 0 THEN 'en' ELSE 'nl' END, '', '', '', true, false, now()
FROM generate_series(1, {payers}) n
"""
# What differs from the one row that the product made itself; the rest is that row's.
MEMBERS = {
    "public_id": "uuidv7()",
    "community_id": "s.community_id",
    "user_id": "u.id",
    "display_name": "u.name",
    "trader_status": "CASE WHEN u.id % 3 = 0 THEN 'trader' ELSE 'private' END",
    "street": "'Straat ' || u.id",
}
CHARGES = """
INSERT INTO billing_charge (community_id, party_id, rule_id, source_key, deal_id, text, amount_minor, currency, vat_mode,
                            vat_bp, occurred_at, recorded_at)
SELECT p.community_id, p.id, r.id, 'bench:' || p.id || ':' || n, p.id * 100 + n, 'Deel van de prijs: Honing ' || n,
       25 + (p.id * 7 + n * 13) %% 3000, 'EUR', CASE WHEN n %% 4 = 0 THEN 'incl' ELSE 'excl' END,
       CASE WHEN n %% 5 = 0 THEN 900 ELSE 2100 END, %(month)s + n * interval '1 day', now()
FROM billing_party p JOIN billing_feerule r ON r.community_id = p.community_id
CROSS JOIN generate_series(1, %(each)s) n
"""
BY_HAND = (
    """CREATE TEMP TABLE t ON COMMIT DROP AS
SELECT party_id, nextval('billing_invoice_id_seq') AS id, nextval('billing_ledgertransaction_id_seq') AS booking_id,
       row_number() OVER (ORDER BY party_id) AS number, sum(net)::bigint AS net, sum(vat)::bigint AS vat
FROM (SELECT party_id, n.net, CASE WHEN vat_mode = 'incl' THEN s.sum - n.net ELSE billing_share_bp(n.net, vat_bp) END vat
      FROM (SELECT party_id, vat_mode, vat_bp, sum(amount_minor)::bigint FROM billing_charge
            WHERE community_id = %(c)s AND occurred_at < %(end)s GROUP BY 1, 2, 3) s
      CROSS JOIN LATERAL (SELECT CASE WHEN vat_mode = 'incl' THEN billing_net_of_gross(s.sum, vat_bp) ELSE s.sum END) n (net)
     ) q GROUP BY party_id""",
    "ANALYZE t",
    """INSERT INTO billing_invoice (id, community_id, public_id, kind, period_id, party_id, series, number, label, state,
  currency, net_minor, vat_minor, gross_minor, issued_at, issued_on, due_on, language, issuer, payer, mention)
SELECT t.id, %(c)s, uuidv7(), 'invoice', b.id, t.party_id, 'F2026', t.number, 'F2026-' || lpad(t.number::text, 5, '0'),
  'issued', 'EUR', net, vat, net + vat, now(), now()::date, now()::date + 14, u.language, to_jsonb(o) - 'id',
  jsonb_build_object('name', m.display_name, 'email', u.email, 'street', m.street, 'postcode', m.postcode, 'city', m.city,
    'country', m.country, 'kvk', m.kvk, 'vat_id', m.vat_id, 'language', u.language), ''
FROM t JOIN billing_party p ON p.id = t.party_id JOIN communities_membership m ON m.id = p.membership_id
JOIN communities_user u ON u.id = m.user_id JOIN communities_operatorofrecord o ON o.community_id = %(c)s
JOIN billing_billingperiod b ON b.community_id = %(c)s ORDER BY t.number""",
    """INSERT INTO billing_invoiceline (community_id, invoice_id, charge_id, position, text, occurred_on, amount_minor,
  vat_mode, vat_bp)
SELECT %(c)s, t.id, c.id, row_number() OVER (PARTITION BY c.party_id ORDER BY c.occurred_at, c.id), c.text,
  (c.occurred_at AT TIME ZONE 'Europe/Amsterdam')::date, c.amount_minor, c.vat_mode, c.vat_bp
FROM billing_charge c JOIN t USING (party_id) WHERE c.community_id = %(c)s AND c.occurred_at < %(end)s""",
    """INSERT INTO billing_invoicetax (community_id, invoice_id, category, vat_bp, vat_mode, net_minor, vat_minor)
SELECT %(c)s, s.id, 'S', vat_bp, vat_mode, n.net,
  CASE WHEN vat_mode = 'incl' THEN s.sum - n.net ELSE billing_share_bp(n.net, vat_bp) END
FROM (SELECT t.id, vat_mode, vat_bp, sum(amount_minor)::bigint FROM billing_charge c JOIN t USING (party_id)
      WHERE c.community_id = %(c)s AND c.occurred_at < %(end)s GROUP BY 1, 2, 3) s
CROSS JOIN LATERAL (SELECT CASE WHEN vat_mode = 'incl' THEN billing_net_of_gross(s.sum, vat_bp) ELSE s.sum END) n (net)""",
    """INSERT INTO billing_ledgertransaction (id, community_id, key, text, at, booked_at)
SELECT booking_id, %(c)s, 'issue:' || id, 'F2026-' || lpad(number::text, 5, '0'), now(), now() FROM t""",
    """INSERT INTO billing_posting (community_id, transaction_id, account, party_id, amount_minor, currency)
SELECT %(c)s, booking_id, side.account, side.party, side.amount, 'EUR' FROM t
CROSS JOIN LATERAL (VALUES ('receivable', party_id, net + vat), ('fee_income', NULL, -net), ('vat_payable', NULL, -vat))
  side (account, party, amount) WHERE side.amount <> 0""",
    """INSERT INTO events_outboxevent (community_id, name, payload, created_at, due_at, attempts, error)
SELECT %(c)s, 'billing.events.InvoiceIssued', jsonb_build_object('invoice_id', id), now(), now(), 0, '' FROM t""",
)
CHECKS = {
    "documents": "SELECT count(*) FROM billing_invoice",
    "lines": "SELECT count(*) FROM billing_invoiceline",
    "events": "SELECT count(*) FROM events_outboxevent",
    "charges on no line": "SELECT count(*) FROM billing_charge c LEFT JOIN billing_invoiceline l ON l.charge_id = c.id"
    " WHERE l.id IS NULL",
    "gaps": "SELECT count(*) FROM (SELECT FROM billing_invoice GROUP BY community_id, series"
    " HAVING max(number) <> count(*)) q",
    "out of balance": "SELECT count(*) FROM (SELECT FROM billing_posting GROUP BY transaction_id"
    " HAVING sum(amount_minor) <> 0) q",
}


def fill(postgres: Postgres, charges: int, payers: int, communities: int) -> None:
    """Communities, people, parties and charges; keys are not asked row by row while they are made."""
    from tests.billing.factories import SIX_PERCENT, make_draft
    from tests.factories import (
        make_community,
        make_domain,
        make_member,
        make_network_leader,
        make_operator,
        make_user,
    )

    domain = make_domain(make_network_leader())
    first = make_user()
    made = [make_community(domain=domain) for _number in range(communities)]
    for community in made:
        make_operator(community)
        make_draft(community, SIX_PERCENT)
    make_member(made[0], user=first)
    with postgres.connect("postgres", "weconomics") as administrator:
        administrator.execute("SET session_replication_role = replica")
        administrator.execute(PEOPLE.format(payers=payers).encode())
        administrator.execute(
            "CREATE UNLOGGED TABLE spread AS SELECT id AS community_id, row_number() OVER (ORDER BY id) - 1 AS n,"
            " count(*) OVER () AS of FROM communities_community"
        )
        _insert_members(administrator)
        administrator.execute(
            "INSERT INTO billing_party (community_id, membership_id, name, created_at)"
            " SELECT community_id, id, display_name, now() FROM communities_membership WHERE street LIKE 'Straat %'"
        )
        administrator.execute(CHARGES, {"month": MONTH, "each": charges // payers})
        administrator.execute("DROP TABLE spread")
        administrator.execute("RESET session_replication_role")
        administrator.execute("VACUUM ANALYZE")
    _open_periods(made)


def period() -> int:
    """The month to close, of the community in scope."""
    from billing.actions.closing import period_of

    return int(period_of(MONTH).pk)


def bill_by_hand(connection: "psycopg.Connection[Any]", community_id: int) -> None:
    """The month of one community in one transaction."""
    with connection.transaction():
        for statement in BY_HAND:
            connection.execute(
                statement.encode(), {"c": community_id, "end": datetime(2026, 9, 30, 22, tzinfo=UTC)}
            )


def checked(postgres: Postgres) -> str:
    with postgres.connect("postgres", "weconomics") as administrator:
        found = {name: administrator.execute(query.encode()).fetchone() for name, query in CHECKS.items()}
    return ", ".join(f"{row[0]:,} {name}" for name, row in found.items() if row)


def _insert_members(administrator: "psycopg.Connection[Any]") -> None:
    columns = administrator.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'communities_membership'"
        " AND is_generated = 'NEVER' AND column_name <> 'id' ORDER BY ordinal_position"
    )
    names = [str(row[0]) for row in columns]
    values = ", ".join(MEMBERS.get(name, f"t.{name}") for name in names)
    administrator.execute(
        f"INSERT INTO communities_membership ({', '.join(names)}) SELECT {values} FROM communities_user u"
        " JOIN spread s ON s.n = u.id % s.of CROSS JOIN (SELECT * FROM communities_membership LIMIT 1) t"
        " WHERE u.email LIKE 'lid%'".encode()
    )


def _open_periods(communities: list[Any]) -> None:
    from weconomics.tenancy.scope import scope

    for community in communities:
        with scope(community):
            period()

"""The index on words, usable below row-level security. See docs/decisions/0003-search-below-the-wall.md."""

from django.db import migrations

# `@@` is not leakproof, so below a policy PostgreSQL tests it on every row of the community and never uses its index.
# This one question is asked as the owner, with the same scope written into it, and answers with numbers only.
LISTING_IDS_WITH = """
CREATE FUNCTION listing_ids_with(wanted tsquery) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE here bigint[] := community_scope();
BEGIN
  RETURN ARRAY(SELECT id FROM marketplace_listing WHERE words @@ wanted AND community_id = ANY (here));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0001_initial")]
    operations = [
        migrations.RunSQL(LISTING_IDS_WITH, "DROP FUNCTION listing_ids_with(tsquery)"),
    ]

"""The words are asked of their own index, and the community only of what it finds.

With `community_id = $2` PostgreSQL read the large community's whole index beside it: 3.0 ms instead of 0.02 for a rare
word among 50,000 (docs/decisions/0005). No index serves `community_id + 0`, so it stays the check that it is.
"""

from django.db import migrations

LISTING_IDS_WITH = """
CREATE OR REPLACE FUNCTION listing_ids_with(wanted tsquery) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  here bigint;
  under tsquery;
  those bigint[];
  found bigint[] := '{}';
BEGIN
  FOREACH here IN ARRAY community_scope() LOOP
    under := regexp_replace(wanted::text, '''((?:[^'']|'''')*)''', '''' || here || '/\\1''', 'g')::tsquery;
    EXECUTE 'SELECT ARRAY(SELECT id FROM marketplace_listing
             WHERE listing_lexemes(community_id, category_id, words, roots) @@ $1 AND community_id + 0 = $2)'
      INTO those USING under, here;
    found := found || those;
  END LOOP;
  RETURN found;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0011_pause_by_one_side_and_order_once")]
    operations = [migrations.RunSQL(LISTING_IDS_WITH, migrations.RunSQL.noop)]

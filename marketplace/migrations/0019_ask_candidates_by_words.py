"""Who may suit a listing, by its words: bounded for each word, asked as the owner of the table.

Below the policy `@@` never reads its index (docs/decisions/0003). Every lexeme gets the community before it, as
listing_ids_with does, and the community is asked once more of what is found. A word counts for less the more listings
say it, so a rare one comes first.
"""

from django.db import migrations

LISTING_CANDIDATES = """
CREATE FUNCTION listing_candidates(wanted tsquery[], worth real[], of_side text, each int, most int)
RETURNS TABLE (id bigint, points real)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  here bigint;
  under tsquery;
  those bigint[];
  place int;
  found bigint[] := '{}';
  given real[] := '{}';
BEGIN
  FOREACH here IN ARRAY community_scope() LOOP
    FOR place IN 1 .. cardinality(wanted) LOOP
      under := regexp_replace(
        wanted[place]::text, '''((?:[^'']|'''')*)''', '''' || here || '/\\1''', 'g')::tsquery;
      EXECUTE 'SELECT ARRAY(SELECT id FROM marketplace_listing
               WHERE listing_lexemes(community_id, category_id, words, roots) @@ $1 AND community_id + 0 = $2
                 AND state = ''published'' AND side = $3 LIMIT $4)'
        INTO those USING under, here, of_side, each;
      IF cardinality(those) > 0 THEN
        found := found || those;
        given := given || array_fill(
          (worth[place] / ln(2.0 + cardinality(those)))::real, ARRAY[cardinality(those)]);
      END IF;
    END LOOP;
  END LOOP;
  RETURN QUERY SELECT f.pk, sum(f.given)::real FROM unnest(found, given) AS f (pk, given)
    GROUP BY f.pk ORDER BY 2 DESC, 1 DESC LIMIT most;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0018_say_what_is_on_the_cover")]
    operations = [
        migrations.RunSQL(
            LISTING_CANDIDATES,
            "DROP FUNCTION listing_candidates(tsquery[], real[], text, int, int)",
        )
    ]

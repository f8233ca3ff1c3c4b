"""Of a word that very many listings say the newest are looked at: always the same ones, and the likeliest to be open.

`community_id + 0` stays: it keeps PostgreSQL on the index of words. Walking the newest listings instead would make the
lexemes of each of them anew, which is slower than sorting what the index found.
"""

from django.db import migrations

NEWEST_FIRST = """
CREATE OR REPLACE FUNCTION listing_candidates(wanted tsquery[], worth real[], of_side text, each int, most int)
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
                 AND state = ''published'' AND side = $3 ORDER BY published_at DESC NULLS LAST, id DESC LIMIT $4)'
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
AS_BEFORE = """
CREATE OR REPLACE FUNCTION listing_candidates(wanted tsquery[], worth real[], of_side text, each int, most int)
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
    dependencies = [("marketplace", "0020_decide_how_matches_are_ranked")]
    operations = [migrations.RunSQL(NEWEST_FIRST, AS_BEFORE)]

"""One index on words for all communities, each lexeme under its community, and the vocabulary that slips are seen by.

See docs/decisions/0005-words-under-their-community.md.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import marketplace.models.words
import weconomics.tenancy.scope

# "12/fiets", "12/~fiets", "12/#34": stems, roots and the category, each under the community 12.
LISTING_LEXEMES = """
CREATE FUNCTION listing_lexemes(community bigint, category bigint, words tsvector, roots tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_to_tsvector(ARRAY(
    SELECT concat(community, '/', lexeme)
    FROM unnest(tsvector_to_array(words || roots) || concat('#', category)) AS lexeme))
$$;
"""
# As the owner, because below a policy `@@` never reads its index (docs/decisions/0003). Every lexeme that is asked gets
# the community before it, and the community is asked once more: a query of "not" alone would be true of everybody's rows.
# EXECUTE, so that each question is planned for its own words: a rare word and a frequent one are read differently.
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
             WHERE listing_lexemes(community_id, category_id, words, roots) @@ $1 AND community_id = $2)'
      INTO those USING under, here;
    found := found || those;
  END LOOP;
  RETURN found;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION listing_ids_with(wanted tsquery) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE here bigint[] := community_scope();
BEGIN
  RETURN ARRAY(SELECT id FROM marketplace_listing WHERE words @@ wanted AND community_id = ANY (here));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0001_initial"),
        ("marketplace", "0008_who_judges_is_not_involved"),
    ]
    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(db_collation="C", max_length=60)),
                ("backwards", models.CharField(db_collation="C", max_length=60)),
                ("is_public", models.BooleanField(default=False)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "backwards"], name="word_from_its_end")],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "word"), name="word_once"),
                    models.CheckConstraint(condition=~models.Q(word=""), name="word_is_not_empty"),
                ],
            },
        ),
        migrations.AddField("listing", "roots", marketplace.models.words.RootsField()),
        migrations.RunSQL(
            LISTING_LEXEMES, "DROP FUNCTION listing_lexemes(bigint, bigint, tsvector, tsvector)"
        ),
        migrations.RemoveIndex("listing", "listing_words"),
        migrations.AddIndex(
            "listing",
            django.contrib.postgres.indexes.GinIndex(
                models.Func("community_id", "category_id", "words", "roots", function="listing_lexemes"),
                fastupdate=False,
                name="listing_lexemes",
            ),
        ),
        migrations.RunSQL(LISTING_IDS_WITH, BEFORE),
    ]

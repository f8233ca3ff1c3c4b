"""What was placed before gets its roots, and each community its vocabulary."""

from django.db import migrations

from marketplace.language import words_of
from marketplace.language.lexemes import vector_of

ROWS = "SELECT id, community_id, title, text, state, audience FROM marketplace_listing"
LEARN = """
INSERT INTO marketplace_word (community_id, word, backwards, is_public) VALUES (%s, %s, reverse(%s), %s)
ON CONFLICT (community_id, word) DO UPDATE SET is_public = marketplace_word.is_public OR excluded.is_public
"""
A_BATCH = 1000


def write_roots(apps, schema_editor):
    """As the owner, whom no policy holds."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ROWS)
        everything = cursor.fetchall()
        for first in range(0, len(everything), A_BATCH):
            rows = everything[first : first + A_BATCH]
            cursor.executemany(
                "UPDATE marketplace_listing SET roots = %s WHERE id = %s",
                [(vector_of(title, text), pk) for pk, _, title, text, _, _ in rows],
            )
            words = {
                (community, word, word, audience == "public")
                for _, community, title, text, state, audience in rows
                if state == "published" and audience != "group"
                for word in words_of(f"{title} {text}")
            }
            cursor.executemany(LEARN, sorted(words))


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0009_find_words_by_community")]
    operations = [migrations.RunPython(write_roots, migrations.RunPython.noop, elidable=True)]

"""A version of a category's questions is read by every listing that answered it: its words never change."""

from django.db import migrations

STAYS = """
CREATE FUNCTION field_schema_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state' OR (OLD.state = 'superseded' AND NEW.state <> OLD.state) THEN
    RAISE EXCEPTION 'a version of questions does not change; publish another one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'field_schema_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER field_schema_stays BEFORE UPDATE ON marketplace_fieldschema
FOR EACH ROW EXECUTE FUNCTION field_schema_stays();
"""

UNDO = """
DROP TRIGGER field_schema_stays ON marketplace_fieldschema;
DROP FUNCTION field_schema_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0016_keep_terms_in_range")]
    operations = [migrations.RunSQL(STAYS, UNDO)]

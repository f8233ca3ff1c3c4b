-- Second step of the database's initialisation in compose, after weconomics/tenancy/roles.sql.
\getenv owner_password DB_OWNER_PASSWORD
\getenv app_password DB_APP_PASSWORD
\getenv backup_password DB_BACKUP_PASSWORD

ALTER ROLE weconomics_owner PASSWORD :'owner_password';
ALTER ROLE weconomics_app PASSWORD :'app_password';
ALTER ROLE weconomics_backup PASSWORD :'backup_password';

CREATE DATABASE weconomics OWNER weconomics_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE weconomics FROM PUBLIC;
GRANT CONNECT ON DATABASE weconomics TO weconomics_app, weconomics_backup;

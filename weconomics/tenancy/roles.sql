-- The four roles, made once by the cluster's administrator: by the embedded server of the demo and the tests,
-- and by docker-entrypoint-initdb.d in compose. Passwords are set apart (docker/database.sh); the embedded
-- server listens on a Unix socket only and trusts it.

CREATE ROLE weconomics_owner LOGIN;                 -- migrations only; owns the tables
CREATE ROLE weconomics_app LOGIN NOINHERIT;         -- web, API, Celery; owns nothing, so row security holds it
CREATE ROLE weconomics_system NOLOGIN;              -- sees every community; reached by SET LOCAL ROLE only
CREATE ROLE weconomics_backup LOGIN BYPASSRLS;      -- pg_dump

-- SET without INHERIT: the app has the right only inside everything("why"), never by accident.
GRANT weconomics_system TO weconomics_app WITH INHERIT FALSE, SET TRUE;
GRANT weconomics_system TO weconomics_owner WITH INHERIT FALSE, SET TRUE;
GRANT pg_read_all_data TO weconomics_backup;

-- No request or task may hold a lock or a connection for long.
ALTER ROLE weconomics_app SET statement_timeout = '15s';
ALTER ROLE weconomics_app SET lock_timeout = '5s';
ALTER ROLE weconomics_app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE weconomics_app SET transaction_timeout = '60s';

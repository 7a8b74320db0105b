-- Two roles: the owner makes and changes tables, the application only works with rows and owns nothing.
-- Run once as a superuser, connected to the empty database `pearl`:
--   createdb pearl
--   psql --dbname pearl --set ON_ERROR_STOP=1 --file deploy/roles.sql
-- then give both a password with \password. Running it again changes nothing.

do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'pearl_owner') then
    create role pearl_owner login noinherit nosuperuser nocreatedb nocreaterole;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'pearl_app') then
    create role pearl_app login noinherit nosuperuser nocreatedb nocreaterole;
  end if;
end$$;

revoke all on schema public from public;
grant usage, create on schema public to pearl_owner;
grant usage on schema public to pearl_app;

-- No TRUNCATE, no REFERENCES, no TRIGGER. What is signed, published or audited can only be read and added to: each
-- `manage.py migrate` takes UPDATE and DELETE on those tables away again (clinic/audit/grants.py).
alter default privileges for role pearl_owner in schema public
  grant select, insert, update, delete on tables to pearl_app;
alter default privileges for role pearl_owner in schema public
  grant usage, select on sequences to pearl_app;
alter default privileges for role pearl_owner revoke execute on functions from public;
alter default privileges for role pearl_owner in schema public
  grant execute on functions to pearl_app;

-- Tables that were there before this file ran.
grant select, insert on all tables in schema public to pearl_app;
do $$
declare
  changeable regclass;
begin
  for changeable in
    select oid from pg_class as made
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not exists (
      select from pg_trigger join pg_proc on pg_proc.oid = tgfoid where tgrelid = made.oid and proname = 'refuse_change' and (tgtype & 16) <> 0
    )
  loop
    execute format('grant update, delete on %s to pearl_app', changeable);
  end loop;
end$$;
grant usage, select on all sequences in schema public to pearl_app;

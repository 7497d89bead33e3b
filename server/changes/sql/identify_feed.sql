-- Another database, such as one restored from a dump, counts its changes anew from where the dump was.
select system_identifier || '.' || d.oid as feed
  from pg_control_system(), pg_database d where d.datname = current_database()

-- For what is told the person themselves: what is restricted is stored, and so held.
select set_config('app.restricted', 'read', true)

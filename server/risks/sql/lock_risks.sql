-- In the order of their numbers, so that two who lock many do not wait for each other.
select from risk where number = any ($1::int[]) order by number for no key update

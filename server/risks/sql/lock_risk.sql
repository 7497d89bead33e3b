-- By number or by id, whichever is given.
select from risk where number = $1::int or id = $2::uuid for no key update

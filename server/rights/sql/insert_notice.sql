insert into privacy_notice (code, in_force_on, url, sha256, note)
values ($1, $2::date, $3, lower($4), $5)
on conflict (code) do nothing
returning id

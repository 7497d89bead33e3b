insert into risk (number, kind, text, workstream, owners, organisations_impacted, raised_on, last_reviewed_on,
                  assessed_on, impact, probability, printed_score, printed_direction, printed_escalated)
values ($1::int, $2::risk_kind, $3, $4, $5::text[], $6::text[], $7::date, $8::date, $9::date, $10::int, $11::int,
        $12::int, $13::risk_direction, $14::boolean)
on conflict (number) do nothing
returning id

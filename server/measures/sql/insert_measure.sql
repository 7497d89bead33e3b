insert into measure (number, part, objective, name, unit, better, target_kind, target_thousandths, target_text,
                     baseline_thousandths, baseline_text, commentary, printed_change_percent, printed_status)
values ($1::int, $2, $3, $4, $5, $6::measure_direction, $7::measure_target_kind, $8::bigint, $9, $10::bigint, $11,
        $12, $13, $14)
on conflict (number, part) do nothing
returning id

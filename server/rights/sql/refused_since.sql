-- Since when processing for a purpose is refused, or its refusal is asked for; null where it is not.
select greatest(
         (select b.withdrawn_on from champion_basis b
           where b.organisation_id = $1::int and b.champion_id = $2::uuid and b.purpose = $3::champion_purpose),
         (select max(x.objected_on) from champion_objection x
           where x.organisation_id = $1::int and x.champion_id = $2::uuid and x.purpose = $3::champion_purpose
             and x.state in ('PENDING', 'UPHELD'))) as refused_on

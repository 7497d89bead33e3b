select c.organisation_id, c.id, o.code as organisation, c.champion_id, c.kind, c.noticed_on, c.account, c.state,
       c.referred_to, c.referred_on, c.outcome, coalesce(c.user_id, c.key_id) as raised_by, c.version,
       epoch_us(c.created_at) as created_at_us, epoch_us(c.updated_at) as updated_at_us,
       (select k.wrapped from keyring.data_key k
         where k.organisation_id = c.organisation_id and k.owner_id = c.id) as wrapped
  from organisation o
  join safeguarding_case c on c.organisation_id = o.id

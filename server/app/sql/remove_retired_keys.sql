-- Those by which nothing is wrapped any more.
delete from keyring.instance_key i
 where i.retired_at is not null
   and not exists (select from keyring.data_key k where split_part(k.wrapped, ':', 1) = i.name)
   and not exists (select from keyring.answer_key k where split_part(k.wrapped, ':', 1) = i.name)
   and not exists (select from keyring.index_key k where split_part(k.wrapped, ':', 1) = i.name)
returning i.name

insert into keyring.index_key (wrapped) values ($1) on conflict do nothing

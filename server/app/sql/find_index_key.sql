select wrapped from keyring.index_key

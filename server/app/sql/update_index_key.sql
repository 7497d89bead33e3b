update keyring.index_key set wrapped = $1

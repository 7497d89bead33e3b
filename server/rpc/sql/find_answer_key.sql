select wrapped from keyring.answer_key where key_id = $1::uuid and request_id = $2::uuid

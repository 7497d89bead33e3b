insert into publication_file (publication_id, name, media_type, content) values ($1::uuid, $2, $3, $4::bytea)

select name, media_type, octet_length(content) as size_bytes
  from publication_file where publication_id = $1::uuid order by name collate "C"

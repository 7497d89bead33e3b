select content from publication_file where publication_id = $1::uuid and name = $2

select new_id() as id

select number from change_floor

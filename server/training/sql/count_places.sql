select course_run_id, taken from course_run_places($1::uuid[])

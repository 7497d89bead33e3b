select post_champions($1::uuid[])

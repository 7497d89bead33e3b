select post_champions(array[$1::uuid])

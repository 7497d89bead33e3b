select post_activities(array[$1]::uuid[])

select post_awards(array[$1]::uuid[])

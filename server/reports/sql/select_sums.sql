select total, parts from release_sum

select w.code, w.name, coalesce(w.population, 0) as population, coalesce(w.deprivation_decile, 0) as decile
  from ward w

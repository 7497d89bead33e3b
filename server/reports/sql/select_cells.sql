select b.id::text as publication, b.policy, b.coarsened, c.name, c.quantity, c.of_people, c.kind, c.value, c.truth
  from publication b join release_cell c on c.publication_id = b.id
 order by b.published_at, b.id, c.name collate "C"

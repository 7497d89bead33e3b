select b.id, b.quarter, b.number, b.reason, b.definitions, b.policy, epoch_us(b.as_known_at) as as_known_at_us,
       epoch_us(b.published_at) as published_at_us, b.details, b.manifest, b.signature, b.public_key
  from publication b

select a.id, a.code, a.name, a.purpose, a.lawful_basis, a.special_condition, a.people_categories, a.data_categories,
       a.recipients, a.transfers, a.retention, a.security_measures, a.controller, a.reviewed_on, a.ended_on,
       a.review_due_on, a.version, epoch_us(a.created_at) as created_at_us, epoch_us(a.updated_at) as updated_at_us
  from processing_activity a

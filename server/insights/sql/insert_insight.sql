insert into insight (organisation_id, programme_id, heard_on, kind, theme, theme_key, community, community_key, topic,
                     ward, text, quotable, quote_permission)
values ($1::int, $2::int, $3::date, $4::insight_kind, $5, $6, $7, $8, $9::reach_topic, $10, $11, $12::boolean, $13)
returning id

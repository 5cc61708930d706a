-- Mails that came more than :days days before :today and whose content is due to go, because all about them is settled. Automatic
-- mail (:automatic) has a time of its own. {id}
SELECT m.id
FROM settled_mail m
WHERE m.emptied_on IS NULL
  AND m.received_at < date(:today, '-' || :days || ' days')
  AND (m.automatic OR m.kind IN ('automatic', 'bounce')) = :automatic
ORDER BY m.received_at
LIMIT :limit;

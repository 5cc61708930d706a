-- Mails of ours that were queued more than :days days before :today, whose fate is settled, and whose text is due to go. {id}
SELECT o.id
FROM outbox o
WHERE o.emptied_on IS NULL AND o.queued_at < date(:today, '-' || :days || ' days') AND o.state <> 'queued'
ORDER BY o.queued_at
LIMIT :limit;

-- What came in and went out since :since. {mails, accepted, returned, sent}
SELECT (SELECT count(*) FROM message WHERE emptied_on IS NULL AND received_at >= :since) AS mails,
       (SELECT count(*) FROM message m JOIN submission s ON s.message = m.id
        WHERE m.emptied_on IS NULL AND m.received_at >= :since AND s.decision IN ('accept', 'partial')) AS accepted,
       (SELECT count(*) FROM message m JOIN submission s ON s.message = m.id
        WHERE m.emptied_on IS NULL AND m.received_at >= :since AND s.decision = 'return') AS returned,
       (SELECT count(*) FROM outbox WHERE emptied_on IS NULL AND queued_at >= :since AND state = 'sent') AS sent;

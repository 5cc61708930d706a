-- The office is to hear of a message, once for each :serial; what was noted and not told yet of the same reason is overtaken.
DELETE FROM office_exception WHERE message = :message AND reason = :reason AND serial <> :serial AND told = 0;

INSERT INTO office_exception (message, reason, serial, alike, noted_at)
VALUES (:message, :reason, :serial, :alike, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
ON CONFLICT DO NOTHING;

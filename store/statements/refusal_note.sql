-- A mail from one of the office's addresses decides nothing; :reason tells whether the office hears of it by itself.
INSERT INTO office_exception (message, reason, serial, alike, noted_at, told)
VALUES (:message, :reason, '', '', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 1)
ON CONFLICT DO NOTHING;

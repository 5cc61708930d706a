-- The state to which a message goes back that nothing more follows from: {message, state}.
SELECT DISTINCT b.message, b.state
FROM stood_submission b
JOIN message m ON m.id = b.message
WHERE m.state = 'decided' AND b.state <> 'decided'
  AND NOT EXISTS (SELECT 1 FROM outbox WHERE message = m.id AND answer = 1 AND state = 'queued')
ORDER BY b.message;

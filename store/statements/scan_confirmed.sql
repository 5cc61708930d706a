-- Messages whose scan a reply has confirmed and that are not decided anew yet.
SELECT DISTINCT s.message
FROM scan_confirmation c
JOIN submission s ON s.id = c.submission
JOIN message m ON m.id = s.message
WHERE c.message = :message AND s.decision = 'confirm' AND m.state IN ('decided', 'answered', 'filed')
ORDER BY s.message;

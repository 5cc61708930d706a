-- The submissions that come out in another way than they stood: {submission, message, group_number, before, after, gone, new}.
SELECT n.submission, n.message, coalesce(g.number, s.group_number) AS group_number, b.decision AS before, n.decision AS after,
       nullif(b.findings, '') AS findings_before, nullif(n.findings, '') AS findings_after
FROM standing_submission n
JOIN stood_submission b ON b.submission = n.submission
JOIN submission s ON s.id = n.submission
LEFT JOIN small_group g ON g.id = s.group_id
WHERE n.decision IS NOT b.decision OR n.findings IS NOT b.findings
ORDER BY n.submission;

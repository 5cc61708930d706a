-- What of a message was not understood, without a word from the mail itself, such as a name inside an archive: {what}
SELECT coalesce(format || ': ', '')
       || CASE WHEN why LIKE '%ZIP file%: %' THEN substr(why, 1, instr(why, ': ') - 1) ELSE why END AS what
FROM unread_part
WHERE message = :message
ORDER BY position;

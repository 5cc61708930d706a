-- What of a message was not understood, without a word from the mail itself: {what}
SELECT coalesce(format || ': ', '') || why AS what FROM unread_part WHERE message = :message ORDER BY position;

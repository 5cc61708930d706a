-- One more attempt has failed; the next one is due after 1 minute, later ones after 5, or at once.
UPDATE message
SET attempts = attempts + 1, last_error = :why,
    due_at = CASE WHEN :at_once THEN NULL
                  ELSE strftime('%Y-%m-%dT%H:%M:%SZ', :now, CASE attempts WHEN 0 THEN '+1 minute' ELSE '+5 minutes' END)
             END
WHERE id = :message
RETURNING attempts;

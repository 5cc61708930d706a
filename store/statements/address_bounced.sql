-- Marks an address; nothing changes where it is marked already.
INSERT OR IGNORE INTO bounced_address (address, since, message)
VALUES (lower(:address), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), :message);

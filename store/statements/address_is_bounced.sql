SELECT 1 AS bounced FROM bounced_address WHERE address = lower(:address);

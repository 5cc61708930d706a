-- Somebody writes from the address: it works.
DELETE FROM bounced_address WHERE address = lower(:address);

/*
 * Authentication: what the receiving server found out about the sender (RFC 8601). Only the topmost
 * Authentication-Results header can be the receiving server's own; who that is, the reader of the JSON knows.
 */
#pragma once

#include "parser/message.h"

/* Sets authserv_id, dmarc, spf, dkim and aligned of the message, whose from_email is set; the methods'
 * results ("pass", "fail" ...) in lower case. `header` is the topmost header or NULL. A dkim result of pass
 * wins over other signatures'. */
void authentication_read(const char *header, struct message *message);

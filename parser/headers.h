/*
 * Headers: what the head of a mail says, beyond its MIME structure. Broken or missing headers leave
 * their fields NULL or false.
 */
#pragma once

#include "parser/message.h"
#include <gmime/gmime.h>

/* Fills every field of `message` but parts and skipped. */
void headers_read(GMimeMessage *mime, struct message *message);

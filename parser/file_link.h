/*
 * File link: a link to a file that somebody put on a server instead of attaching it to the mail.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Whether a text, plain or HTML, has an address of a service for sharing files, also where a mail server
 * has wrapped it into an address of its own. */
bool file_link_stands_in(GBytes *text);

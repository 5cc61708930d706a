/*
 * Checksums of files, as people and programs compare them.
 */
#pragma once

#include <glib.h>

/* SHA-256 as 64 hexadecimal digits in lower case. Uses the processor's own instructions where it has them.
 * Caller owns the result. */
char *checksum_sha256(GBytes *content);

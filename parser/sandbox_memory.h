/*
 * Memory of a reader: libraries go on after an allocation that was refused, each in its own way, and some
 * silently leave out what they had no room for. A reader that lacks memory must not give half of a mail for
 * the whole, and so ends.
 */
#pragma once

#include <stdbool.h>

/* The exit status of a process that was refused memory after memory_is_vital. */
#define MEMORY_REFUSED 3

/* From here on a refused allocation, of whatever library, ends this process. Under AddressSanitizer, whose
 * allocation cannot be replaced, it does nothing. */
void memory_is_vital(void);

/*
 * Memory: how the process deals with what it has freed.
 */
#pragma once

/* Freed memory is kept, up to a few megabytes, rather than given back and asked for again with every workbook
 * that is packed. Called once, at the start of a program. */
void memory_keep(void);

/*
 * Durable: what must still be there after the power was cut. False with errno set.
 */
#pragma once

#include <stdbool.h>

/* Has the disk keep a file, or what stands in a folder. */
bool durable_sync(const char *path);

/* Makes a folder with those above it where they are missing, private (0700), for good. */
bool durable_folder(const char *path);

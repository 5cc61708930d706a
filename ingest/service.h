/*
 * Service: the main path. Mail comes from the mailbox, goes through the house, and its answers go out.
 */
#pragma once

#include "base/config.h"
#include "base/error.h"

struct service;

/* Opens everything the service needs, the sandbox first. One service a database: a second one is
 * ERROR_STORE_BUSY. The configuration is borrowed. Free with service_close. */
struct service *service_open(const struct config *config, GError **error);
void service_close(struct service *service); /* NULL is allowed */

/* Runs until SIGTERM or SIGINT. Faults of the mailbox are logged and waited out; faults of the service end
 * it. */
bool service_run(struct service *service, GError **error);

/* Handles all that waits in the mailbox, delivers what is due in the outbox, and returns; with `progress` one
 * line on standard error is kept up to date. A fault of the mailbox ends it. */
bool service_run_once(struct service *service, bool progress, GError **error);

/*
 * Sender: delivers the outbox, in a thread of its own with a connection of its own to the database, so that
 * sending never holds up reading.
 *
 * What is one mail's own fault costs that mail only: it waits, or has failed. A mail that may have arrived
 * (the line broke, or the service ended, after its end and before the server's reply) goes out once more
 * under the same Message-ID, and has failed when that happens again: it is the administrator's to send a
 * third time. What concerns the server (it cannot be reached, does not take our password, shows a certificate
 * that is not to be trusted) costs no mail anything: all wait, and the log says so once, and once more when
 * mail goes out again.
 */
#pragma once

#include "base/config.h"
#include "base/error.h"

struct sender;

/* Opens the database and the transport, and starts the thread. `done_fd` (an eventfd, or -1) is written when
 * the fate of some mails is settled. `careful`: the disk has every note until nothing is due any more, for
 * the last service did not end well. The configuration is borrowed until sender_stop. */
struct sender *sender_start(const struct config *config, int done_fd, bool careful, GError **error);
void sender_wake(struct sender *sender); /* there is new mail in the outbox */

/* For whoever writes to the database for long: whether to make a pause, and to make it, until the sender has
 * recorded what it sent. */
bool sender_wants_to_record(struct sender *sender);
void sender_let_record(struct sender *sender);

/* Ends the thread after the mail in hand; with `drain` after everything that is due now was tried once,
 * unless the server fails. NULL is allowed. */
void sender_stop(struct sender *sender, bool drain);

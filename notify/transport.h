/*
 * Transport: one interface to send a finished mail, two implementations: smtp.c (libcurl, one kept
 * connection) and spool.c (a Maildir, the embedded default).
 */
#pragma once

#include "base/config.h"
#include "base/error.h"

struct transport;

/* By the scheme of the outgoing url; connects at first use. The configuration is borrowed. */
struct transport *transport_open(const struct config *config, GError **error);
void transport_close(struct transport *transport); /* NULL is allowed */

/* Called before the end of a mail is handed to a server: from then on it may have arrived until the server
 * says that it has not. False: it is not handed over, and transport_send fails with this error. Not called by
 * a transport where the same mail can arrive once only. */
typedef bool (*transport_handing)(gpointer data, GError **error);
void transport_before_handing(struct transport *transport, transport_handing handing, gpointer data);

/* Sends one mail to one recipient. ERROR_SEND_LATER: it has not arrived; try again. ERROR_SEND_DOUBTFUL: it
 * may have arrived; try again under the same Message-ID, if at all. ERROR_SEND_REFUSED: never.
 * ERROR_SEND_SERVER: no mail can be sent now, whichever it is. ERROR_LOGIN, ERROR_CERTIFICATE,
 * ERROR_CONFIGURATION: the administrator's; nothing was sent. Where the transport gathers, the mail is out
 * only when transport_finish says so. */
bool transport_send(struct transport *transport, const char *recipient, GBytes *mime, GError **error);

/* Some transports have a few mails out together for much less than one by one. */
bool transport_gathers(const struct transport *transport);

/* What was gathered is out; on error it may be or not, and is to be sent again (ERROR_SEND_SERVER). Does
 * nothing where the transport does not gather. */
bool transport_finish(struct transport *transport, GError **error);

/* For an administrator: whether mail could be sent, without sending any: connects and logs in. `expires`
 * receives when the server's certificate ends (Unix time; 0: there is none, or it does not say). Same errors,
 * but for those of one mail. */
bool transport_check(struct transport *transport, gint64 *expires, GError **error);

/* ---- for the implementations ---- */

struct transport {
    bool (*send)(struct transport *transport, const char *recipient, GBytes *mime, GError **error);
    bool (*finish)(struct transport *transport, GError **error); /* NULL: it does not gather */
    bool (*check)(struct transport *transport, gint64 *expires, GError **error);
    void (*close)(struct transport *transport);
    transport_handing handing; /* NULL: nobody wants to know */
    gpointer handing_data;
};

/* `seconds`: how long one mail may take on a connection, and how long the server may be silent. */
struct transport *smtp_open(const struct config *config, guint seconds);
struct transport *spool_open(const struct config *config);

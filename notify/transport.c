#include "notify/transport.h"
#include "base/text.h"

enum { SMTP_SECONDS = 120 };

struct transport *transport_open(const struct config *config, GError **error)
{
    const struct config_endpoint *at = &config->outgoing.at;
    if (g_strcmp0(at->scheme, "maildir") == 0)
        return spool_open(config);
    if (g_strcmp0(at->scheme, "smtp") == 0 || g_strcmp0(at->scheme, "smtps") == 0)
        return smtp_open(config, SMTP_SECONDS);
    fail(error, ERROR_CONFIGURATION, "mail cannot be sent to %s",
         at->url ? at->url : "an outgoing url that is not given");
    return NULL;
}

void transport_close(struct transport *transport)
{
    if (transport)
        transport->close(transport);
}

void transport_before_handing(struct transport *transport, transport_handing handing, gpointer data)
{
    transport->handing = handing;
    transport->handing_data = data;
}

bool transport_send(struct transport *transport, const char *recipient, GBytes *mime, GError **error)
{
    if (!text_is_address(recipient))
        return fail(error, ERROR_SEND_REFUSED, "the recipient's address is not one to write to");
    return transport->send(transport, recipient, mime, error);
}

bool transport_gathers(const struct transport *transport)
{
    return transport->finish != NULL;
}

bool transport_finish(struct transport *transport, GError **error)
{
    return !transport->finish || transport->finish(transport, error);
}

bool transport_check(struct transport *transport, gint64 *expires, GError **error)
{
    *expires = 0;
    return transport->check(transport, expires, error);
}

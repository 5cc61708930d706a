/*
 * SMTP by libcurl: one easy handle, whose connection is kept from mail to mail.
 */
#include "base/text.h"
#include "base/token_source.h"
#include "notify/transport.h"

#include <curl/curl.h>
#include <string.h>

enum {
    CONNECT_SECONDS = 30,
    KEEP_SECONDS = 50, /* servers close idle connections after a minute or more */
    REPLY_BYTES = 300, /* of a server's reply, in error messages */
};

/* How far a mail has come on its way: the last command that was sent. */
enum stage { STAGE_GREETING, STAGE_LOGIN, STAGE_MAIL, STAGE_RCPT, STAGE_DATA };

struct smtp {
    struct transport transport;
    const struct config *config; /* borrowed */
    struct token_source *tokens;
    guint seconds;
    CURL *curl; /* NULL: not set up yet, or given up after a fault of the connection */
    enum stage stage;
    GString *reply;     /* the server's last word against us: a line of 4xx or 5xx */
    const char *unsent; /* of the mail in hand */
    gsize unsent_bytes;
    bool handed;        /* the whole of it: only the server knows whether it arrived */
    GError *not_handed; /* why it was not */
};

/* ---- what libcurl calls ---- */

/* Before the last bytes of the mail leave us. */
static bool hand_over(struct smtp *smtp)
{
    const struct transport *transport = &smtp->transport;
    smtp->handed = !transport->handing || transport->handing(transport->handing_data, &smtp->not_handed);
    return smtp->handed;
}

static size_t give_mail(char *buffer, size_t size, size_t count, void *data)
{
    struct smtp *smtp = data;
    gsize bytes = MIN(size * count, smtp->unsent_bytes);
    if (bytes > 0 && bytes == smtp->unsent_bytes && !hand_over(smtp))
        return CURL_READFUNC_ABORT;
    memcpy(buffer, smtp->unsent, bytes);
    smtp->unsent += bytes;
    smtp->unsent_bytes -= bytes;
    return bytes;
}

static size_t take_reply(char *line, size_t size, size_t count, void *data)
{
    struct smtp *smtp = data;
    if (size * count > 0 && (*line == '4' || *line == '5')) {
        g_string_truncate(smtp->reply, 0);
        g_string_append_len(smtp->reply, line, (gssize)MIN(size * count, REPLY_BYTES));
    }
    return size * count;
}

static int follow(CURL *curl, curl_infotype kind, char *line, size_t size, void *data)
{
    static const struct {
        const char *command;
        enum stage stage;
    } commands[] = {{"AUTH", STAGE_LOGIN}, {"MAIL", STAGE_MAIL}, {"RCPT", STAGE_RCPT}, {"DATA", STAGE_DATA}};
    struct smtp *smtp = data;
    (void)curl;
    if (kind != CURLINFO_HEADER_OUT || size < 4)
        return 0;
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        if (memcmp(line, commands[i].command, 4) == 0)
            smtp->stage = commands[i].stage;
    return 0;
}

/* ---- the connection ---- */

static void give_up(struct smtp *smtp)
{
    g_clear_pointer(&smtp->curl, curl_easy_cleanup);
}

static void set_protection(CURL *curl, const struct config_endpoint *at)
{
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(at->tls == TLS_NONE ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (at->ca_file) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, at->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
}

/* libcurl keeps a copy of the password for as long as the handle lives. */
static bool set_login(CURL *curl, const struct config_endpoint *at, GError **error)
{
    GError *fault = NULL;
    char *password = config_password(at, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    if (at->user && password) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, at->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
    }
    config_forget(password);
    return true;
}

/* Before each mail: a connection that is kept needs no login, but a new one may be needed after the token's
 * time. */
static bool set_token(struct smtp *smtp, GError **error)
{
    if (smtp->config->outgoing.at.login != LOGIN_OAUTH2)
        return true;
    GError *fault = NULL;
    const char *token = token_source_get(smtp->tokens, &fault);
    if (!token && g_error_matches(fault, PRESENS_ERROR, ERROR_MAILBOX))
        fault->code = ERROR_SEND_SERVER;
    if (!token) {
        g_propagate_error(error, fault);
        return false;
    }
    curl_easy_setopt(smtp->curl, CURLOPT_USERNAME, smtp->config->outgoing.at.user);
    curl_easy_setopt(smtp->curl, CURLOPT_XOAUTH2_BEARER, token);
    curl_easy_setopt(smtp->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
    return true;
}

static bool set_up(struct smtp *smtp, GError **error)
{
    const struct config_endpoint *at = &smtp->config->outgoing.at;
    CURL *curl = curl_easy_init();
    if (!curl)
        return fail(error, ERROR_INTERNAL, "libcurl cannot be set up");
    smtp->curl = curl;
    bool numeric = strchr(at->host, ':') != NULL;
    g_autofree char *url = g_strdup_printf("%s://%s%s%s:%u", at->tls == TLS_IMPLICIT ? "smtps" : "smtp",
                                           numeric ? "[" : "", at->host, numeric ? "]" : "", (guint)at->port);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, smtp->config->outgoing.from);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)MIN(smtp->seconds, CONNECT_SECONDS));
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)smtp->seconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)smtp->seconds);
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, (long)KEEP_SECONDS);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_mail);
    curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, follow); /* prints nothing */
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    set_protection(curl, at);
    return at->login == LOGIN_OAUTH2 || set_login(curl, at, error);
}

/* ---- what a failure means ---- */

static enum presens_error failure_kind(const struct smtp *smtp, CURLcode result, long reply)
{
    switch (result) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_USE_SSL_FAILED:
        return ERROR_CERTIFICATE;
    case CURLE_LOGIN_DENIED:
        return reply >= 500 ? ERROR_LOGIN : ERROR_SEND_SERVER;
    default:
        break;
    }
    bool refused = reply >= 500 && reply <= 599;
    switch (smtp->stage) {
    case STAGE_GREETING:
        return ERROR_SEND_SERVER;
    case STAGE_LOGIN:
        return refused ? ERROR_LOGIN : ERROR_SEND_SERVER;
    case STAGE_MAIL:
        /* The sender's address is the same for every mail; only its size (452, 552) is the mail's own. */
        return reply == 552   ? ERROR_SEND_REFUSED
               : reply == 452 ? ERROR_SEND_LATER
               : reply == 530 ? ERROR_LOGIN
                              : ERROR_SEND_SERVER;
    case STAGE_RCPT:
    case STAGE_DATA:
        /* From here on it may be this mail that the server cannot take, even where the line breaks: it must
         * not hold up the others. */
        if (smtp->handed && reply < 400)
            return ERROR_SEND_DOUBTFUL;
        return refused ? ERROR_SEND_REFUSED : ERROR_SEND_LATER;
    }
    return ERROR_INTERNAL;
}

static bool report(struct smtp *smtp, CURLcode result, const char *details, GError **error)
{
    long reply = 0;
    curl_easy_getinfo(smtp->curl, CURLINFO_RESPONSE_CODE, &reply);
    enum presens_error kind = failure_kind(smtp, result, reply);
    g_autofree char *valid = g_utf8_make_valid(smtp->reply->str, (gssize)smtp->reply->len);
    g_autofree char *words = text_tidy(valid);
    bool replied = reply >= 400 && *words;
    if (kind == ERROR_SEND_DOUBTFUL)
        return fail(error, kind, "%s: no reply after the end of the mail, which may have arrived: %s",
                    smtp->config->outgoing.at.host, *details ? details : curl_easy_strerror(result));
    return fail(error, kind, "%s: %s%s%s", smtp->config->outgoing.at.host,
                replied    ? words
                : *details ? details
                           : curl_easy_strerror(result),
                replied && *details ? "; " : "", replied ? details : "");
}

/* ---- sending ---- */

static bool try_once(struct smtp *smtp, const char *recipient, GBytes *mime, bool *reused, GError **error)
{
    *reused = false;
    if ((!smtp->curl && !set_up(smtp, error)) || !set_token(smtp, error)) {
        give_up(smtp);
        return false;
    }
    char details[CURL_ERROR_SIZE] = "";
    struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    smtp->unsent = g_bytes_get_data(mime, &smtp->unsent_bytes);
    smtp->stage = STAGE_GREETING;
    smtp->handed = false;
    g_string_truncate(smtp->reply, 0);
    curl_easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, details);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)smtp->unsent_bytes);
    CURLcode result = curl_easy_perform(smtp->curl);
    long connects = 0;
    curl_easy_getinfo(smtp->curl, CURLINFO_NUM_CONNECTS, &connects);
    *reused = connects == 0;
    bool sent = result == CURLE_OK;
    if (smtp->not_handed)
        g_propagate_error(error, g_steal_pointer(&smtp->not_handed));
    else if (!sent)
        report(smtp, result, details, error);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, NULL);
    curl_slist_free_all(recipients);
    return sent;
}

/* Whether the fault may be of the connection or the token alone: a kept connection that the server has closed
 * meanwhile says nothing about the server, and a token may end before its time. */
static bool deserves_another_try(struct smtp *smtp, bool reused, const GError *fault)
{
    if (g_error_matches(fault, PRESENS_ERROR, ERROR_LOGIN) &&
        smtp->config->outgoing.at.login == LOGIN_OAUTH2) {
        token_source_refused(smtp->tokens);
        return true;
    }
    return reused && g_error_matches(fault, PRESENS_ERROR, ERROR_SEND_SERVER);
}

static bool smtp_send(struct transport *transport, const char *recipient, GBytes *mime, GError **error)
{
    struct smtp *smtp = (struct smtp *)transport;
    bool reused;
    GError *fault = NULL;
    if (try_once(smtp, recipient, mime, &reused, &fault))
        return true;
    if (deserves_another_try(smtp, reused, fault)) {
        give_up(smtp);
        g_clear_error(&fault);
        if (try_once(smtp, recipient, mime, &reused, &fault))
            return true;
    }
    /* After a refusal the connection is in step; after anything else it may not be, and a new password may be
     * there. */
    if (!g_error_matches(fault, PRESENS_ERROR, ERROR_SEND_REFUSED))
        give_up(smtp);
    g_propagate_error(error, fault);
    return false;
}

/* "2026-12-27 01:48:09 GMT" of GnuTLS, "Dec 27 01:48:09 2026 GMT" of OpenSSL; 0 for anything else. */
static gint64 moment_of(const char *written)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_auto(GStrv) words = g_strsplit(written, " ", 3);
    g_autofree char *iso = g_strjoin("T", words[0], words[0] ? words[1] : NULL, NULL);
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(iso, utc);
    return moment ? g_date_time_to_unix(moment) : MAX(0, (gint64)curl_getdate(written, NULL));
}

/* Of the server's own certificate, the first of the chain. */
static gint64 certificate_expires(CURL *curl)
{
    static const char label[] = "expire date:";
    struct curl_certinfo *chain = NULL;
    if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain || chain->num_of_certs == 0)
        return 0;
    for (struct curl_slist *line = chain->certinfo[0]; line; line = line->next)
        if (g_ascii_strncasecmp(line->data, label, strlen(label)) == 0)
            return moment_of(g_strchug(line->data + strlen(label)));
    return 0;
}

/* A connection of its own, which ends after the login. */
static bool smtp_check(struct transport *transport, gint64 *expires, GError **error)
{
    struct smtp *smtp = (struct smtp *)transport;
    give_up(smtp);
    bool good = set_up(smtp, error) && set_token(smtp, error);
    if (good) {
        char details[CURL_ERROR_SIZE] = "";
        smtp->stage = STAGE_GREETING;
        g_string_truncate(smtp->reply, 0);
        curl_easy_setopt(smtp->curl, CURLOPT_CONNECT_ONLY, 1L);
        curl_easy_setopt(smtp->curl, CURLOPT_CERTINFO, 1L);
        curl_easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, details);
        CURLcode result = curl_easy_perform(smtp->curl);
        good = result == CURLE_OK || report(smtp, result, details, error);
        *expires = good ? certificate_expires(smtp->curl) : 0;
    }
    give_up(smtp);
    return good;
}

static void smtp_close(struct transport *transport)
{
    struct smtp *smtp = (struct smtp *)transport;
    give_up(smtp);
    token_source_free(smtp->tokens);
    g_string_free(smtp->reply, TRUE);
    g_free(smtp);
}

struct transport *smtp_open(const struct config *config, guint seconds)
{
    struct smtp *smtp = g_new0(struct smtp, 1);
    smtp->transport = (struct transport){.send = smtp_send, .check = smtp_check, .close = smtp_close};
    smtp->config = config;
    smtp->tokens = token_source_new(config);
    smtp->seconds = seconds;
    smtp->reply = g_string_new(NULL);
    return &smtp->transport;
}

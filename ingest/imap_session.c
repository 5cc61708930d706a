#include "ingest/imap_session.h"
#include "base/text.h"

#include <string.h>

#define STREAM_BUFFER    16384
#define TRIES_OF_A_TOKEN 2
#define ANSWER_FACTOR    30  /* a whole answer may take this many deadlines */
#define ANSWER_TEXT      200 /* characters of a server's words that are repeated */

/* The stream under the protocol library: every byte passes the guard, and the end of the stream is a fault.
 */

static ssize_t low_read(mailstream_low *low, void *bytes, size_t size)
{
    struct imap *imap = low->data;
    if (imap->violation)
        return -1;
    gssize count = tls_stream_read(imap->stream, bytes, size);
    if (count > 0)
        imap->violation = response_guard_pass(&imap->guard, bytes, (size_t)count);
    return imap->violation ? -1 : count;
}

static ssize_t low_write(mailstream_low *low, const void *bytes, size_t size)
{
    struct imap *imap = low->data;
    return imap->violation ? -1 : tls_stream_write(imap->stream, bytes, size);
}

static int low_close(mailstream_low *low)
{
    struct imap *imap = low->data;
    g_clear_pointer(&imap->stream, tls_stream_close);
    return 0;
}

static int low_fd(mailstream_low *low)
{
    struct imap *imap = low->data;
    return tls_stream_fd(imap->stream);
}

static void low_free(mailstream_low *low)
{
    free(low);
}

static mailstream *stream_new(struct imap *imap)
{
    static mailstream_low_driver driver = {
        .mailstream_read = low_read,
        .mailstream_write = low_write,
        .mailstream_close = low_close,
        .mailstream_get_fd = low_fd,
        .mailstream_free = low_free,
    };
    return mailstream_new(mailstream_low_new(imap, &driver), STREAM_BUFFER);
}

mailimap *imap_begin(struct imap *imap)
{
    response_guard_start(&imap->guard);
    tls_stream_allow(imap->stream, imap->deadline * ANSWER_FACTOR);
    return imap->session;
}

bool imap_refused(struct imap *imap, enum presens_error kind, const char *doing, GError **error)
{
    g_autofree char *words = NULL;
    const char *why = imap->violation ? imap->violation : tls_stream_failure(imap->stream);
    if (!why && imap->session->imap_response) {
        g_autofree char *tidy = text_tidy(imap->session->imap_response);
        words = g_utf8_substring(tidy, 0, MIN(g_utf8_strlen(tidy, -1), ANSWER_TEXT));
    }
    if (!why)
        why = words && *words ? words : "the server's answer cannot be understood";
    return fail(error, kind, "%s: %s: %s", imap->at->host, doing, why);
}

bool imap_broken(struct imap *imap, const char *doing, GError **error)
{
    return imap_refused(imap, ERROR_MAILBOX, doing, error);
}

bool imap_say(mailimap *session, const char *line)
{
    return mailstream_write(session->imap_stream, line, strlen(line)) >= 0 &&
           mailstream_write(session->imap_stream, "\r\n", 2) >= 0 &&
           mailstream_flush(session->imap_stream) == 0;
}

/* Connecting */

static bool ask_capabilities(struct imap *imap, GError **error)
{
    return mailimap_custom_command(imap_begin(imap), "CAPABILITY") == MAILIMAP_NO_ERROR ||
           imap_broken(imap, "asking what the server can do", error);
}

/* `authenticated` says whether the server greets us as somebody known already. */
static bool greet(struct imap *imap, bool *authenticated, GError **error)
{
    int greeting = mailimap_connect(imap_begin(imap), stream_new(imap));
    *authenticated = greeting == MAILIMAP_NO_ERROR_AUTHENTICATED;
    return *authenticated || greeting == MAILIMAP_NO_ERROR_NON_AUTHENTICATED ||
           imap_broken(imap, "greeting", error);
}

/* What the server has said in the clear counts for nothing afterwards. */
static bool start_tls(struct imap *imap, bool authenticated, GError **error)
{
    if (authenticated)
        return fail(error, ERROR_MAILBOX, "%s: the server skips the login and so forbids STARTTLS: refused",
                    imap->at->host);
    if (mailimap_starttls(imap_begin(imap)) != MAILIMAP_NO_ERROR)
        return imap_broken(imap, "STARTTLS", error);
    if (imap->session->imap_stream->read_buffer_len)
        return fail(error, ERROR_MAILBOX, "%s: the server mixes clear text into STARTTLS: refused",
                    imap->at->host);
    return tls_stream_handshake(imap->stream, imap->at->host, imap->at->ca_file, error);
}

static char *plain_credentials(const char *user, const char *password)
{
    size_t user_length = strlen(user), password_length = strlen(password),
           length = user_length + password_length + 2;
    char *text = g_malloc0(length + 1);
    memcpy(text + 1, user, user_length);
    memcpy(text + user_length + 2, password, password_length);
    char *encoded = g_base64_encode((const guchar *)text, length);
    explicit_bzero(text, length);
    g_free(text);
    return encoded;
}

static int authenticate_plain(struct imap *imap, const char *password)
{
    mailimap *session = imap_begin(imap);
    if (mailimap_send_current_tag(session) != MAILIMAP_NO_ERROR || !imap_say(session, "AUTHENTICATE PLAIN"))
        return MAILIMAP_ERROR_STREAM;
    const char *line = mailimap_read_line(session);
    if (!line)
        return MAILIMAP_ERROR_STREAM;
    if (line[0] == '+') {
        char *credentials = plain_credentials(imap->at->user, password);
        bool sent = imap_say(session, credentials);
        config_forget(credentials);
        if (!sent || !mailimap_read_line(session))
            return MAILIMAP_ERROR_STREAM;
    }
    struct mailimap_response *response = NULL;
    int result = mailimap_parse_response(session, &response);
    if (result != MAILIMAP_NO_ERROR)
        return result;
    int state = response->rsp_resp_done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type;
    mailimap_response_free(response);
    if (state != MAILIMAP_RESP_COND_STATE_OK)
        return MAILIMAP_ERROR_LOGIN;
    session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
    return MAILIMAP_NO_ERROR;
}

/* What the server says against a login: it may be busy, too. */
static bool login_refused(struct imap *imap, int result, GError **error)
{
    struct mailimap_response_info *info = imap->session->imap_response_info;
    bool later = info && g_strcmp0(info->rsp_atom, "UNAVAILABLE") == 0;
    return imap_refused(imap, result == MAILIMAP_ERROR_LOGIN && !later ? ERROR_LOGIN : ERROR_MAILBOX, "login",
                        error);
}

/* What the library has sent lies in its buffer still. */
static void forget_sent(struct imap *imap)
{
    explicit_bzero(imap->session->imap_stream->write_buffer, imap->session->imap_stream->buffer_max_size);
}

/* A token may end before its time: one that is refused is not shown again, and a new one is tried once. */
static bool log_in_by_token(struct imap *imap, GError **error)
{
    int result = MAILIMAP_ERROR_LOGIN;
    for (int tries = 0; tries < TRIES_OF_A_TOKEN && result == MAILIMAP_ERROR_LOGIN; tries++) {
        const char *token = token_source_get(imap->tokens, error);
        if (!token)
            return false;
        result = mailimap_oauth2_authenticate(imap_begin(imap), imap->at->user, token);
        forget_sent(imap);
        if (result == MAILIMAP_NO_ERROR)
            return true;
        token_source_refused(imap->tokens);
    }
    return login_refused(imap, result, error);
}

static bool log_in(struct imap *imap, GError **error)
{
    if (imap->at->login == LOGIN_OAUTH2)
        return log_in_by_token(imap, error);
    GError *fault = NULL;
    char *password = imap->at->user ? config_password(imap->at, &fault) : NULL;
    if (!password) {
        if (!fault)
            return fail(error, ERROR_LOGIN, "%s asks for a login, and there is none in the configuration",
                        imap->at->host);
        g_propagate_error(error, fault);
        return false;
    }
    int result = MAILIMAP_ERROR_BAD_STATE;
    if (mailimap_has_authentication(imap->session, "PLAIN"))
        result = authenticate_plain(imap, password);
    else if (!mailimap_has_extension(imap->session, "LOGINDISABLED"))
        result = mailimap_login(imap_begin(imap), imap->at->user, password);
    config_forget(password);
    forget_sent(imap);
    if (result == MAILIMAP_NO_ERROR)
        return true;
    if (result == MAILIMAP_ERROR_BAD_STATE)
        return fail(error, ERROR_LOGIN, "%s takes no password on this connection", imap->at->host);
    return login_refused(imap, result, error);
}

static bool select_folder(struct imap *imap, GError **error)
{
    g_autofree char *encoded = g_convert(imap->at->path, -1, "UTF-7-IMAP", "UTF-8", NULL, NULL, NULL);
    g_autofree char *doing = g_strdup_printf("opening the folder %s", imap->at->path);
    if (mailimap_select(imap_begin(imap), encoded ? encoded : imap->at->path) != MAILIMAP_NO_ERROR)
        return imap_broken(imap, doing, error);
    imap->uidvalidity = imap->session->imap_selection_info->sel_uidvalidity;
    return imap->uidvalidity ||
           fail(error, ERROR_MAILBOX, "%s: %s: the server gives no UIDVALIDITY", imap->at->host, doing);
}

bool imap_open_again(struct imap *imap, GError **error)
{
    guint32 before = imap->uidvalidity;
    return select_folder(imap, error) &&
           (imap->uidvalidity == before ||
            fail(error, ERROR_MAILBOX, "%s: the folder was replaced while it was open", imap->at->host));
}

static bool enter(struct imap *imap, GError **error)
{
    bool authenticated = false;
    return (imap->at->tls != TLS_IMPLICIT ||
            tls_stream_handshake(imap->stream, imap->at->host, imap->at->ca_file, error)) &&
           greet(imap, &authenticated, error) &&
           (imap->at->tls != TLS_STARTTLS || start_tls(imap, authenticated, error)) &&
           (authenticated || (ask_capabilities(imap, error) && log_in(imap, error))) &&
           ask_capabilities(imap, error) && select_folder(imap, error);
}

struct imap *imap_connect(const struct config_endpoint *at, struct token_source *tokens, guint deadline,
                          GError **error)
{
    struct tls_stream *stream = tls_stream_connect(at->host, at->port, deadline, error);
    if (!stream)
        return NULL;
    struct imap *imap = g_new0(struct imap, 1);
    imap->at = at;
    imap->tokens = tokens;
    imap->deadline = deadline;
    imap->stream = stream;
    imap->session = mailimap_new(0, NULL);
    imap->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (enter(imap, error))
        return imap;
    imap_disconnect(imap);
    return NULL;
}

void imap_disconnect(struct imap *imap)
{
    if (!imap)
        return;
    /* Left its stream, the library would say LOGOUT and wait for the answer. */
    if (imap->session->imap_stream)
        mailstream_close(imap->session->imap_stream);
    imap->session->imap_stream = NULL;
    mailimap_free(imap->session);
    tls_stream_close(imap->stream);
    g_free(imap->prefix);
    g_hash_table_unref(imap->folders);
    g_free(imap);
}

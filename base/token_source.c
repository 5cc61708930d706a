#include "base/token_source.h"

#include <curl/curl.h>
#include <jansson.h>
#include <string.h>

#define ANSWER_MOST     (256 * 1024)
#define DEADLINE        30L  /* seconds for the endpoint to answer */
#define MARGIN_SECONDS  60   /* a token that ends sooner is not given out */
#define DEFAULT_SECONDS 3600 /* where the endpoint does not say how long it is good for */

struct token_source {
    const struct config *config; /* borrowed */
    char *token;                 /* at hand; NULL: none */
    gint64 until;                /* by the monotonic clock, microseconds */
};

static size_t take(char *bytes, size_t size, size_t count, void *data)
{
    GString *answer = data;
    if (answer->len + size * count > ANSWER_MOST)
        return 0;
    g_string_append_len(answer, bytes, (gssize)(size * count));
    return size * count;
}

static void add_field(CURL *curl, GString *form, const char *name, const char *value)
{
    char *escaped = curl_easy_escape(curl, value, 0);
    g_string_append_printf(form, "%s%s=%s", form->len ? "&" : "", name, escaped);
    explicit_bzero(escaped, strlen(escaped));
    curl_free(escaped);
}

static GString *request(CURL *curl, const struct config *config, const char *secret)
{
    GString *form = g_string_sized_new(1024);
    add_field(curl, form, "grant_type", "client_credentials");
    add_field(curl, form, "client_id", config->oauth2.client_id);
    add_field(curl, form, "client_secret", secret);
    if (config->oauth2.scope)
        add_field(curl, form, "scope", config->oauth2.scope);
    return form;
}

/* Keeps the token of an answer; what else stands in it, may be secret, too, and is not repeated. */
static bool keep(struct token_source *source, const GString *answer, long status, GError **error)
{
    const char *url = source->config->oauth2.token_url;
    json_auto_t *object = json_loadb(answer->str, answer->len, 0, NULL);
    const char *token = json_string_value(json_object_get(object, "access_token"));
    const char *fault = json_string_value(json_object_get(object, "error"));
    if (status >= 400 && status < 500)
        return fail(error, ERROR_LOGIN, "%s refuses the client: status %ld%s%.40s", url, status,
                    fault ? ", " : "", fault ? fault : "");
    if (status != 200 || !token || !*token || strpbrk(token, " \r\n\001"))
        return fail(error, ERROR_MAILBOX, "%s gives no token: status %ld", url, status);
    json_int_t seconds = json_integer_value(json_object_get(object, "expires_in"));
    token_source_refused(source);
    source->token = g_strdup(token);
    source->until =
        g_get_monotonic_time() +
        (CLAMP(seconds ? seconds : DEFAULT_SECONDS, 1, 24 * 3600) - MARGIN_SECONDS) * G_USEC_PER_SEC;
    return true;
}

static bool ask(struct token_source *source, CURL *curl, const GString *form, GError **error)
{
    const struct config *config = source->config;
    g_autoptr(GString) answer = g_string_new(NULL);
    curl_easy_setopt(curl, CURLOPT_URL, config->oauth2.token_url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http"); /* http only on this machine: config.c */
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, DEADLINE);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form->str);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)form->len);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    if (config->oauth2.ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, config->oauth2.ca_file);
    CURLcode result = curl_easy_perform(curl);
    if (result != CURLE_OK)
        return fail(error, result == CURLE_PEER_FAILED_VERIFICATION ? ERROR_CERTIFICATE : ERROR_MAILBOX,
                    "%s: %s", config->oauth2.token_url, curl_easy_strerror(result));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    bool kept = keep(source, answer, status, error);
    explicit_bzero(answer->str, answer->len);
    return kept;
}

static bool renew(struct token_source *source, GError **error)
{
    const struct config *config = source->config;
    char *secret = config_secret(config->oauth2.client_secret_file, "client_secret_file", error);
    CURL *curl = secret ? curl_easy_init() : NULL;
    GString *form = curl ? request(curl, config, secret) : NULL;
    bool good = form ? ask(source, curl, form, error)
                     : secret && fail(error, ERROR_INTERNAL, "libcurl cannot be set up");
    if (form) {
        explicit_bzero(form->str, form->len);
        g_string_free(form, TRUE);
    }
    curl_easy_cleanup(curl);
    config_forget(secret);
    return good;
}

struct token_source *token_source_new(const struct config *config)
{
    struct token_source *source = g_new0(struct token_source, 1);
    source->config = config;
    return source;
}

void token_source_free(struct token_source *source)
{
    if (!source)
        return;
    token_source_refused(source);
    g_free(source);
}

const char *token_source_get(struct token_source *source, GError **error)
{
    bool usable = source->token && g_get_monotonic_time() < source->until;
    return usable || renew(source, error) ? source->token : NULL;
}

void token_source_refused(struct token_source *source)
{
    config_forget(source->token);
    source->token = NULL;
}

#include "base/config.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/private.h"
#include "base/text.h"

#include <gio/gio.h>
#include <string.h>

/* What a key's value is, and so how it is checked and stored. */
enum option_kind {
    OPTION_URL,
    OPTION_TLS,
    OPTION_LOGIN,
    OPTION_FILE,
    OPTION_TEXT,
    OPTION_ADDRESS,
    OPTION_ADDRESSES,
    OPTION_DATE,
    OPTION_NUMBER,
    OPTION_SWITCH
};

struct option {
    const char *section, *key;
    enum option_kind kind;
    size_t offset;
    bool required;
};

#define PLACE(member) offsetof(struct config, member)

/* A url stands before the keys that refine it. */
static const struct option options[] = {
    {"mailbox", "url", OPTION_URL, PLACE(mailbox.at), true},
    {"mailbox", "tls", OPTION_TLS, PLACE(mailbox.at), false},
    {"mailbox", "user", OPTION_TEXT, PLACE(mailbox.at.user), false},
    {"mailbox", "login", OPTION_LOGIN, PLACE(mailbox.at.login), false},
    {"mailbox", "password_file", OPTION_FILE, PLACE(mailbox.at.password_file), false},
    {"mailbox", "ca_file", OPTION_TEXT, PLACE(mailbox.at.ca_file), false},
    {"mailbox", "since", OPTION_DATE, PLACE(mailbox.since), false},
    {"mailbox", "poll_seconds", OPTION_NUMBER, PLACE(mailbox.poll_seconds), false},
    {"outgoing", "url", OPTION_URL, PLACE(outgoing.at), true},
    {"outgoing", "tls", OPTION_TLS, PLACE(outgoing.at), false},
    {"outgoing", "user", OPTION_TEXT, PLACE(outgoing.at.user), false},
    {"outgoing", "login", OPTION_LOGIN, PLACE(outgoing.at.login), false},
    {"outgoing", "password_file", OPTION_FILE, PLACE(outgoing.at.password_file), false},
    {"outgoing", "ca_file", OPTION_TEXT, PLACE(outgoing.at.ca_file), false},
    {"outgoing", "from", OPTION_ADDRESS, PLACE(outgoing.from), true},
    {"oauth2", "token_url", OPTION_TEXT, PLACE(oauth2.token_url), false},
    {"oauth2", "client_id", OPTION_TEXT, PLACE(oauth2.client_id), false},
    {"oauth2", "client_secret_file", OPTION_FILE, PLACE(oauth2.client_secret_file), false},
    {"oauth2", "scope", OPTION_TEXT, PLACE(oauth2.scope), false},
    {"oauth2", "ca_file", OPTION_TEXT, PLACE(oauth2.ca_file), false},
    {"store", "path", OPTION_TEXT, PLACE(store.path), true},
    {"office", "name", OPTION_TEXT, PLACE(office.name), true},
    {"office", "staff", OPTION_ADDRESSES, PLACE(office.staff), true},
    {"office", "templates", OPTION_TEXT, PLACE(office.templates), false},
    {"trust", "authserv_id", OPTION_TEXT, PLACE(trust.authserv_id), false},
    {"sandbox", "jobs", OPTION_NUMBER, PLACE(sandbox.jobs), false},
    {"sandbox", "best_effort", OPTION_SWITCH, PLACE(sandbox.best_effort), false},
    {"service", "metrics_file", OPTION_TEXT, PLACE(service.metrics_file), false},
    {"retention", "mail_days", OPTION_NUMBER, PLACE(retention.mail_days), false},
    {"retention", "automatic_days", OPTION_NUMBER, PLACE(retention.automatic_days), false},
    {"retention", "sent_days", OPTION_NUMBER, PLACE(retention.sent_days), false},
    {"reminders", "send", OPTION_SWITCH, PLACE(reminders.send), false},
    {"reminders", "silent_months", OPTION_NUMBER, PLACE(reminders.silent_months), false},
    {"reminders", "answer_days", OPTION_NUMBER, PLACE(reminders.answer_days), false},
    {"reminders", "a_day", OPTION_NUMBER, PLACE(reminders.a_day), false},
    {"rules", "directory", OPTION_TEXT, PLACE(rules.directory), false},
};

/* What the scheme of a url implies. */
static const struct scheme {
    const char *name;
    guint16 port;
    enum config_tls tls;
    bool incoming, outgoing;
} schemes[] = {
    {"imaps", 993, TLS_IMPLICIT, true, false}, {"imap", 143, TLS_STARTTLS, true, false},
    {"smtps", 465, TLS_IMPLICIT, false, true}, {"smtp", 587, TLS_STARTTLS, false, true},
    {"maildir", 0, TLS_NONE, true, true},
};

static const struct scheme *scheme_of(const char *name, const char *section)
{
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (strcmp(schemes[i].name, name) == 0 &&
            (strcmp(section, "mailbox") == 0 ? schemes[i].incoming : schemes[i].outgoing))
            return &schemes[i];
    return NULL;
}

static bool read_url(struct config_endpoint *at, const char *section, const char *value, char **wrong)
{
    g_autoptr(GUri) uri = g_uri_parse(value, G_URI_FLAGS_NONE, NULL);
    const struct scheme *scheme = uri ? scheme_of(g_uri_get_scheme(uri), section) : NULL;
    if (!scheme) {
        *wrong = g_strdup_printf("'%s' is not a url of the kind %s", value,
                                 strcmp(section, "mailbox") == 0 ? "imaps://, imap:// or maildir:///path"
                                                                 : "smtps://, smtp:// or maildir:///path");
        return false;
    }
    if (g_uri_get_userinfo(uri)) {
        *wrong = g_strdup("the url must not hold a user or password: use the keys user and password_file");
        return false;
    }
    const char *host = g_uri_get_host(uri), *path = g_uri_get_path(uri);
    bool local = strcmp(scheme->name, "maildir") == 0;
    if (local ? (host && *host) || path[0] != '/' || path[1] == '\0' : !host || !*host) {
        *wrong =
            g_strdup_printf(local ? "'%s' must be maildir:///absolute/path" : "'%s' names no host", value);
        return false;
    }
    at->url = g_strdup(value);
    at->scheme = g_strdup(scheme->name);
    at->tls = scheme->tls;
    if (local) {
        at->path = g_strdup(path);
        return true;
    }
    at->host = g_strdup(host);
    at->port = g_uri_get_port(uri) > 0 ? (guint16)g_uri_get_port(uri) : scheme->port;
    if (scheme->incoming)
        at->path = g_strdup(path[0] && path[1] ? path + 1 : "INBOX");
    return true;
}

static bool read_tls(struct config_endpoint *at, const char *value, char **wrong)
{
    if (strcmp(value, "none") == 0)
        at->tls = TLS_NONE;
    else if (strcmp(value, "starttls") == 0)
        at->tls = TLS_STARTTLS;
    else if (strcmp(value, "implicit") == 0)
        at->tls = TLS_IMPLICIT;
    else {
        *wrong = g_strdup_printf("'%s' is none of: implicit, starttls, none", value);
        return false;
    }
    return true;
}

static bool read_login(enum config_login *login, const char *value, char **wrong)
{
    *login = strcmp(value, "oauth2") == 0 ? LOGIN_OAUTH2 : LOGIN_PASSWORD;
    if (*login == LOGIN_OAUTH2 || strcmp(value, "password") == 0)
        return true;
    *wrong = g_strdup_printf("'%s' is none of: password, oauth2", value);
    return false;
}

/* Where a secret lies that is named without its folder. */
static char *secret_path(const struct config *config, const char *value)
{
    const char *credentials = g_getenv("CREDENTIALS_DIRECTORY");
    g_autofree char *beside = g_path_get_dirname(config->path);
    return g_path_is_absolute(value) ? g_strdup(value)
                                     : g_build_filename(credentials ? credentials : beside, value, NULL);
}

static bool read_addresses(char ***to, const char *value, char **wrong)
{
    g_auto(GStrv) words = g_strsplit_set(value, ", \t", -1);
    g_autoptr(GStrvBuilder) addresses = g_strv_builder_new();
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        if (!text_is_address(*word)) {
            *wrong = g_strdup_printf("'%s' is not an e-mail address", *word);
            return false;
        }
        g_strv_builder_add(addresses, *word);
    }
    *to = g_strv_builder_end(addresses);
    return true;
}

/* Stores a value that is not empty; false with the reason in `wrong` where it is impossible. */
static bool read_option(struct config *config, const struct option *option, const char *value, char **wrong)
{
    void *place = (char *)config + option->offset;
    switch (option->kind) {
    case OPTION_URL:
        return read_url(place, option->section, value, wrong);
    case OPTION_TLS:
        return read_tls(place, value, wrong);
    case OPTION_LOGIN:
        return read_login(place, value, wrong);
    case OPTION_FILE:
        *(char **)place = secret_path(config, value);
        return true;
    case OPTION_ADDRESSES:
        return read_addresses(place, value, wrong);
    case OPTION_ADDRESS:
        if (!text_is_address(value))
            *wrong = g_strdup_printf("'%s' is not an e-mail address", value);
        break;
    case OPTION_DATE:
        if (!calendar_is_date(value))
            *wrong = g_strdup_printf("'%s' is not a date like 2026-11-01", value);
        break;
    case OPTION_NUMBER: {
        guint64 number = 0;
        if (!g_ascii_string_to_unsigned(value, 10, 1, 1000000, &number, NULL))
            *wrong = g_strdup_printf("'%s' is not a number from 1 to 1000000", value);
        *(guint *)place = (guint)number;
        return !*wrong;
    }
    case OPTION_SWITCH:
        if (strcmp(value, "yes") && strcmp(value, "no"))
            *wrong = g_strdup_printf("'%s' is neither yes nor no", value);
        *(bool *)place = strcmp(value, "yes") == 0;
        return !*wrong;
    case OPTION_TEXT:
        break;
    }
    if (*wrong)
        return false;
    *(char **)place = g_strdup(value);
    return true;
}

/* The value of a key without a trailing comment (blank, then ';' or '#'); NULL where it is absent or empty.
 */
static char *value_of(GKeyFile *file, const char *section, const char *key)
{
    char *value = g_key_file_get_value(file, section, key, NULL);
    if (!value)
        return NULL;
    for (char *p = value; *p; p++)
        if ((*p == ';' || *p == '#') && (p == value || g_ascii_isspace(p[-1])))
            *p = '\0';
    g_strstrip(value);
    if (*value)
        return value;
    g_free(value);
    return NULL;
}

static bool is_option(const char *section, const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
        if (strcmp(options[i].section, section) == 0 && (!key || strcmp(options[i].key, key) == 0))
            return true;
    return false;
}

/* Every section and key of the file must be one of ours; in [rules] also "rule.parameter", which the rules
 * check. */
static bool check_names(GKeyFile *file, const char *path, GError **error)
{
    g_auto(GStrv) sections = g_key_file_get_groups(file, NULL);
    for (char **section = sections; *section; section++) {
        if (!is_option(*section, NULL))
            return fail(error, ERROR_CONFIGURATION, "%s: there is no section [%s]", path, *section);
        g_auto(GStrv) keys = g_key_file_get_keys(file, *section, NULL, NULL);
        for (char **key = keys; *key; key++)
            if (!is_option(*section, *key) && !(strcmp(*section, "rules") == 0 && strchr(*key, '.')))
                return fail(error, ERROR_CONFIGURATION, "%s: there is no key '%s' in [%s]", path, *key,
                            *section);
    }
    return true;
}

static void read_rule_settings(struct config *config, GKeyFile *file)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, "rules", NULL, NULL);
    for (char **key = keys; key && *key; key++)
        if (strchr(*key, '.')) {
            char *value = value_of(file, "rules", *key);
            g_hash_table_insert(config->rules.settings, g_strdup(*key), value ? value : g_strdup(""));
        }
}

static bool read_options(struct config *config, GKeyFile *file, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        const struct option *option = &options[i];
        g_autofree char *value = value_of(file, option->section, option->key), *wrong = NULL;
        if (!value && option->required)
            return fail(error, ERROR_CONFIGURATION, "%s: key '%s' in [%s] is missing", config->path,
                        option->key, option->section);
        if (value && !read_option(config, option, value, &wrong))
            return fail(error, ERROR_CONFIGURATION, "%s: key '%s' in [%s]: %s", config->path, option->key,
                        option->section, wrong);
    }
    return true;
}

/* A password without a user, or a user without a password or token, is half a configuration. */
static bool check_login(const struct config *config, const struct config_endpoint *at, const char *section,
                        GError **error)
{
    bool token = at->login == LOGIN_OAUTH2;
    const char *missing = token                             ? (at->user ? NULL : "user")
                          : !at->user == !at->password_file ? NULL
                          : at->user                        ? "password_file"
                                                            : "user";
    if (missing)
        return fail(error, ERROR_CONFIGURATION, "%s: key '%s' in [%s] is missing: %s", config->path, missing,
                    section, token ? "login = oauth2 needs it" : "user and password_file go together");
    return !token ||
           (config->oauth2.token_url && config->oauth2.client_id && config->oauth2.client_secret_file) ||
           fail(error, ERROR_CONFIGURATION,
                "%s: [oauth2] must have token_url, client_id and client_secret_file: login = oauth2 in [%s]",
                config->path, section);
}

/* A token that travels in the clear is anybody's; only tests keep an endpoint on this very machine. */
static bool check_token_url(const struct config *config, GError **error)
{
    const char *url = config->oauth2.token_url;
    return !url || g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://127.0.0.1:") ||
           fail(error, ERROR_CONFIGURATION, "%s: key 'token_url' in [oauth2] must begin with https://",
                config->path);
}

/* What holds where the file says nothing. */
static void set_defaults(struct config *config)
{
    config->mailbox.poll_seconds = 60;
    config->retention.mail_days = 400;
    config->retention.automatic_days = 90;
    config->retention.sent_days = 400;
    config->reminders.send = true;
    config->reminders.silent_months = 12;
    config->reminders.answer_days = 30;
    config->reminders.a_day = 50;
}

struct config *config_read(const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) fault = NULL;
    if (!private_settings(path, error))
        return NULL;
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &fault)) {
        fail(error, ERROR_CONFIGURATION, "%s: %s", path, fault->message);
        return NULL;
    }
    struct config *config = g_new0(struct config, 1);
    config->path = g_strdup(path);
    set_defaults(config);
    config->rules.settings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!check_names(file, path, error) || !read_options(config, file, error) ||
        !check_login(config, &config->mailbox.at, "mailbox", error) ||
        !check_login(config, &config->outgoing.at, "outgoing", error) || !check_token_url(config, error)) {
        config_free(config);
        return NULL;
    }
    read_rule_settings(config, file);
    return config;
}

static void endpoint_clear(struct config_endpoint *at)
{
    g_free(at->url);
    g_free(at->scheme);
    g_free(at->host);
    g_free(at->path);
    g_free(at->user);
    g_free(at->password_file);
    g_free(at->ca_file);
}

void config_free(struct config *config)
{
    if (!config)
        return;
    endpoint_clear(&config->mailbox.at);
    endpoint_clear(&config->outgoing.at);
    g_free(config->path);
    g_free(config->mailbox.since);
    g_free(config->outgoing.from);
    g_free(config->oauth2.token_url);
    g_free(config->oauth2.client_id);
    g_free(config->oauth2.client_secret_file);
    g_free(config->oauth2.scope);
    g_free(config->oauth2.ca_file);
    g_free(config->store.path);
    g_free(config->office.name);
    g_free(config->office.templates);
    g_strfreev(config->office.staff);
    g_free(config->trust.authserv_id);
    g_free(config->service.metrics_file);
    g_free(config->rules.directory);
    g_hash_table_unref(config->rules.settings);
    g_free(config);
}

char *config_secret(const char *path, const char *key, GError **error)
{
    char *secret = NULL;
    g_autoptr(GError) fault = NULL;
    if (!g_file_get_contents(path, &secret, NULL, &fault)) {
        fail(error, ERROR_CONFIGURATION, "%s: %s", key, fault->message);
        return NULL;
    }
    secret[strcspn(secret, "\r\n")] = '\0';
    return secret;
}

char *config_password(const struct config_endpoint *endpoint, GError **error)
{
    return endpoint->password_file ? config_secret(endpoint->password_file, "password_file", error) : NULL;
}

void config_forget(char *secret)
{
    if (!secret)
        return;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

/*
 * Mailbox probe: a mailbox worked by hand, for mailbox_test.py. Arguments are key=value, the keys those of
 * struct config_endpoint, and `since`. Commands come as lines on standard input, and each is answered by
 * lines of which the last begins with "ok" or "error KIND".
 *
 *   fetch                              "mail UID SIZE RECEIVED SHA256" for each message, "-" for one that was
 * not read store                              everything fetched so far is known from now on file FOLDER
 * UIDVALIDITY UID...     FOLDER is a number of enum mailbox_folder wait SECONDS                       a line
 * on standard input wakes it deadline SECONDS retry                              "ok SECONDS" of
 * mailbox_retry_after
 */
#include "ingest/mailbox_driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct probe {
    struct mailbox *mailbox;
    GHashTable *known, *fetched; /* "UIDVALIDITY/UID" */
};

static void read_argument(struct config *config, const char *argument)
{
    struct config_endpoint *at = &config->mailbox.at;
    const struct {
        const char *key;
        char **value;
    } texts[] = {
        {"scheme", &at->scheme},
        {"host", &at->host},
        {"path", &at->path},
        {"user", &at->user},
        {"ca_file", &at->ca_file},
        {"password_file", &at->password_file},
        {"since", &config->mailbox.since},
    };
    g_auto(GStrv) parts = g_strsplit(argument, "=", 2);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (strcmp(parts[0], texts[i].key) == 0)
            *texts[i].value = g_strdup(parts[1]);
    if (strcmp(parts[0], "port") == 0)
        at->port = (guint16)atoi(parts[1]);
    if (strcmp(parts[0], "tls") == 0)
        at->tls = strcmp(parts[1], "none") == 0       ? TLS_NONE
                  : strcmp(parts[1], "starttls") == 0 ? TLS_STARTTLS
                                                      : TLS_IMPLICIT;
}

static const char *kind_of(const GError *error)
{
    switch (error->domain == PRESENS_ERROR ? error->code : ERROR_INTERNAL) {
    case ERROR_MAILBOX:
        return "MAILBOX";
    case ERROR_NOT_MOVED:
        return "NOT_MOVED";
    case ERROR_LOGIN:
        return "LOGIN";
    case ERROR_CERTIFICATE:
        return "CERTIFICATE";
    case ERROR_CONFIGURATION:
        return "CONFIGURATION";
    default:
        return "INTERNAL";
    }
}

static void answer(const GError *error, const char *done)
{
    if (error)
        printf("error %s %s\n", kind_of(error), error->message);
    else
        printf("ok%s%s\n", done ? " " : "", done ? done : "");
    fflush(stdout);
}

static char *key_of(const char *uidvalidity, const char *uid)
{
    return g_strconcat(uidvalidity, "/", uid, NULL);
}

static bool is_known(const char *mailbox, const char *uidvalidity, const char *uid, void *data)
{
    const struct probe *probe = data;
    g_autofree char *key = key_of(uidvalidity, uid);
    return mailbox && g_hash_table_contains(probe->known, key);
}

static void fetch(struct probe *probe)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) mails = mailbox_fetch(probe->mailbox, is_known, probe, &error);
    for (guint i = 0; mails && i < mails->len; i++) {
        const struct mail *mail = g_ptr_array_index(mails, i);
        g_autofree char *sum =
            mail->raw ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, mail->raw) : g_strdup("-");
        printf("mail %s %" G_GUINT64_FORMAT " %s %s\n", mail->uid, mail->size, mail->received_at, sum);
        g_hash_table_add(probe->fetched, key_of(mailbox_uidvalidity(probe->mailbox), mail->uid));
    }
    answer(error, mailbox_uidvalidity(probe->mailbox));
}

static void store(struct probe *probe)
{
    GHashTableIter all;
    gpointer key;
    g_hash_table_iter_init(&all, probe->fetched);
    while (g_hash_table_iter_next(&all, &key, NULL))
        g_hash_table_add(probe->known, g_strdup(key));
    answer(NULL, NULL);
}

static void file(struct probe *probe, char **words)
{
    g_autoptr(GError) error = NULL;
    mailbox_file(probe->mailbox, words[2], (const char *const *)words + 3, g_strv_length(words) - 3,
                 (enum mailbox_folder)atoi(words[1]), &error);
    answer(error, NULL);
}

static void run(struct probe *probe, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    g_autoptr(GError) error = NULL;
    if (strcmp(words[0], "fetch") == 0) {
        fetch(probe);
    } else if (strcmp(words[0], "store") == 0) {
        store(probe);
    } else if (strcmp(words[0], "file") == 0 && g_strv_length(words) > 3) {
        file(probe, words);
    } else if (strcmp(words[0], "wait") == 0 && words[1]) {
        mailbox_wait(probe->mailbox, STDIN_FILENO, (guint)atoi(words[1]), &error);
        answer(error, NULL);
    } else if (strcmp(words[0], "deadline") == 0 && words[1]) {
        probe->mailbox->deadline = (guint)atoi(words[1]);
        answer(NULL, NULL);
    } else if (strcmp(words[0], "retry") == 0) {
        g_autofree char *seconds = g_strdup_printf("%u", mailbox_retry_after(probe->mailbox));
        answer(NULL, seconds);
    } else {
        puts("error USAGE");
        fflush(stdout);
    }
}

/* Byte by byte: what is typed ahead must stay where wait sees it. False at the end. */
static bool read_line(GString *line)
{
    char c;
    g_string_truncate(line, 0);
    while (read(STDIN_FILENO, &c, 1) == 1) {
        if (c == '\n')
            return true;
        g_string_append_c(line, c);
    }
    return false;
}

int main(int count, char **arguments)
{
    struct config config = {.path = "probe"};
    for (int i = 1; i < count; i++)
        read_argument(&config, arguments[i]);
    g_autoptr(GError) error = NULL;
    struct probe probe = {.mailbox = mailbox_open(&config, &error)};
    if (!probe.mailbox) {
        answer(error, NULL);
        return EXIT_FAILURE;
    }
    probe.known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    probe.fetched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    answer(NULL, mailbox_name(probe.mailbox));
    g_autoptr(GString) line = g_string_new(NULL);
    while (read_line(line))
        run(&probe, line->str);
    mailbox_close(probe.mailbox);
    g_hash_table_unref(probe.known);
    g_hash_table_unref(probe.fetched);
    struct config_endpoint *at = &config.mailbox.at;
    char *texts[] = {at->scheme,          at->host, at->path, at->user, at->ca_file, at->password_file,
                     config.mailbox.since};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    return EXIT_SUCCESS;
}

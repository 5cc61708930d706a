/*
 * SMTP probe: a transport worked by hand, for smtp_test.py. Arguments are key=value, the keys those of struct
 * config_endpoint, and `from` and `seconds`. Commands come as lines on standard input, and each is answered
 * by one line:
 *
 *   send RECIPIENT NUMBER    "ok", or "error KIND what it says"; with "stor" for a number, a mail of 20 MB
 */
#include "notify/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static guint seconds = 20;

static void read_argument(struct config *config, const char *argument)
{
    struct config_endpoint *at = &config->outgoing.at;
    const struct {
        const char *key;
        char **value;
    } texts[] = {
        {"scheme", &at->scheme},   {"host", &at->host},
        {"user", &at->user},       {"password_file", &at->password_file},
        {"ca_file", &at->ca_file}, {"from", &config->outgoing.from},
    };
    g_auto(GStrv) parts = g_strsplit(argument, "=", 2);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (strcmp(parts[0], texts[i].key) == 0)
            *texts[i].value = g_strdup(parts[1]);
    if (strcmp(parts[0], "port") == 0)
        at->port = (guint16)atoi(parts[1]);
    if (strcmp(parts[0], "seconds") == 0)
        seconds = (guint)atoi(parts[1]);
    if (strcmp(parts[0], "tls") == 0)
        at->tls = strcmp(parts[1], "none") == 0       ? TLS_NONE
                  : strcmp(parts[1], "starttls") == 0 ? TLS_STARTTLS
                                                      : TLS_IMPLICIT;
}

static const char *kind_of(const GError *error)
{
    switch (error->domain == PRESENS_ERROR ? error->code : ERROR_INTERNAL) {
    case ERROR_SEND_LATER:
        return "LATER";
    case ERROR_SEND_DOUBTFUL:
        return "DOUBTFUL";
    case ERROR_SEND_REFUSED:
        return "REFUSED";
    case ERROR_SEND_SERVER:
        return "SERVER";
    case ERROR_LOGIN:
        return "LOGIN";
    case ERROR_CERTIFICATE:
        return "CERTIFICATE";
    case ERROR_CONFIGURATION:
        return "CONFIGURATION";
    default:
        return "OTHER";
    }
}

/* A mail with what transports get wrong: a line that is a dot, one that begins with dots, and a long one. */
static GBytes *mail(const char *number)
{
    g_autofree char *wide = g_strnfill(strcmp(number, "stor") == 0 ? 20 << 20 : 998, 'x');
    char *text = g_strdup_printf(
        "From: smagrupper@example.no\r\nMessage-ID: <%s@example.no>\r\nSubject: nummer %s\r\n\r\n"
        "Hei\r\n.\r\n..to\r\n%s\r\nslutt\r\n",
        number, number, wide);
    return g_bytes_new_take(text, strlen(text));
}

static void send_one(struct transport *transport, const char *recipient, const char *number)
{
    g_autoptr(GBytes) mime = mail(number);
    g_autoptr(GError) error = NULL;
    if (transport_send(transport, recipient, mime, &error))
        puts("ok");
    else
        printf("error %s %s\n", kind_of(error), error->message);
}

static void free_texts(struct config *config)
{
    g_free(config->outgoing.at.scheme);
    g_free(config->outgoing.at.host);
    g_free(config->outgoing.at.user);
    g_free(config->outgoing.at.password_file);
    g_free(config->outgoing.at.ca_file);
    g_free(config->outgoing.from);
}

int main(int count, char **arguments)
{
    struct config config = {0};
    for (int i = 1; i < count; i++)
        read_argument(&config, arguments[i]);
    struct transport *transport = smtp_open(&config, seconds);
    char line[4096];
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof line, stdin)) {
        g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", 3);
        if (g_strv_length(words) == 3 && strcmp(words[0], "send") == 0)
            send_one(transport, words[1], words[2]);
        else
            puts("error OTHER no such command");
    }
    transport_close(transport);
    free_texts(&config);
    return EXIT_SUCCESS;
}

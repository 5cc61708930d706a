/*
 * Configuration: one key file (every key: systemd/presens.conf), read once at start and constant from then
 * on.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define CONFIG_DEFAULT_PATH "/etc/presens/presens.conf"

/* How a connection is protected; `tls` of a section, else what the scheme of the url implies. */
enum config_tls { TLS_IMPLICIT, TLS_STARTTLS, TLS_NONE };

/* How we prove who we are: the password of password_file, or a token of [oauth2] (XOAUTH2). */
enum config_login { LOGIN_PASSWORD, LOGIN_OAUTH2 };

/* A server or a local folder: maildir:///path has scheme and path only. */
struct config_endpoint {
    char *url;    /* as written */
    char *scheme; /* imap, imaps, smtp, smtps, maildir */
    char *host;   /* NULL for maildir */
    guint16 port; /* the scheme's own when the url names none; 0 for maildir */
    char *path;   /* the folder: "INBOX", or the Maildir's absolute path; NULL for SMTP */
    enum config_tls tls;
    enum config_login login;
    char *user;          /* NULL: no login */
    char *password_file; /* NULL: no login */
    char *ca_file;       /* NULL: the system's certificate authorities */
};

struct config {
    char *path; /* of the file itself, for messages */
    struct {
        struct config_endpoint at;
        char *since;        /* ISO date or NULL: all mail is work */
        guint poll_seconds; /* the safety net behind IDLE */
    } mailbox;
    struct {
        struct config_endpoint at;
        char *from;
    } outgoing;
    struct {
        char *token_url; /* https; NULL: there is no such section */
        char *client_id;
        char *client_secret_file;
        char *scope;   /* or NULL */
        char *ca_file; /* NULL: the system's certificate authorities */
    } oauth2;
    struct {
        char *path;
    } store;
    struct {
        char *name;
        char **staff;    /* addresses, NULL-terminated, never empty where the service runs */
        char *templates; /* a folder with templates of the office's own, or NULL */
    } office;
    struct {
        char *authserv_id; /* NULL: no Authentication-Results header is believed */
    } trust;
    struct {
        guint jobs;       /* readers at once; 0: one a processor */
        bool best_effort; /* run without the layers that the kernel refuses */
    } sandbox;
    struct {
        char *metrics_file; /* for the node exporter of Prometheus; NULL: none is written */
    } service;
    struct {
        guint mail_days;      /* how long the content of mails is kept once they are settled */
        guint automatic_days; /* the same for automatic mail and delivery reports */
        guint sent_days;      /* the same for our own mails */
    } retention;
    struct {
        bool send;           /* whether silent groups are reminded at all */
        guint silent_months; /* without a sign of life, until a group is silent */
        guint answer_days;   /* after a reminder, until the office hears of it */
        guint a_day;         /* at most so many reminders */
    } reminders;
    struct {
        char *directory;      /* more rule files, or NULL */
        GHashTable *settings; /* "six-hours.hours" -> "6", text to text */
    } rules;
};

/* Reads and checks the whole file: an unknown section or key, a missing or impossible value is
 * ERROR_CONFIGURATION with one line that names the key and the file. Caller frees with config_free. */
struct config *config_read(const char *path, GError **error);
void config_free(struct config *config);

/* A secret: the first line of its file; `key` names it in messages. A relative path is looked for among
 * systemd's credentials
 * ($CREDENTIALS_DIRECTORY), and without these beside the configuration. Caller owns the result and clears it
 * with config_forget. NULL: ERROR_CONFIGURATION. */
char *config_secret(const char *path, const char *key, GError **error);

/* The password of an endpoint, as a secret. NULL without error where the endpoint has no password file. */
char *config_password(const struct config_endpoint *endpoint, GError **error);
void config_forget(char *secret);

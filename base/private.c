#include "base/private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Whether every folder above lets other users through. */
static bool is_reachable(const char *path)
{
    char *real = realpath(path, NULL);
    bool reachable = real != NULL;
    for (char *end = real; reachable && end && (end = strrchr(real, '/'));) {
        struct stat folder;
        *end = '\0';
        reachable = stat(*real ? real : "/", &folder) == 0 && (folder.st_mode & S_IXOTH);
    }
    free(real);
    return reachable;
}

/* `forbidden` are mode bits; `remedy` is chmod's word for taking them away. */
static bool check(const char *path, mode_t forbidden, const char *remedy, GError **error)
{
    struct stat found;
    if (stat(path, &found) != 0 || (found.st_mode & forbidden) == 0 || !is_reachable(path))
        return true;
    return fail(error, ERROR_CONFIGURATION,
                "%s is open to every user of this machine (mode %04o): chmod %s %s", path,
                (guint)found.st_mode & 07777, remedy, path);
}

bool private_file(const char *path, GError **error)
{
    return check(path, S_IRWXO, "o=", error);
}

bool private_secrets(const struct config *config, GError **error)
{
    const char *const files[] = {config->mailbox.at.password_file, config->outgoing.at.password_file,
                                 config->oauth2.client_secret_file};
    g_autoptr(GString) open = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GError) fault = NULL;
        if (files[i] && !private_file(files[i], &fault) && !strstr(open->str, fault->message))
            g_string_append_printf(open, "%s%s", open->len ? "; " : "", fault->message);
    }
    return !open->len || fail(error, ERROR_CONFIGURATION, "%s", open->str);
}

bool private_settings(const char *path, GError **error)
{
    return check(path, S_IWOTH, "o-w", error);
}

bool private_folder_of(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    struct stat found;
    return (stat(folder, &found) == 0 && (found.st_mode & S_ISVTX)) || check(folder, S_IWOTH, "o-w", error);
}

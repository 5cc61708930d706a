#include "base/config.h"
#include "base/error.h"
#include "base/private.h"
#include "store/database.h"
#include "tests/unit/suite.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder that every user may enter, with a file in it. */
struct place {
    char *folder, *file;
};

static struct place new_place(void)
{
    struct place place = {.folder = g_dir_make_tmp("presens-private-XXXXXX", NULL)};
    ck_assert_ptr_nonnull(place.folder);
    ck_assert_int_eq(chmod(place.folder, 0755), 0);
    place.file = g_build_filename(place.folder, "file", NULL);
    ck_assert(g_file_set_contents(place.file, "geheim\n", -1, NULL));
    return place;
}

static void leave(struct place place)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *file = g_strconcat(place.file, endings[i], NULL);
        unlink(file);
    }
    rmdir(place.folder);
    g_free(place.folder);
    g_free(place.file);
}

static const struct {
    mode_t file, folder;
    bool secret, settings; /* whether it will do as one */
} modes[] = {
    {0600, 0755, true, true},   {0640, 0755, true, true},  {0400, 0755, true, true},
    {0644, 0755, false, true},  {0604, 0711, false, true}, {0602, 0755, false, false},
    {0666, 0755, false, false}, {0644, 0700, true, true},  {0666, 0750, true, true},
};

START_TEST(what_other_users_can_reach_must_be_closed_to_them)
{
    struct place place = new_place();
    g_autoptr(GError) error = NULL, other = NULL;
    chmod(place.file, modes[_i].file);
    chmod(place.folder, modes[_i].folder);
    ck_assert_int_eq(private_file(place.file, &error), modes[_i].secret);
    ck_assert_int_eq(private_settings(place.file, &other), modes[_i].settings);
    if (error) {
        g_autofree char *remedy = g_strdup_printf("chmod o= %s", place.file);
        ck_assert_msg(strstr(error->message, remedy) != NULL, "%s", error->message);
        ck_assert_int_eq(error_policy(error)->exit_status, 2);
    }
    leave(place);
}
END_TEST

START_TEST(a_folder_that_everybody_may_write_to_will_not_do)
{
    struct place place = new_place();
    g_autoptr(GError) error = NULL;
    ck_assert(private_folder_of(place.file, &error));
    chmod(place.folder, 01777);
    ck_assert(private_folder_of(place.file, &error));
    chmod(place.folder, 0777);
    ck_assert(!private_folder_of(place.file, &error));
    leave(place);
}
END_TEST

START_TEST(every_secret_of_the_configuration_is_looked_at)
{
    struct place place = new_place();
    const struct config none = {0}, mailbox = {.mailbox.at.password_file = place.file},
                        outgoing = {.outgoing.at.password_file = place.file},
                        client = {.oauth2.client_secret_file = place.file};
    const struct config *const all[] = {&mailbox, &outgoing, &client};
    ck_assert(private_secrets(&none, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autoptr(GError) error = NULL;
        chmod(place.file, 0644);
        ck_assert(!private_secrets(all[i], &error));
        ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
        ck_assert_ptr_null(strstr(error->message, "geheim"));
        chmod(place.file, 0640);
        ck_assert(private_secrets(all[i], NULL));
    }
    leave(place);
}
END_TEST

START_TEST(all_open_secrets_are_named)
{
    struct place one = new_place(), other = new_place();
    const struct config both = {.mailbox.at.password_file = one.file,
                                .outgoing.at.password_file = other.file};
    g_autoptr(GError) error = NULL;
    chmod(one.file, 0644);
    chmod(other.file, 0644);
    ck_assert(!private_secrets(&both, &error));
    ck_assert_msg(strstr(error->message, one.file) && strstr(error->message, other.file), "%s",
                  error->message);
    leave(one);
    leave(other);
}
END_TEST

/* What of a database is open to others. */
static const char *const files[] = {"", "-wal", "-shm"};

START_TEST(a_database_that_everybody_can_read_is_not_opened)
{
    struct place place = new_place();
    GError *error = NULL;
    unlink(place.file);
    struct store *keep = store_open(place.file, &error), *store = NULL; /* so that log and index are there */
    ck_assert_msg(keep != NULL, "%s", error ? error->message : "");
    g_autofree char *file = g_strconcat(place.file, files[_i], NULL);
    ck_assert_int_eq(chmod(file, 0644), 0);
    store = store_open(place.file, &error);
    ck_assert_ptr_null(store);
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
    g_clear_error(&error);
    store_close(keep);
    leave(place);
}
END_TEST

START_TEST(settings_that_everybody_can_write_are_not_read)
{
    struct place place = new_place();
    g_autoptr(GError) error = NULL;
    chmod(place.file, 0646);
    ck_assert_ptr_null(config_read(place.file, &error));
    ck_assert_msg(strstr(error->message, "is open to every user") != NULL, "%s", error->message);
    leave(place);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("private");
    TCase *cases = tcase_create("private");
    tcase_add_loop_test(cases, what_other_users_can_reach_must_be_closed_to_them, 0, G_N_ELEMENTS(modes));
    tcase_add_test(cases, a_folder_that_everybody_may_write_to_will_not_do);
    tcase_add_test(cases, every_secret_of_the_configuration_is_looked_at);
    tcase_add_test(cases, all_open_secrets_are_named);
    tcase_add_loop_test(cases, a_database_that_everybody_can_read_is_not_opened, 0, G_N_ELEMENTS(files));
    tcase_add_test(cases, settings_that_everybody_can_write_are_not_read);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}

#include "store/token.h"
#include "tests/unit/store_room.h"

enum { TOKENS = 500, CHARACTERS = 26 };

/* The token of a new reference to a message. Caller frees. */
static char *new_token(struct store *store, gint64 message)
{
    GError *error = NULL;
    g_autofree char *reference = token_reference(store, "answer", message, "kari@example.no", NULL, &error);
    no_error(error);
    static const char shape[] = "^\\[sak ([0-9]+)-([0-9A-HJKMNP-TV-Z]{26})\\]$";
    g_autoptr(GRegex) regex = g_regex_new(shape, 0, 0, NULL);
    g_autoptr(GMatchInfo) found = NULL;
    ck_assert_msg(g_regex_match(regex, reference, 0, &found), "%s", reference);
    g_autofree char *number = g_match_info_fetch(found, 1);
    ck_assert_int_eq(g_ascii_strtoll(number, NULL, 10), message);
    return g_match_info_fetch(found, 2);
}

/* Whoever has seen some knows nothing of the next: every character of every token is drawn anew. The last has
 * three bits. */
START_TEST(tokens_cannot_be_guessed)
{
    struct store *store = new_store();
    gint64 message = arrives(store, "1", "mail");
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint kinds[CHARACTERS] = {0};
    bool used[CHARACTERS][128] = {0};
    for (guint i = 0; i < TOKENS; i++) {
        char *token = new_token(store, message);
        for (guint k = 0; k < CHARACTERS; k++) {
            kinds[k] += !used[k][(guchar)token[k]];
            used[k][(guchar)token[k]] = true;
        }
        ck_assert(g_hash_table_add(seen, token));
    }
    for (guint k = 0; k < CHARACTERS; k++)
        ck_assert_uint_ge(kinds[k], k + 1 < CHARACTERS ? 30 : 8);
    store_close(store);
}
END_TEST

START_TEST(only_the_fingerprint_of_a_token_is_kept)
{
    struct store *store = new_store();
    gint64 message = arrives(store, "1", "mail");
    g_autofree char *token = new_token(store, message), *hash = token_hash(token);
    g_autofree char *expected = g_strconcat(hash, "|answer|1|kari@example.no|180\n", NULL);
    answers(store,
            "SELECT hash, purpose, message, recipient, 180 "
            "FROM token WHERE round(julianday(expires_at) - julianday('now')) = 180",
            expected);
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM token WHERE instr(hash || recipient || purpose, '%s')", token);
    answers(store, sql, "0\n");
    ck_assert_ptr_null(token_hash(NULL));
    store_close(store);
}
END_TEST

START_TEST(tokens_that_have_expired_go)
{
    struct store *store = new_store();
    gint64 message = arrives(store, "1", "mail");
    g_free(new_token(store, message));
    answers(store, "UPDATE token SET expires_at = '2026-01-01T00:00:00Z'", "");
    g_free(new_token(store, message));
    answers(store, "SELECT count(*) FROM token", "1\n");
    store_close(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("token");
    TCase *cases = tcase_create("token");
    tcase_add_test(cases, tokens_cannot_be_guessed);
    tcase_add_test(cases, only_the_fingerprint_of_a_token_is_kept);
    tcase_add_test(cases, tokens_that_have_expired_go);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}

#include "parser/sheet.h"
#include "tests/unit/suite.h"
#include <string.h>

static sheet_t *sheet;
static GError *error;

static void set_up(void)
{
    sheet = sheet_new();
}

static void tear_down(void)
{
    g_clear_error(&error);
    sheet_free(sheet);
}

static bool put(guint row, guint column, guint rows, guint columns, const char *text)
{
    return sheet_table_cell(sheet, row, column, rows, columns, VALUE_TEXT, text, 0, &error);
}

static void check_print(const char *expected)
{
    g_autofree char *printed = sheet_print(sheet);
    ck_assert_str_eq(printed, expected);
}

static void check_refused(void)
{
    ck_assert_msg(g_error_matches(error, PRESENS_ERROR, ERROR_INPUT), "%s",
                  error ? error->message : "no error");
}

START_TEST(text_is_normal_and_clean)
{
    ck_assert(sheet_paragraph(sheet, NULL, "A\xcc\x8age\tHaugen\x01 \xff \n \xc2\xa0", &error));
    ck_assert_str_eq(sheet_block(sheet, 0)->text, "\xc3\x85ge\tHaugen  \xef\xbf\xbd");
    ck_assert_ptr_null(sheet_block(sheet, 0)->title);
}
END_TEST

START_TEST(paragraphs_keep_their_indent_and_lose_blank_lines)
{
    ck_assert(sheet_paragraph(sheet, "Side 1", "\n \n  inn\nto \n", &error));
    ck_assert(sheet_paragraph(sheet, NULL, " \t\n", &error));
    ck_assert_uint_eq(sheet_length(sheet), 1);
    ck_assert_str_eq(sheet_block(sheet, 0)->text, "  inn\nto");
    ck_assert_str_eq(sheet_block(sheet, 0)->title, "Side 1");
}
END_TEST

START_TEST(boxes_of_all_kinds_are_two)
{
    ck_assert(sheet_paragraph(sheet, NULL, "\u2611\u2612\U0001f5f9\u2610\u25a1 \u2713", &error));
    ck_assert_str_eq(sheet_block(sheet, 0)->text, "\u2612\u2612\u2612\u2610\u2610 \u2713");
}
END_TEST

START_TEST(fields_have_a_label_and_may_be_empty)
{
    ck_assert(sheet_field(sheet, NULL, " Navn \n på  gruppen ", " Fjordlegene ", VALUE_TEXT, &error));
    ck_assert(sheet_field(sheet, NULL, "Kommune", " ", VALUE_TEXT, &error));
    ck_assert_str_eq(sheet_block(sheet, 0)->label, "Navn på gruppen");
    ck_assert_str_eq(sheet_block(sheet, 0)->text, "Fjordlegene");
    ck_assert_str_eq(sheet_block(sheet, 1)->text, "");
    ck_assert_int_eq(sheet_block(sheet, 1)->value, VALUE_EMPTY);
}
END_TEST

START_TEST(cells_come_in_any_order_and_holes_are_empty)
{
    ck_assert(sheet_table_begin(sheet, " Ark 1 ", &error));
    ck_assert(put(2, 1, 1, 1, " sist "));
    ck_assert(put(0, 0, 1, 1, "først"));
    ck_assert(put(5, 5, 1, 1, " "));
    ck_assert(sheet_table_end(sheet, &error));
    check_print("(Ark 1) table 3 x 2\n"
                "| først |      |\n"
                "|       |      |\n"
                "|       | sist |\n");
    const struct cell *hole = table_cell(sheet_block(sheet, 0), 1, 1);
    ck_assert_int_eq(hole->kind, VALUE_EMPTY);
    ck_assert_uint_eq(hole->row, 1);
    ck_assert_uint_eq(hole->column, 1);
}
END_TEST

START_TEST(a_merged_cell_stands_at_every_place_it_covers)
{
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(put(0, 0, 1, 3, "tittel"));
    ck_assert(put(1, 0, 2, 2, "blokk"));
    ck_assert(put(1, 2, 1, 1, "x"));
    ck_assert(put(2, 2, 1, 1, "y"));
    ck_assert(sheet_table_end(sheet, &error));
    const struct block *table = sheet_block(sheet, 0);
    ck_assert_ptr_eq(table_cell(table, 2, 1), table_cell(table, 1, 0));
    ck_assert_uint_eq(table_cell(table, 0, 2)->columns, 3);
    check_print("table 3 x 3\n"
                "| tittel | < | < |\n"
                "| blokk  | < | x |\n"
                "| ^      | < | y |\n");
}
END_TEST

START_TEST(a_place_covered_twice_keeps_the_first)
{
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(put(0, 1, 2, 1, "først"));
    ck_assert(put(1, 1, 1, 1, "skjult"));
    ck_assert(put(1, 0, 1, 3, "stanser"));
    ck_assert(put(0, 0, 2, 1, "kort"));
    ck_assert(put(1, 2, 1, 1, "z"));
    ck_assert(sheet_table_end(sheet, &error));
    check_print("table 2 x 3\n"
                "| kort    | først |   |\n"
                "| stanser | ^     | z |\n");
}
END_TEST

START_TEST(spans_end_where_the_table_ends)
{
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(put(0, 0, G_MAXUINT, G_MAXUINT, "alt"));
    ck_assert(put(3, 3, G_MAXUINT, G_MAXUINT, ""));
    ck_assert(put(1, 1, 1, 1, "skjult"));
    ck_assert(sheet_table_end(sheet, &error));
    check_print("table 2 x 2\n"
                "| alt | < |\n"
                "| ^   | < |\n");
}
END_TEST

START_TEST(an_empty_table_is_no_block)
{
    ck_assert(sheet_table_begin(sheet, "Tom", &error));
    ck_assert(put(0, 0, 4, 4, ""));
    ck_assert(sheet_table_end(sheet, &error));
    ck_assert_uint_eq(sheet_length(sheet), 0);
}
END_TEST

START_TEST(values_keep_their_kind)
{
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(sheet_table_cell(sheet, 0, 0, 1, 1, VALUE_NUMBER, "3.5", 3.5, &error));
    ck_assert(sheet_table_cell(sheet, 0, 1, 1, 1, VALUE_TICK, SHEET_TICKED, 0, &error));
    ck_assert(sheet_table_cell(sheet, 0, 2, 1, 1, VALUE_DATE, "2025-02-03", 0, &error));
    ck_assert(put(0, 3, 1, 1, " \u25a1 "));
    ck_assert(put(0, 4, 1, 1, "\u2611 Ja"));
    ck_assert(sheet_table_end(sheet, &error));
    ck_assert_double_eq(table_cell(sheet_block(sheet, 0), 0, 0)->number, 3.5);
    check_print("table 1 x 5\n"
                "| 3.5 {number} | ☒ {tick} | 2025-02-03 {date} | ☐ {tick} | ☒ Ja |\n");
}
END_TEST

START_TEST(what_is_struck_through_holds_no_more)
{
    ck_assert(sheet_paragraph(sheet, NULL, "Ja / " SHEET_STRUCK, &error));
    ck_assert(sheet_has_struck(sheet));
    ck_assert(sheet_paragraph(sheet, NULL, SHEET_STRUCK " " SHEET_STRUCK, &error));
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(put(0, 0, 1, 1, "a") && put(0, 1, 1, 1, "b") && put(0, 2, 1, 1, SHEET_STRUCK));
    ck_assert(put(1, 0, 1, 1, SHEET_STRUCK) && put(1, 1, 1, 1, SHEET_STRUCK));
    ck_assert(put(2, 0, 1, 1, SHEET_STRUCK) && put(2, 1, 1, 1, "c"));
    ck_assert(sheet_table_end(sheet, &error));
    /* A row and a column are empty; a cell of a row that holds says that it may not. */
    check_print("paragraph Ja /\n"
                "table 3 x 2\n"
                "| a | b |\n"
                "|   |   |\n"
                "| " SHEET_STRUCK " | c |\n");
}
END_TEST

START_TEST(a_far_cell_costs_no_memory_and_is_refused)
{
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(put(G_MAXUINT - 1, 1, 1, 1, "langt nede"));
    ck_assert(!sheet_table_end(sheet, &error));
    check_refused();
}
END_TEST

START_TEST(too_wide_a_table_is_refused)
{
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(put(0, SHEET_MAX_COLUMNS, 1, 1, "langt ute"));
    ck_assert(!sheet_table_end(sheet, &error));
    check_refused();
}
END_TEST

START_TEST(tables_together_are_bounded)
{
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(put(SHEET_MAX_CELLS - 1, 0, 1, 1, "x"));
    ck_assert(sheet_table_end(sheet, &error));
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(put(0, 0, 1, 1, "x"));
    ck_assert(!sheet_table_end(sheet, &error));
    check_refused();
}
END_TEST

START_TEST(text_is_bounded)
{
    g_autofree char *text = g_strnfill(SHEET_MAX_TEXT, 'x');
    ck_assert(sheet_paragraph(sheet, NULL, text, &error));
    ck_assert(!sheet_paragraph(sheet, NULL, "x", &error));
    check_refused();
}
END_TEST

START_TEST(blocks_are_bounded)
{
    for (int i = 0; i < SHEET_MAX_BLOCKS; i++)
        ck_assert(sheet_paragraph(sheet, NULL, "x", &error));
    ck_assert(!sheet_paragraph(sheet, NULL, "x", &error));
    check_refused();
}
END_TEST

START_TEST(blocks_inside_a_table_are_our_own_error)
{
    ck_assert(sheet_table_begin(sheet, NULL, &error));
    ck_assert(!sheet_paragraph(sheet, NULL, "x", &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_INTERNAL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sheet");
    TCase *sheets = tcase_create("sheet");
    tcase_set_timeout(sheets, 0);
    tcase_add_checked_fixture(sheets, set_up, tear_down);
    tcase_add_test(sheets, text_is_normal_and_clean);
    tcase_add_test(sheets, paragraphs_keep_their_indent_and_lose_blank_lines);
    tcase_add_test(sheets, boxes_of_all_kinds_are_two);
    tcase_add_test(sheets, fields_have_a_label_and_may_be_empty);
    tcase_add_test(sheets, cells_come_in_any_order_and_holes_are_empty);
    tcase_add_test(sheets, a_merged_cell_stands_at_every_place_it_covers);
    tcase_add_test(sheets, a_place_covered_twice_keeps_the_first);
    tcase_add_test(sheets, spans_end_where_the_table_ends);
    tcase_add_test(sheets, an_empty_table_is_no_block);
    tcase_add_test(sheets, values_keep_their_kind);
    tcase_add_test(sheets, what_is_struck_through_holds_no_more);
    tcase_add_test(sheets, a_far_cell_costs_no_memory_and_is_refused);
    tcase_add_test(sheets, too_wide_a_table_is_refused);
    tcase_add_test(sheets, tables_together_are_bounded);
    tcase_add_test(sheets, text_is_bounded);
    tcase_add_test(sheets, blocks_are_bounded);
    tcase_add_test(sheets, blocks_inside_a_table_are_our_own_error);
    suite_add_tcase(suite, sheets);
    return run_suite(suite);
}

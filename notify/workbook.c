#include "notify/workbook.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
    CELL_CHARACTERS = 32000, /* the file format allows 32,767 */
    NOTE_CHARACTERS = 2000,
    MOST_CHOICES = 8,
    MOST_COLUMNS = 16384,
    POINTS_A_LINE = 15,
    A4 = 9,
};

#define ASKED_COLOUR  0xFFE699
#define HEAD_COLOUR   0xDDEBF7
#define BORDER_COLOUR 0x7F7F7F
#define HINT_COLOUR   0x404040

static const char *const styles[] = {"value", "title", "hint", "heading", "label", "head", "mark"};

struct formats {
    lxw_format *plain[G_N_ELEMENTS(styles)], *asked[G_N_ELEMENTS(styles)];
};

static guint style_number(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(styles); i++)
        if (g_strcmp0(name, styles[i]) == 0)
            return i;
    return 0;
}

static lxw_format *make_format(lxw_workbook *book, const char *style, bool asked)
{
    lxw_format *format = workbook_add_format(book);
    bool bordered = strcmp(style, "value") == 0 || strcmp(style, "mark") == 0 || strcmp(style, "head") == 0;
    format_set_font_name(format, "Calibri");
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(format);
    format_set_num_format(format, "@"); /* what people type stays what they typed */
    if (bordered) {
        format_set_border(format, LXW_BORDER_THIN);
        format_set_border_color(format, BORDER_COLOUR);
    }
    if (strcmp(style, "title") == 0)
        format_set_font_size(format, 16);
    if (strcmp(style, "hint") == 0)
        format_set_font_color(format, HINT_COLOUR);
    if (strcmp(style, "value") != 0 && strcmp(style, "mark") != 0 && strcmp(style, "hint") != 0)
        format_set_bold(format);
    if (strcmp(style, "head") == 0)
        format_set_bg_color(format, HEAD_COLOUR);
    if (strcmp(style, "mark") == 0)
        format_set_align(format, LXW_ALIGN_CENTER);
    if (asked)
        format_set_bg_color(format, ASKED_COLOUR);
    return format;
}

static void make_formats(lxw_workbook *book, struct formats *formats)
{
    for (guint i = 0; i < G_N_ELEMENTS(styles); i++) {
        formats->plain[i] = make_format(book, styles[i], false);
        formats->asked[i] = make_format(book, styles[i], true);
    }
}

/* At most `most` characters of a text. */
static char *bounded(const char *text, glong most)
{
    return g_utf8_strlen(text, -1) > most ? g_utf8_substring(text, 0, most) : g_strdup(text);
}

static lxw_error write_note(lxw_worksheet *page, lxw_row_t row, lxw_col_t column, const char *text,
                            const char *author)
{
    g_autofree char *note = bounded(text, NOTE_CHARACTERS);
    glong lines = g_utf8_strlen(note, -1) / 30 + 2;
    lxw_comment_options options = {
        .author = (char *)author, .width = 260, .height = (uint16_t)MIN(20 + 18 * lines, 400), .x_offset = 2};
    return worksheet_write_comment_opt(page, row, column, note, &options);
}

static lxw_error offer_choices(lxw_worksheet *page, lxw_row_t row, lxw_col_t column, const json_t *choices)
{
    char *list[MOST_CHOICES + 1] = {NULL};
    for (size_t i = 0; i < MIN(json_array_size(choices), (size_t)MOST_CHOICES); i++)
        list[i] = (char *)json_string_value(json_array_get(choices, i));
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_LIST,
                                      .value_list = list,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_INFORMATION};
    return worksheet_data_validation_cell(page, row, column, &validation);
}

static lxw_error write_cell(lxw_worksheet *page, const struct formats *formats, lxw_row_t row,
                            const json_t *cell, const char *author)
{
    lxw_col_t column = (lxw_col_t)json_integer_value(json_object_get(cell, "at"));
    json_int_t across = MAX(json_integer_value(json_object_get(cell, "across")), 1);
    const char *value = json_string_value(json_object_get(cell, "text")),
               *note = json_string_value(json_object_get(cell, "note"));
    const json_t *choices = json_object_get(cell, "choices");
    g_autofree char *text = value ? bounded(value, CELL_CHARACTERS) : NULL;
    guint style = style_number(json_string_value(json_object_get(cell, "style")));
    lxw_format *format =
        (json_is_true(json_object_get(cell, "asked")) ? formats->asked : formats->plain)[style];
    lxw_col_t last = (lxw_col_t)MIN(column + across - 1, MOST_COLUMNS - 1);
    lxw_error fault = LXW_NO_ERROR;
    if (last > column)
        fault = worksheet_merge_range(page, row, column, row, last, NULL, format);
    if (!fault)
        fault = text ? worksheet_write_string(page, row, column, text, format)
                     : worksheet_write_blank(page, row, column, format);
    if (!fault && choices)
        fault = offer_choices(page, row, column, choices);
    return !fault && note ? write_note(page, row, column, note, author) : fault;
}

static lxw_error write_row(lxw_worksheet *page, const struct formats *formats, lxw_row_t number,
                           const json_t *row, const char *author)
{
    size_t index;
    const json_t *cell;
    json_int_t lines = json_integer_value(json_object_get(row, "height"));
    lxw_error fault = LXW_NO_ERROR;
    if (lines > 1) /* 409 points is the tallest row there is */
        fault = worksheet_set_row(page, number, MIN((double)lines * POINTS_A_LINE + 3, 409), NULL);
    json_array_foreach(json_object_get(row, "cells"), index, cell)
        if (!fault)
            fault = write_cell(page, formats, number, cell, author);
    return fault;
}

static void set_widths(lxw_worksheet *page, const json_t *widths)
{
    size_t count = json_array_size(widths), index;
    const json_t *width;
    json_array_foreach(widths, index, width)
        worksheet_set_column(page, (lxw_col_t)index,
                             (lxw_col_t)(index + 1 == count ? MOST_COLUMNS - 1 : index),
                             json_number_value(width), NULL);
}

static lxw_error write_page(lxw_workbook *book, const json_t *sheet)
{
    struct formats formats;
    lxw_worksheet *page = workbook_add_worksheet(book, json_string_value(json_object_get(sheet, "name")));
    if (!page)
        return LXW_ERROR_PARAMETER_VALIDATION;
    const char *author = json_string_value(json_object_get(sheet, "author"));
    make_formats(book, &formats);
    set_widths(page, json_object_get(sheet, "widths"));
    worksheet_set_landscape(page);
    worksheet_set_paper(page, A4);
    worksheet_fit_to_pages(page, 1, 0);
    worksheet_ignore_errors(page, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
    size_t index;
    const json_t *row;
    lxw_error fault = LXW_NO_ERROR;
    json_array_foreach(json_object_get(sheet, "rows"), index, row)
        if (!fault)
            fault = write_row(page, &formats, (lxw_row_t)index, row, author);
    return fault;
}

static GBytes *file_content(int file, GError **error)
{
    struct stat status;
    if (fstat(file, &status) != 0 || status.st_size == 0) {
        fail(error, ERROR_INTERNAL, "a workbook could not be written");
        return NULL;
    }
    g_autofree char *bytes = g_malloc((gsize)status.st_size);
    if (pread(file, bytes, (size_t)status.st_size, 0) != status.st_size) {
        fail(error, ERROR_INTERNAL, "a workbook could not be read back");
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), (gsize)status.st_size);
}

/* Where the library may write what it then packs: in memory where the system has a folder there. Its files
 * are unlinked at once. */
static const char *temporary_folder(void)
{
    static const char memory[] = "/dev/shm";
    return access(memory, W_OK | X_OK) == 0 ? memory : g_get_tmp_dir();
}

/* The library writes to a path only: one that leads to memory. */
static GBytes *write_file(int file, const json_t *sheet, GError **error)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", file);
    lxw_workbook_options options = {.tmpdir = (char *)temporary_folder()};
    lxw_doc_properties properties = {.created =
                                         1, /* always the same, so that the same sheet is the same file */
                                     .author = (char *)json_string_value(json_object_get(sheet, "author"))};
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (!book) {
        fail(error, ERROR_INTERNAL, "a workbook could not be begun");
        return NULL;
    }
    workbook_set_properties(book, &properties);
    lxw_error fault = write_page(book, sheet), closing = workbook_close(book);
    fault = fault ? fault : closing;
    if (fault) {
        fail(error, ERROR_INTERNAL, "a workbook could not be written: %s", lxw_strerror(fault));
        return NULL;
    }
    return file_content(file, error);
}

GBytes *workbook_make(const json_t *sheet, GError **error)
{
    int file = memfd_create("workbook", MFD_CLOEXEC);
    if (file < 0) {
        fail(error, ERROR_INTERNAL, "no memory for a workbook: %s", g_strerror(errno));
        return NULL;
    }
    GBytes *bytes = write_file(file, sheet, error);
    close(file);
    return bytes;
}

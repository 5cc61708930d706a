#include "parser/formats/pdf_page.h"

#include "base/text.h"
#include <math.h>
#include <poppler.h>
#include <string.h>

#define RESOLUTION 150.0  /* dots an inch: a hairline is a dot wide */
#define MAX_DOTS   12e6   /* of a picture; a larger page is drawn smaller */
#define MAX_SIDE   5670.0 /* points, two metres: a larger page is not drawn */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

struct pdf_pages {
    PopplerDocument *drawing;
};

struct pdf_pages *pdf_pages_open(const struct pdf_document *document, GError **error)
{
    PopplerDocument *drawing = poppler_document_new_from_bytes(document->drawing, NULL, NULL);
    if (!drawing || poppler_document_get_n_pages(drawing) != (int)document->pages) {
        g_clear_object(&drawing);
        fail(error, ERROR_INPUT, "a damaged PDF");
        return NULL;
    }
    struct pdf_pages *pages = g_new0(struct pdf_pages, 1);
    pages->drawing = drawing;
    return pages;
}

void pdf_pages_close(struct pdf_pages *pages)
{
    if (!pages)
        return;
    g_object_unref(pages->drawing);
    g_free(pages);
}

bool pdf_pages_have_text(const struct pdf_pages *pages)
{
    for (int i = 0; i < poppler_document_get_n_pages(pages->drawing); i++) {
        g_autoptr(PopplerPage) page = poppler_document_get_page(pages->drawing, i);
        g_autofree char *text = page ? poppler_page_get_text(page) : NULL;
        g_autofree char *tidy = text_tidy(text);
        if (tidy && *tidy)
            return true;
    }
    return false;
}

void pdf_page_free(struct pdf_page *page)
{
    if (!page)
        return;
    g_array_unref(page->glyphs);
    g_free(page->picture.grey);
    g_free(page);
}

/* Letters */

static bool is_sound(const PopplerRectangle *place)
{
    return isfinite(place->x1) && isfinite(place->y1) && isfinite(place->x2) && isfinite(place->y2) &&
           place->x2 >= place->x1 && place->y2 >= place->y1;
}

static bool read_glyphs(PopplerPage *source, GArray *glyphs, GError **error)
{
    g_autofree char *text = poppler_page_get_text(source);
    g_autofree PopplerRectangle *places = NULL;
    guint count = 0, at = 0;
    if (!text || !poppler_page_get_text_layout(source, &places, &count))
        return true;
    if (count > PDF_MAX_GLYPHS)
        return fail(error, ERROR_INPUT, "a page of more than %d letters", PDF_MAX_GLYPHS);
    for (const char *p = text; *p && at < count; p = g_utf8_next_char(p), at++) {
        struct glyph glyph = {{places[at].x1, places[at].y1, places[at].x2, places[at].y2},
                              g_utf8_get_char(p)};
        if (g_unichar_isspace(glyph.letter) || glyph.letter < 0x20 || !is_sound(&places[at]))
            glyph.letter = 0;
        g_array_append_val(glyphs, glyph);
    }
    return true;
}

/* Picture */

/* Most of a page is paper: so many dots are passed over at a time where all, and the next one, are alike. */
#define ALIKE 16

static void row_to_grey(const guint32 *dots, guint width, guint8 *grey)
{
    for (guint x = 0; x < width;) {
        guint32 dot = dots[x];
        guint8 shade = (guint8)(((dot >> 16 & 255) * 77 + (dot >> 8 & 255) * 151 + (dot & 255) * 28) >> 8);
        bool alike = x + ALIKE < width && memcmp(dots + x, dots + x + 1, ALIKE * sizeof *dots) == 0;
        guint count = alike ? ALIKE : 1;
        memset(grey + x, shade, count);
        x += count;
    }
}

static void take_grey(struct pdf_page *page, cairo_surface_t *surface)
{
    guint width = page->picture.width, height = page->picture.height;
    gsize stride = (gsize)cairo_image_surface_get_stride(surface), size = width * sizeof(guint32);
    const guint8 *dots = cairo_image_surface_get_data(surface);
    guint8 *grey = page->picture.grey = g_malloc((gsize)width * height);
    for (guint y = 0; y < height; y++, dots += stride, grey += width)
        if (y > 0 && memcmp(dots, dots - stride, size) == 0)
            memcpy(grey, grey - width, width);
        else
            row_to_grey((const guint32 *)(const void *)dots, width, grey);
}

static void draw(struct pdf_page *page, PopplerPage *source)
{
    double scale = MIN(RESOLUTION / 72, sqrt(MAX_DOTS / (page->width * page->height)));
    page->picture.width = (guint)ceil(page->width * scale);
    page->picture.height = (guint)ceil(page->height * scale);
    page->picture.scale = scale;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)page->picture.width, (int)page->picture.height);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    poppler_page_render_for_printing_with_options(source, cairo, POPPLER_PRINT_DOCUMENT);
    bool drawn = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    if (drawn && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
        take_grey(page, surface);
    else
        page->picture.width = page->picture.height = 0;
    cairo_surface_destroy(surface);
}

struct pdf_page *pdf_page_read(const struct pdf_pages *pages, guint number, GError **error)
{
    g_autoptr(PopplerPage) source = poppler_document_get_page(pages->drawing, (int)number);
    if (!source) {
        fail(error, ERROR_INPUT, "a damaged PDF");
        return NULL;
    }
    struct pdf_page *page = g_new0(struct pdf_page, 1);
    page->number = number;
    page->glyphs = g_array_new(FALSE, FALSE, sizeof(struct glyph));
    poppler_page_get_size(source, &page->width, &page->height);
    if (!read_glyphs(source, page->glyphs, error)) {
        pdf_page_free(page);
        return NULL;
    }
    bool drawable =
        page->width >= 1 && page->height >= 1 && page->width <= MAX_SIDE && page->height <= MAX_SIDE;
    if (page->glyphs->len && drawable)
        draw(page, source);
    return page;
}

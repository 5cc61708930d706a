/*
 * Attestation: what a sentence that stands alone says about the pharmaceutical industry.
 */
#pragma once

#include "parser/form.h"

/* "Industrien har ikke vært involvert", "Ja, møtene var uten industri", "Industrien med? Nei": given or
 * denied; absent for words about something else, and for what says neither. */
enum attestation attestation_read(const char *text);

/*
 * Import: `presens import CSV`, the register of groups that exist already.
 */
#pragma once

int import_command(int argc, char **argv);

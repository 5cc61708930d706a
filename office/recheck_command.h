/* presens recheck: everything decided anew under the rules of today. */
#pragma once

int recheck_command(int argc, char **argv);

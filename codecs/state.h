/* What has become of the decode. The host reads it also after a trap, so it is set before anything may fail. */
#ifndef CODECS_STATE_H
#define CODECS_STATE_H

enum { STATE_WHOLE = 0, STATE_INCOMPLETE = 1, STATE_UNREADABLE = 2, STATE_NO_MEMORY = 3 };

void set_state(int state);

/* Ends the decode. The state is unreadable, unless there was no memory. */
_Noreturn void give_up(void);

#endif

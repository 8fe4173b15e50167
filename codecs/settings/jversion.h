/* Texts that nobody sees. */
#define JVERSION ""
#define JCOPYRIGHT ""

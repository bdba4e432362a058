/** Preference sets made from templates, whose truth is known: for demonstrations, tests and a first look. */
@NullMarked
package merit.preference.synthetic;

import org.jspecify.annotations.NullMarked;

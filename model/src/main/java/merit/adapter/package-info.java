/** Adapters: small weights beside a backbone's frozen ones, trained, saved, switched and merged. */
@NullMarked
package merit.adapter;

import org.jspecify.annotations.NullMarked;

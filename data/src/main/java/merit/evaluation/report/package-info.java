/** Figures written down for people (one HTML file, a model card) and for machines (JSON). */
@NullMarked
package merit.evaluation.report;

import org.jspecify.annotations.NullMarked;

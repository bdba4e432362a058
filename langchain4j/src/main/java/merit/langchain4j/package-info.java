/** Reward models where LangChain4j expects a scoring model, or a guardrail for answers. */
@NullMarked
package merit.langchain4j;

import org.jspecify.annotations.NullMarked;

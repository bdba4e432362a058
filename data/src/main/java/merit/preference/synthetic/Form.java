package merit.preference.synthetic;

import java.util.List;

/**
 * One form of question in a domain.
 *
 * @param table whose rows it asks about; empty where it needs none
 * @param ask ways of asking
 * @param right ways of answering rightly
 * @param wrong ways of answering wrongly with the values of the question; empty where a wrong answer is the right one with
 *     another {@code answer}
 * @param answer columns, slots or derived values that hold the answer
 * @param swap columns, slots or derived values that a lexical swap exchanges
 */
record Form(
        String table,
        List<Template> ask,
        List<Template> right,
        List<Template> wrong,
        List<String> answer,
        List<String> swap) {}

package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WritingSystemTest {
    @Test
    void theScriptOfMostLettersIsNamed() {
        assertThat(WritingSystem.of("How do I bake bread? 100 %")).isEqualTo("Latin");
        assertThat(WritingSystem.of("\u041a\u0430\u043a \u0438\u0441\u043f\u0435\u0447\u044c PDF?"))
                .isEqualTo("Cyrillic");
        assertThat(WritingSystem.of("\u5982\u4f55\u70e4\u9762\u5305")).isEqualTo("Han");
        assertThat(WritingSystem.of("\u30d1\u30f3\u3092\u713c\u304f\u65b9\u6cd5"))
                .isEqualTo("Han and kana");
        assertThat(WritingSystem.of("\ube75\uc744 \uad7d\ub294 \ubc95")).isEqualTo("Hangul");
        assertThat(WritingSystem.of("\u0643\u064a\u0641 \u0623\u062e\u0628\u0632 \u0627\u0644\u062e\u0628\u0632"))
                .isEqualTo("Arabic");
        assertThat(WritingSystem.of("2 + 2 = ?")).isEqualTo("(no letters)");
    }
}

package merit.tensor;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs a class's tests on the first GPU; where there is none it skips them and says why. */
public final class OnGpu implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Devices.gpus() > 0
                ? ConditionEvaluationResult.enabled("on " + Device.cuda(0))
                : ConditionEvaluationResult.disabled("no GPU: " + Devices.whyNoGpu());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Devices.use(Device.cuda(0));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Devices.use(Device.CPU);
    }
}

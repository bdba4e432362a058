package merit.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Arrays to tensors and back, and the conversions that the engine's signatures ask for. The only place where tensors are made of
 * anything but tensors: on the device in use, {@link Devices#current}. Every tensor returned belongs to the current {@link
 * TensorScope}, or to the caller where none is open.
 */
public final class Tensors {
    static {
        Engine.start();
    }

    private Tensors() {}

    /** An fp32 tensor with a copy of the values. */
    public static Tensor of(float[] values, long... shape) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(there(onCpu(values, shape)));
        }
    }

    /** The same on the CPU, whatever the device in use: for a few numbers that go back to Java. */
    public static Tensor onCpu(float[] values, long... shape) {
        checkCount(values.length, shape);
        Tensor tensor = emptyOnCpu(ScalarType.Float, shape);
        try (FloatPointer data = tensor.data_ptr_float()) {
            data.put(values, 0, values.length);
        }
        return tensor;
    }

    /** A 64-bit integer tensor with a copy of the values: ids and positions. */
    public static Tensor of(long[] values, long... shape) {
        checkCount(values.length, shape);
        try (TensorScope scope = TensorScope.open()) {
            Tensor tensor = emptyOnCpu(ScalarType.Long, shape);
            try (LongPointer data = tensor.data_ptr_long()) {
                data.put(values, 0, values.length);
            }
            return scope.keep(there(tensor));
        }
    }

    /** A 64-bit integer tensor with a copy of the values: ids and positions. */
    public static Tensor of(int[] values, long... shape) {
        return of(Arrays.stream(values).asLongStream().toArray(), shape);
    }

    /** An fp32 tensor with a copy of little-endian bytes, as checkpoints hold them. */
    public static Tensor ofBytes(ByteBuffer bytes, long... shape) {
        FloatBuffer values = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        checkCount(values.remaining(), shape);
        try (TensorScope scope = TensorScope.open()) {
            Tensor tensor = emptyOnCpu(ScalarType.Float, shape);
            try (FloatPointer data = tensor.data_ptr_float()) {
                data.capacity(values.remaining()).asBuffer().put(values);
            }
            return scope.keep(there(tensor));
        }
    }

    /** An fp32 tensor with a copy of some of these arrays, which are of one length, [picked, length]. */
    public static Tensor ofRows(List<float[]> rows, int[] picked) {
        int width = rows.get(0).length;
        float[] flat = new float[Math.multiplyExact(picked.length, width)];
        for (int i = 0; i < picked.length; i++) {
            System.arraycopy(rows.get(picked[i]), 0, flat, i * width, width);
        }
        return of(flat, picked.length, width);
    }

    /** A tensor whose values are not set. */
    public static Tensor empty(ScalarType type, long... shape) {
        Device device = Devices.current();
        if (device.isCpu()) {
            return emptyOnCpu(type, shape);
        }
        try (TensorScope scope = TensorScope.open()) {
            TensorOptions options = new TensorOptions(type).device(new DeviceOptional(Devices.engine(device)));
            return scope.keep(torch.empty(shape, options, null));
        }
    }

    /** The same on the CPU, whatever the device in use: to be filled from Java. */
    static Tensor emptyOnCpu(ScalarType type, long... shape) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(torch.empty(shape, new TensorOptions(type), null));
        }
    }

    /** A tensor of the CPU on the device in use: itself where that is the CPU. */
    static Tensor there(Tensor onCpu) {
        Device device = Devices.current();
        if (device.isCpu()) {
            return onCpu;
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(onCpu.to(Devices.engine(device), onCpu.scalar_type()));
        }
    }

    /** The whole numbers below one, from 0, [howMany], 64-bit. */
    public static Tensor upTo(long howMany) {
        try (TensorScope scope = TensorScope.open()) {
            TensorOptions options = new TensorOptions(ScalarType.Long);
            Device device = Devices.current();
            return scope.keep(torch.arange(
                    new Scalar(howMany),
                    device.isCpu() ? options : options.device(new DeviceOptional(Devices.engine(device)))));
        }
    }

    /** A tensor of zeros. */
    public static Tensor zeros(ScalarType type, long... shape) {
        Tensor tensor = empty(type, shape);
        try (TensorScope scope = TensorScope.open()) {
            tensor.zero_();
        }
        return tensor;
    }

    /** The values in row-major order, as fp32. */
    public static float[] floats(Tensor tensor) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor plain = tensor.detach().to(ScalarType.Float).cpu().contiguous();
            float[] values = new float[Math.toIntExact(plain.numel())];
            plain.data_ptr_float().get(values, 0, values.length);
            return values;
        }
    }

    /** The values in row-major order, as 64-bit integers. */
    public static long[] longs(Tensor tensor) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor plain = tensor.detach().to(ScalarType.Long).cpu().contiguous();
            long[] values = new long[Math.toIntExact(plain.numel())];
            plain.data_ptr_long().get(values, 0, values.length);
            return values;
        }
    }

    /** The value of a tensor that holds one. */
    public static double item(Tensor tensor) {
        try (TensorScope scope = TensorScope.open()) {
            return tensor.item_double();
        }
    }

    public static long[] shape(Tensor tensor) {
        long[] shape = new long[Math.toIntExact(tensor.dim())];
        for (int d = 0; d < shape.length; d++) {
            shape[d] = tensor.size(d);
        }
        return shape;
    }

    /** Whether {@code backward()} has reached this parameter since its gradient was last cleared. */
    public static boolean hasGradient(Tensor parameter) {
        try (TensorScope scope = TensorScope.open()) {
            return parameter.grad().defined();
        }
    }

    /**
     * A plain leaf tensor that owns a copy of the values and can be trained. The caller owns it and closes it, whatever scope is
     * open.
     */
    public static Tensor parameter(Tensor values) {
        try (TensorScope scope = TensorScope.open()) {
            return parameterOf(values.detach().clone());
        }
    }

    /** The same of values that nobody else has, such as those just read: what lies in order already is not copied. */
    public static Tensor parameterOf(Tensor own) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor leaf = own.detach().contiguous(); // a clone of a transposed view is one itself
            leaf.requires_grad_(true);
            return TensorScope.own(leaf);
        }
    }

    /** A number as the engine's kernels take it. */
    public static Scalar scalar(double value) {
        return new Scalar(value);
    }

    /** A tensor as the engine's optional arguments take it. */
    public static TensorOptional optional(Tensor tensor) {
        return new TensorOptional(tensor);
    }

    private static void checkCount(int found, long[] shape) {
        long need = 1;
        for (long size : shape) {
            need *= size;
        }
        if (found != need) {
            throw new IllegalArgumentException(
                    "values for shape " + Arrays.toString(shape) + ": found " + found + ", need " + need);
        }
    }
}

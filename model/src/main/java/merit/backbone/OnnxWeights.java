package merit.backbone;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import merit.tensor.TensorScope;
import merit.tensor.TensorSource;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights of a PyTorch model exported to ONNX, under their PyTorch names. Exporting folds a linear map's transpose into its
 * weight and drops the name: such a weight is stored [in, out], and is named after the node that consumes it
 * ({@code /encoder/layer.0/attention/self/query/MatMul}).
 *
 * <p>The file is read as a stream, one tensor at a time, so that it is never whole on the heap. Owns what it has read.
 */
final class OnnxWeights implements TensorSource {
    private static final String PRODUCT = "MatMul";

    private final String name;
    private final Map<String, Tensor> initialisers = new LinkedHashMap<>();
    private final Map<String, String> consumers = new LinkedHashMap<>();
    private final Map<String, String> stored = new LinkedHashMap<>();

    private OnnxWeights(String name) {
        this.name = name;
    }

    /**
     * Reads all weights.
     *
     * @param name of the file, as the user knows it
     */
    static OnnxWeights read(String name, InputStream file) throws IOException {
        OnnxWeights weights = new OnnxWeights(name);
        CodedInputStream input = CodedInputStream.newInstance(file);
        input.setSizeLimit(Integer.MAX_VALUE);
        try {
            weights.readModel(input);
        } catch (IOException | RuntimeException e) {
            weights.close();
            throw e;
        }
        weights.nameAll();
        return weights;
    }

    private void readModel(CodedInputStream input) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == ModelProto.GRAPH_FIELD_NUMBER) {
                int limit = input.pushLimit(input.readRawVarint32());
                readGraph(input);
                input.popLimit(limit);
            } else {
                input.skipField(tag);
            }
        }
    }

    private void readGraph(CodedInputStream input) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case GraphProto.NODE_FIELD_NUMBER -> readNode(input);
                case GraphProto.INITIALIZER_FIELD_NUMBER -> readInitialiser(input);
                default -> input.skipField(tag);
            }
        }
    }

    private void readNode(CodedInputStream input) throws IOException {
        NodeProto node = NodeProto.parseFrom(input.readBytes());
        if (node.getOpType().equals(PRODUCT)) {
            node.getInputList().forEach(consumed -> consumers.put(consumed, node.getName()));
        }
    }

    private void readInitialiser(CodedInputStream input) throws IOException {
        TensorProto tensor = TensorProto.parseFrom(input.readBytes());
        if (tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
            return; // indices that the graph uses, no weights
        }
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        try (TensorScope scope = TensorScope.open()) {
            Tensor values = Tensors.ofBytes(tensor.getRawData().asReadOnlyByteBuffer(), shape);
            initialisers.put(tensor.getName(), TensorScope.own(values));
        }
    }

    private void nameAll() {
        for (String initialiser : initialisers.keySet()) {
            String consumer = consumers.get(initialiser);
            String plain = consumer == null ? initialiser : nameAfter(consumer);
            stored.put(plain, initialiser);
        }
    }

    /** {@code /encoder/layer.0/output/dense/MatMul} to {@code encoder.layer.0.output.dense.weight}. */
    private static String nameAfter(String node) {
        String path = node.substring(1, node.length() - PRODUCT.length());
        return path.replace('/', '.') + "weight";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        stored.forEach((plain, initialiser) -> {
            try (TensorScope scope = TensorScope.open()) {
                shapes.put(plain, Tensors.shape(read(plain)));
            }
        });
        return shapes;
    }

    /** A view, not a copy: it shares what this source owns. */
    @Override
    public Tensor read(String tensor) {
        String initialiser = stored.get(tensor);
        Tensor values = initialiser == null ? null : initialisers.get(initialiser);
        if (initialiser == null || values == null) {
            throw new IllegalArgumentException(name + ": holds no \"" + tensor + "\"");
        }
        return consumers.containsKey(initialiser) ? values.t() : values.alias(); // [out, in]
    }

    @Override
    public void close() {
        initialisers.values().forEach(Tensor::close);
    }
}
